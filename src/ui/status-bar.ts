// The one item in the status bar: what runs, or else how the workflow of the editor last went. Only where there are workflows.

import * as vscode from 'vscode';
import { DisposableStore } from '../base/disposal';
import { statusFacts } from '../model/status';
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
    const title = vscode.l10n.t('Show the run');
    item.command = { command: commandIds.showRun, title, arguments: [{ uri: workflow.uri.toString() }] };
    item.text = `$(${facts.icon}) ${labelText(name)}`;
    item.tooltip = run === undefined ? vscode.l10n.t('{0} has not been run yet', name) : `${name}: ${facts.title}`;
    item.accessibilityInformation = { label: `${name}: ${facts.title}` };
    item.backgroundColor =
      run?.status === 'failed' ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    item.show();
  };
  store.add(vscode.window.onDidChangeActiveTextEditor(show));
  store.add(documents.onDidChange(show));
  store.add(runs.onDidChangeLatest(show));
  show();
  return store;
}
