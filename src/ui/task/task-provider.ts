// Tasks of the type `dagu`: one for each workflow of the workspace, and whatever tasks.json says.

import * as vscode from 'vscode';
import { taskOf, taskType } from './run-tasks';
import type { TerminalParts } from './run-terminal';

/** A task of the type `dagu`, as the manifest declares it and tasks.json may write it. */
export interface DaguTaskDefinition extends vscode.TaskDefinition {
  readonly type: 'dagu';
  /** The file: absolute, or relative to the workspace folder. */
  readonly dag: string;
  readonly step?: string;
  readonly scope?: 'step' | 'downstream';
  readonly bypassPreconditions?: boolean;
  readonly params?: unknown;
  readonly runId?: string;
}

/** `files`: the workflows of the workspace. `begin`: what the terminal of a task does. */
export function registerTaskProvider(
  begin: (definition: DaguTaskDefinition) => TerminalParts,
  files: () => Promise<readonly vscode.Uri[]>,
): vscode.Disposable {
  return vscode.tasks.registerTaskProvider(taskType, {
    provideTasks: async () =>
      (await files()).map(uri => {
        const folder = vscode.workspace.getWorkspaceFolder(uri);
        const dag = vscode.workspace.asRelativePath(uri, false);
        const definition: DaguTaskDefinition = { type: taskType, dag };
        return taskOf(definition, dag, folder, () => begin(located(definition, folder)));
      }),
    resolveTask: task => {
      const { definition, scope } = task;
      if (!isDaguTask(definition)) return undefined;
      const folder = typeof scope === 'object' ? scope : vscode.workspace.workspaceFolders?.[0];
      // VS Code wants the very definition back that it asked about.
      return taskOf(definition, task.name, folder, () => begin(located(definition, folder)));
    },
  });
}

function isDaguTask(definition: vscode.TaskDefinition): definition is DaguTaskDefinition {
  return definition.type === taskType && typeof definition.dag === 'string' && definition.dag !== '';
}

/** The definition with an absolute path. */
function located(definition: DaguTaskDefinition, folder: vscode.WorkspaceFolder | undefined): DaguTaskDefinition {
  const { dag } = definition;
  const absolute = /^([/\\]|[A-Za-z]:)/.test(dag);
  return absolute || folder === undefined
    ? definition
    : { ...definition, dag: vscode.Uri.joinPath(folder.uri, dag).fsPath };
}
