// The view *DAGs*: the workflows of the workspace, each with how it last went. A click opens the file and runs nothing.

import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposal';
import { currentAttempt } from '../../model/run';
import { contextKeys, viewIds } from '../commands/ids';
import type { Target } from '../commands/target';
import type { RunFeed } from '../runs/run-feed';
import { statusIcon, statusText, whenText } from './status-icon';
import { type WorkflowFile, WorkflowFiles } from './workflow-files';

export interface DagsViewParts {
  readonly runs: RunFeed;
  readonly onBug: (error: unknown) => void;
}

export interface DagsView extends vscode.Disposable {
  /** The workflow files of the workspace. */
  files(): Promise<readonly vscode.Uri[]>;
}

interface DagRow {
  readonly file: WorkflowFile;
  readonly target: Target;
}

export function registerDagsView({ runs, onBug }: DagsViewParts): DagsView {
  const store = new DisposableStore();
  const files = store.add(new WorkflowFiles(onBug));
  const changes = store.add(new vscode.EventEmitter<DagRow | undefined>());
  const rows = new Map<string, DagRow>();
  const provider: vscode.TreeDataProvider<DagRow> = {
    onDidChangeTreeData: changes.event,
    getTreeItem: row => itemOf(row, runs),
    getChildren: async row => {
      if (row !== undefined) return [];
      const found = await files.all();
      rows.clear();
      for (const file of found) rows.set(file.uri.fsPath, { file, target: { file: file.uri.fsPath, dag: file.dag } });
      await vscode.commands.executeCommand('setContext', contextKeys.dagsSearched, true);
      return [...rows.values()];
    },
  };
  store.add(vscode.window.createTreeView(viewIds.dags, { treeDataProvider: provider, showCollapseAll: false }));
  store.add(files.onDidChange(() => changes.fire(undefined)));
  store.add(
    runs.onDidChangeLatest(path => {
      const row = rows.get(path);
      if (row !== undefined) changes.fire(row);
    }),
  );
  return { files: async () => (await files.all()).map(file => file.uri), dispose: () => store.dispose() };
}

function itemOf({ file, target }: DagRow, runs: RunFeed): vscode.TreeItem {
  const item = new vscode.TreeItem(file.dag);
  const folder = vscode.workspace
    .asRelativePath(file.uri)
    .replace(/[^/\\]*$/, '')
    .replace(/[/\\]$/, '');
  const run = runs.latest({ file: target.file, dag: file.dag });
  item.id = file.uri.toString();
  item.resourceUri = file.uri;
  item.iconPath = run === undefined ? new vscode.ThemeIcon('type-hierarchy') : statusIcon(run.status);
  const attempt = run === undefined ? undefined : currentAttempt(run);
  const last =
    run === undefined || attempt === undefined
      ? []
      : [
          `${statusText(run.status, attempt.startedAt, attempt.finishedAt)} · ${whenText(attempt.startedAt, Date.now())}`,
        ];
  item.description = [...last, ...(folder === '' ? [] : [folder])].join('  ');
  item.tooltip = vscode.workspace.asRelativePath(file.uri);
  item.contextValue = run === undefined ? 'dag' : 'dag ranBefore';
  item.command = { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [file.uri] };
  return item;
}
