// Runs as tasks of VS Code: one terminal for each workflow, shown as the settings say.

import * as vscode from 'vscode';
import { setting } from '../settings';
import { RunTerminal, type TerminalParts } from './run-terminal';

export const taskType = 'dagu';
export const taskSource = 'Restep';

const reveals = {
  always: vscode.TaskRevealKind.Always,
  onFailure: vscode.TaskRevealKind.Silent,
  never: vscode.TaskRevealKind.Never,
} as const;

export interface RunTaskOptions {
  readonly definition: vscode.TaskDefinition;
  /** What the terminal is called. */
  readonly name: string;
  readonly folder: vscode.WorkspaceFolder | undefined;
  readonly terminal: TerminalParts;
}

/** Starts a task whose terminal runs what `terminal` begins. */
export async function runTask(options: RunTaskOptions): Promise<vscode.TaskExecution> {
  const task = taskOf(options.definition, options.name, options.folder, () => options.terminal);
  return vscode.tasks.executeTask(task);
}

/** The task for a definition. Nothing is looked at before it is executed. */
export function taskOf(
  definition: vscode.TaskDefinition,
  name: string,
  folder: vscode.WorkspaceFolder | undefined,
  terminal: () => TerminalParts,
): vscode.Task {
  const execution = new vscode.CustomExecution(async () => new RunTerminal(terminal()));
  const task = new vscode.Task(definition, folder ?? vscode.TaskScope.Workspace, name, taskSource, execution, []);
  task.presentationOptions = {
    reveal: reveals[setting('revealTerminal')],
    panel: vscode.TaskPanelKind.Dedicated,
    echo: false,
    focus: false,
    showReuseMessage: false,
    clear: true,
  };
  return task;
}
