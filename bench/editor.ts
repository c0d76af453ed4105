// What is measured inside a real extension host: activation, and the time from a command to the first process of a step.

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import * as vscode from 'vscode';

const rounds = 15;

/** Called by VS Code; the results go to the file that RESTEP_TEST_RESULTS names. */
export async function run(): Promise<void> {
  const results = process.env.RESTEP_TEST_RESULTS;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const extension = vscode.extensions.getExtension('restep.restep');
  if (results === undefined || folder === undefined || extension === undefined) throw new Error('nothing to measure');
  const activationMs = activationTime(extension.extensionPath, extension.extensionUri);
  await extension.activate();

  const file = vscode.Uri.joinPath(folder, 'first.yaml');
  await vscode.window.showTextDocument(file);
  const mark = join(folder.fsPath, 'mark');
  const clicks: number[] = [];
  for (let round = 0; round < rounds; round++) {
    rmSync(mark, { force: true });
    const clicked = Date.now();
    const ended = taskEnd();
    await vscode.commands.executeCommand('restep.runDag', { uri: file.toString() });
    await ended;
    if (!existsSync(mark)) throw new Error('the step did not run');
    clicks.push(Number(readFileSync(mark, 'utf8')) - clicked);
  }

  // While a large file is checked, the host's thread must stay free: what it works in one turn is what counts. The time between two turns
  // is told besides; it is longer where the system gives the processor to others.
  let longestTurn = 0;
  let longestWork = 0;
  let last = performance.now();
  let worked = threadMs();
  const turns = setInterval(() => {
    const now = performance.now();
    longestTurn = Math.max(longestTurn, now - last - turnMs);
    last = now;
    const work = threadMs();
    longestWork = Math.max(longestWork, work - worked);
    worked = work;
  }, turnMs);
  const large = vscode.Uri.joinPath(folder, 'large.yaml');
  const checked = problemsOf(large);
  const document = await vscode.workspace.openTextDocument(large);
  await vscode.window.showTextDocument(document);
  const opened = performance.now();
  await checked;
  const checkMs = performance.now() - opened;
  clearInterval(turns);
  writeFileSync(results, JSON.stringify({ activationMs, clicks, longestTurn, longestWork, checkMs }));
}

const turnMs = 5;

/** Milliseconds of processor time that this thread has had; VS Code's own Node.js tells it, older ones do not. */
function threadMs(): number {
  const { threadCpuUsage } = process as unknown as {
    threadCpuUsage(): { readonly user: number; readonly system: number };
  };
  const { user, system } = threadCpuUsage.call(process);
  return (user + system) / 1000;
}

interface Entry {
  activate(context: { subscriptions: vscode.Disposable[]; extensionUri: vscode.Uri; extensionPath: string }): void;
}

/** Milliseconds for loading the code and calling it, as VS Code does when it activates the extension: without its own waiting in between. */
function activationTime(extensionPath: string, extensionUri: vscode.Uri): number {
  const subscriptions: vscode.Disposable[] = [];
  const began = performance.now();
  const entry: Entry = require(join(extensionPath, 'dist', 'extension.js'));
  entry.activate({ subscriptions, extensionUri, extensionPath });
  const took = performance.now() - began;
  for (const part of subscriptions) part.dispose();
  return took;
}

function taskEnd(): Promise<void> {
  return new Promise(resolve => {
    const listening = vscode.tasks.onDidEndTask(() => {
      listening.dispose();
      resolve();
    });
  });
}

/** Resolves when problems of the document are told: the large file has one. */
function problemsOf(uri: vscode.Uri): Promise<void> {
  return new Promise(resolve => {
    const listening = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      if (!uris.some(one => one.toString() === uri.toString())) return;
      if (vscode.languages.getDiagnostics(uri).length === 0) return;
      listening.dispose();
      resolve();
    });
  });
}
