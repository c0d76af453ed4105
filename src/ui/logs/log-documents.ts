// Logs of steps as read-only documents that follow while the step runs.

import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposal';
import { handlerNodeNames } from '../../model/dag';
import type { NodeRef } from '../../model/event';
import { type Execution, findNode, type Node, type Run } from '../../model/run';
import type { RunKey } from '../../model/source';
import type { RunFeed } from '../runs/run-feed';
import { logParts, logScheme, readLogAddress } from './log-address';
import { logStamp, logText } from './log-text';

export interface LogParts {
  readonly runs: RunFeed;
  readonly onBug: (error: unknown) => void;
}

export interface Logs extends vscode.Disposable {
  /** Shows the log of a node. `attempt`: absent for the newest in which it ran. */
  open(key: RunKey, node: NodeRef, attempt?: number): Promise<void>;
  /** Shows the logs of two attempts side by side. */
  compare(key: RunKey, node: NodeRef, left: number, right: number): Promise<void>;
}

interface Followed {
  readonly uri: vscode.Uri;
  execution: Execution | undefined;
  stamp: string;
}

/** Milliseconds between two looks at the logs that are open and still grow. */
const followMs = 400;

export function registerLogs({ runs, onBug }: LogParts): Logs {
  const store = new DisposableStore();
  const changes = store.add(new vscode.EventEmitter<vscode.Uri>());
  const followed = new Map<string, Followed>();
  const executionAt = async (uri: vscode.Uri): Promise<Execution | undefined> => {
    const address = readLogAddress(uri.query);
    const run = address === undefined ? undefined : await runs.read(address.key);
    return run === undefined || address === undefined
      ? undefined
      : executionOf(nodeOf(run, address.node), address.attempt);
  };
  store.add(
    vscode.workspace.registerTextDocumentContentProvider(logScheme, {
      onDidChange: changes.event,
      provideTextDocumentContent: async uri => {
        const execution = await executionAt(uri);
        followed.set(uri.toString(), { uri, execution, stamp: execution === undefined ? '' : logStamp(execution) });
        return execution === undefined ? vscode.l10n.t('This step has no log in that attempt.') : logText(execution);
      },
    }),
  );
  const look = (entry: Followed): void => {
    const stamp = entry.execution === undefined ? '' : logStamp(entry.execution);
    if (stamp === entry.stamp) return;
    entry.stamp = stamp;
    changes.fire(entry.uri);
  };
  const timer = setInterval(() => {
    for (const entry of followed.values())
      if (entry.execution !== undefined && entry.execution.finishedAt === undefined) look(entry);
  }, followMs);
  timer.unref();
  store.add({ dispose: () => clearInterval(timer) });
  store.add(
    runs.onDidChange(key => {
      for (const entry of followed.values()) {
        const address = readLogAddress(entry.uri.query);
        if (address?.key.runId !== key.runId || address.key.dag !== key.dag) continue;
        executionAt(entry.uri).then(execution => {
          entry.execution = execution;
          look(entry);
        }, onBug);
      }
    }),
  );
  store.add(vscode.workspace.onDidCloseTextDocument(document => followed.delete(document.uri.toString())));
  store.add(vscode.workspace.onDidChangeTextDocument(({ document }) => followEnd(document)));
  return {
    open: async (key, node, attempt) => {
      const run = await runs.read(key);
      const execution = run === undefined ? undefined : executionOf(nodeOf(run, node), attempt);
      if (execution === undefined) {
        await vscode.window.showInformationMessage(
          vscode.l10n.t('{0} has not run yet: there is no log.', titleOf(node)),
        );
        return;
      }
      const uri = vscode.Uri.from(logParts({ key, node, attempt: execution.attempt }));
      const document = await vscode.workspace.openTextDocument(uri);
      const editor = await vscode.window.showTextDocument(
        await vscode.languages.setTextDocumentLanguage(document, 'log'),
        { preview: true },
      );
      revealEnd(editor);
    },
    compare: async (key, node, left, right) => {
      const [before, after] = [left, right].map(attempt => vscode.Uri.from(logParts({ key, node, attempt })));
      const title = vscode.l10n.t('{0}: attempt {1} ↔ attempt {2}', titleOf(node), left, right);
      await vscode.commands.executeCommand('vscode.diff', before, after, title);
    },
    dispose: () => store.dispose(),
  };
}

function nodeOf(run: Run, node: NodeRef): Node | undefined {
  return 'step' in node ? findNode(run, node.step) : run.handlers[node.handler];
}

function executionOf(node: Node | undefined, attempt: number | undefined): Execution | undefined {
  return attempt === undefined
    ? node?.executions.at(-1)
    : node?.executions.find(execution => execution.attempt === attempt);
}

function titleOf(node: NodeRef): string {
  return 'step' in node ? node.step : handlerNodeNames[node.handler];
}

/** Whoever looks at the end of a log goes on seeing its end. */
function followEnd(document: vscode.TextDocument): void {
  if (document.uri.scheme !== logScheme) return;
  for (const editor of vscode.window.visibleTextEditors) {
    if (editor.document !== document) continue;
    const seen = editor.visibleRanges.at(-1)?.end.line ?? 0;
    if (seen + 40 >= document.lineCount || editor.selection.active.line + 2 >= document.lineCount) revealEnd(editor);
  }
}

function revealEnd(editor: vscode.TextEditor): void {
  const end = editor.document.lineAt(Math.max(0, editor.document.lineCount - 1)).range.end;
  editor.selection = new vscode.Selection(end, end);
  editor.revealRange(new vscode.Range(end, end));
}
