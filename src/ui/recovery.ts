// Runs that an earlier host of this workspace left behind are gone on with, once somebody looks at runs and the workspace is trusted.

import * as vscode from 'vscode';
import { DisposableStore } from '../base/disposal';
import type { Execution } from './execution';
import type { RunFeed } from './runs/run-feed';
import type { TrustGate } from './trust';

export interface RecoveryParts {
  readonly runs: RunFeed;
  readonly execution: Execution;
  readonly trust: TrustGate;
  readonly onBug: (error: unknown) => void;
}

/** Looks once, when the store has been opened for somebody. What another program drives keeps its lock and is left alone. */
export function registerRecovery({ runs, execution, trust, onBug }: RecoveryParts): vscode.Disposable {
  const store = new DisposableStore();
  const recover = async (): Promise<void> => {
    for (const run of await runs.list({ statuses: ['running', 'waiting'] }))
      if (vscode.workspace.getWorkspaceFolder(vscode.Uri.file(run.file)) !== undefined) await execution.recover(run);
  };
  let begun = false;
  store.add(
    runs.onDidOpen(() => {
      if (begun) return;
      begun = true;
      store.add(trust.whenTrusted(() => recover().catch(onBug)));
    }),
  );
  return store;
}
