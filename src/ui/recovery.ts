// Runs of this workspace that nobody drives are gone on with, once somebody looks at runs and the workspace is trusted: those that an earlier
// host left behind, and those that people answered elsewhere.

import * as vscode from 'vscode';
import { DisposableStore } from '../base/disposal';
import type { RunKey, RunSummary } from '../model/source';
import { activeStatuses } from '../model/status';
import type { Execution } from './execution';
import type { RunFeed } from './runs/run-feed';
import type { TrustGate } from './trust';

export interface RecoveryParts {
  readonly runs: RunFeed;
  readonly execution: Execution;
  readonly trust: TrustGate;
  readonly onBug: (error: unknown) => void;
}

/** Looks when the store has been opened for somebody, and then at what changes. What another program drives keeps its lock and is left alone. */
export function registerRecovery({ runs, execution, trust, onBug }: RecoveryParts): vscode.Disposable {
  const store = new DisposableStore();
  /** Runs that could not be gone on with. Each look at one shows as a change of it, so that they would be tried for ever. */
  const failed = new Set<string>();
  const tried = async (key: RunKey, deed: () => Promise<void>): Promise<void> => {
    const name = JSON.stringify([key.dag, key.runId]);
    if (failed.has(name)) return;
    try {
      await deed();
    } catch (error) {
      failed.add(name);
      onBug(error);
    }
  };
  const goOnWithAll = async (): Promise<void> => {
    for (const run of await runs.list({ statuses: activeStatuses() })) await tried(run, () => goOn(run));
  };
  const recover = async (): Promise<void> => {
    await goOnWithAll();
    recovered = true;
    store.add(
      runs.onDidChange(key => {
        tried(key, () => resumeAnswered(key)).catch(onBug);
      }),
    );
  };
  const goOn = async (run: RunSummary): Promise<void> => {
    if (!isOurs(run)) return;
    if (run.status === 'queued') await execution.resume(run);
    else await execution.recover(run);
  };
  const resumeAnswered = async (key: RunKey): Promise<void> => {
    const run = await runs.read(key);
    if (run?.status === 'queued' && isOurs(run)) await execution.resume(run);
  };
  let begun = false;
  let recovered = false;
  store.add(
    runs.onDidOpen(() => {
      // Runs are kept elsewhere now.
      if (recovered) goOnWithAll().catch(onBug);
      if (begun) return;
      begun = true;
      store.add(trust.whenTrusted(() => recover().catch(onBug)));
    }),
  );
  return store;
}

function isOurs({ file }: { readonly file: string }): boolean {
  return vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file)) !== undefined;
}
