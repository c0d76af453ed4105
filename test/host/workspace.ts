// What the tests inside VS Code do to the workspace, and how they wait for what they need to see.

import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { Run } from '../../src/model/run';
import { LocalRuns } from '../../src/store/local-runs';
import { eventually } from '../support/eventually';

/** Writes a file into the workspace and gives its address. */
export async function write(name: string, text: string): Promise<vscode.Uri> {
  const uri = vscode.Uri.joinPath(folder().uri, name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

export function folder(): vscode.WorkspaceFolder {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(first, 'the tests need a folder');
  return first;
}

export async function show(uri: vscode.Uri): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
}

/** The titles of all lenses of a document, from the top. */
export async function lensTitles(uri: vscode.Uri): Promise<readonly string[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
  return lenses
    .toSorted((a, b) => a.range.start.line - b.range.start.line)
    .map(lens => (lens.command?.title ?? '').replace(/\$\([\w~-]+\) ?/, ''));
}

/** The newest run of a workflow, read from the disk by a store of our own: what the extension says is not asked. */
export async function newestRun(dag: string, home = process.env.RESTEP_HOME): Promise<Run | undefined> {
  assert.ok(home, 'the tests keep their runs apart');
  const runs = new LocalRuns(home, { what: 'test' });
  try {
    const [summary] = await runs.list({ dag, limit: 1 });
    return summary === undefined ? undefined : await runs.read(summary);
  } finally {
    runs.dispose();
  }
}

/** The newest run once it has ended its attempt. */
export async function endedRun(dag: string, attempt = 1): Promise<Run> {
  return eventually(async () => {
    const run = await newestRun(dag);
    return run?.attempts.length === attempt && run.finishedAt !== undefined ? run : undefined;
  }, `the end of attempt ${attempt} of ${dag}`);
}

/** The statuses of all steps by name. */
export function statuses(run: Run): Readonly<Record<string, string>> {
  return Object.fromEntries(run.nodes.map(node => [node.name, node.status]));
}

/** Starts a task and resolves when VS Code says that it ended. */
export async function runToEnd(task: vscode.Task): Promise<void> {
  const ended = new Promise<void>(resolve => {
    const listening = vscode.tasks.onDidEndTask(({ execution }) => {
      if (execution.task.name !== task.name) return;
      listening.dispose();
      resolve();
    });
  });
  await vscode.tasks.executeTask(task);
  await ended;
}

/** The task for a file of this name, once VS Code has seen the file. */
export async function taskOfFile(name: string): Promise<vscode.Task> {
  return eventually(
    async () => (await vscode.tasks.fetchTasks({ type: 'dagu' })).find(task => task.definition.dag === name),
    `a task for ${name}`,
  );
}
