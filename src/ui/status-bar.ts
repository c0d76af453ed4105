// The one item in the status bar: what runs, or else how the workflow of the editor last went. Only where there are workflows.

import * as vscode from 'vscode';
import { DisposableStore } from '../base/disposal';
import { type RunStatus, statusFacts } from '../model/status';
import { commandIds, contextKeys } from './commands/ids';
import { isWorkflow, type WorkflowDocuments } from './editor/workflow-documents';
import type { RunFeed } from './runs/run-feed';
import { labelText } from './shown-text';

export interface StatusBarParts {
  readonly documents: WorkflowDocuments;
  readonly runs: RunFeed;
  readonly onBug: (error: unknown) => void;
}

/** Also tells VS Code whether the active editor shows a workflow, which the menus ask. */
export function registerStatusBar({ documents, runs, onBug }: StatusBarParts): vscode.Disposable {
  const store = new DisposableStore();
  const item = store.add(vscode.window.createStatusBarItem('restep.status', vscode.StatusBarAlignment.Left, 10));
  item.name = 'Restep';
  let inDag: boolean | undefined;
  let address: vscode.Uri | undefined;
  const show = (): void => {
    const document = vscode.window.activeTextEditor?.document;
    const shown = document !== undefined && isWorkflow(document);
    if (shown !== inDag) {
      inDag = shown;
      vscode.commands.executeCommand('setContext', contextKeys.dagEditor, shown).then(undefined, onBug);
    }
    // A graph or a log in front is about the workflow that was in front before.
    if (shown || document?.uri.scheme === 'file') address = document?.uri;
    const workflow = address === undefined ? undefined : documents.get(address);
    if (workflow?.dag === undefined || workflow.file === '') {
      item.hide();
      return;
    }
    const { name } = workflow.dag;
    const run = runs.latest({ file: workflow.file, dag: name });
    const facts = statusFacts(run?.status ?? 'not_started');
    const title = run?.status === 'waiting' ? vscode.l10n.t('Answer…') : vscode.l10n.t('Show the run');
    const command = run?.status === 'waiting' ? commandIds.answerStep : commandIds.showRun;
    item.command = { command, title, arguments: [{ uri: workflow.uri.toString() }] };
    item.text = `$(${facts.icon}) ${labelText(name)}`;
    item.tooltip = run === undefined ? vscode.l10n.t('{0} has not been run yet', name) : `${name}: ${facts.title}`;
    item.accessibilityInformation = { label: `${name}: ${facts.title}` };
    item.backgroundColor = background(run?.status);
    item.show();
  };
  store.add(vscode.window.onDidChangeActiveTextEditor(show));
  store.add(documents.onDidChange(show));
  store.add(runs.onDidChangeLatest(show));
  show();
  return store;
}

function background(status: RunStatus | undefined): vscode.ThemeColor | undefined {
  if (status === 'failed') return new vscode.ThemeColor('statusBarItem.errorBackground');
  return status === 'waiting' ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
}
