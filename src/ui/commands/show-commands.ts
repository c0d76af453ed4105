// Commands that show something: logs, graphs, runs, files.

import * as vscode from 'vscode';
import { oneLine } from '../../base/terminal-text';
import { LineMap } from '../../base/text';
import { everyStep } from '../../model/foreach-body';
import { findNode } from '../../model/run';
import { rangeOf } from '../editor/diagnostics';
import type { WorkflowDocuments } from '../editor/workflow-documents';
import type { Graphs } from '../graph/graph-panel';
import type { Logs } from '../logs/log-documents';
import type { CommandHandlers } from './command-registry';
import { sampleText } from './sample-text';
import type { Target } from './target';
import type { TargetFinder } from './target-finder';

export interface ShowCommandParts {
  readonly finder: TargetFinder;
  readonly documents: WorkflowDocuments;
  readonly logs: Logs;
  readonly graphs: Graphs;
  readonly runsView: { reveal(target: Target): Promise<void>; showMore(argument: unknown): void };
  readonly channel: vscode.LogOutputChannel;
}

type ShowCommands = Pick<
  CommandHandlers,
  | 'openLog'
  | 'compareAttempts'
  | 'showGraph'
  | 'showRun'
  | 'openDag'
  | 'revealStep'
  | 'copyRunId'
  | 'createSample'
  | 'showMoreRuns'
  | 'showExtensionLog'
>;

export function showCommands(parts: ShowCommandParts): ShowCommands {
  const { finder, documents, logs, graphs, runsView, channel } = parts;
  return {
    openLog: async argument => {
      const target = await finder.stepTarget(argument);
      if (target === undefined) return;
      const run = await finder.run(target);
      const node = run === undefined ? undefined : findNode(run, target.step);
      if (run === undefined || node === undefined || node.executions.length === 0)
        await vscode.window.showInformationMessage(
          vscode.l10n.t('{0} has not run yet: there is no log.', oneLine(target.step)),
        );
      else await logs.open(run, { step: node.name }, target.attempt);
    },
    compareAttempts: async argument => {
      const target = await finder.stepTarget(argument);
      const run = target === undefined ? undefined : await finder.run(target);
      const node = target === undefined || run === undefined ? undefined : findNode(run, target.step);
      const attempts = [...new Set((node?.executions ?? []).map(execution => execution.attempt))];
      const right = target?.attempt ?? attempts.at(-1);
      const left =
        attempts.filter(attempt => attempt !== right && attempt < (right ?? 0)).at(-1) ??
        attempts.find(attempt => attempt !== right);
      if (run === undefined || node === undefined || left === undefined || right === undefined)
        await vscode.window.showInformationMessage(
          vscode.l10n.t('The step has run in one attempt only: there is nothing to compare.'),
        );
      else await logs.compare(run, { step: node.name }, Math.min(left, right), Math.max(left, right));
    },
    showGraph: async argument => {
      const target = await finder.target(argument);
      if (target === undefined) return;
      const { file, runId, step } = target;
      graphs.show({ file: vscode.Uri.file(file).toString(), ...(runId === undefined ? {} : { runId }) }, step);
    },
    showRun: async argument => {
      const target = await finder.target(argument);
      if (target === undefined) return;
      const run = await finder.run(target);
      await runsView.reveal(run === undefined ? target : { ...target, dag: run.dag, runId: run.runId });
    },
    openDag: async argument => {
      const target = await finder.target(argument);
      if (target !== undefined) await vscode.window.showTextDocument(vscode.Uri.file(target.file));
    },
    revealStep: async argument => {
      const target = await finder.stepTarget(argument);
      if (target !== undefined) await revealStep(target.file, target.step, documents);
    },
    copyRunId: async argument => {
      const target = await finder.target(argument);
      const run = target === undefined ? undefined : await finder.run(target);
      if (run !== undefined) await vscode.env.clipboard.writeText(run.runId);
    },
    createSample: async () => createSample(),
    showMoreRuns: async argument => runsView.showMore(argument),
    showExtensionLog: async () => channel.show(),
  };
}

/** Shows where a step, or a handler, is written. */
export async function revealStep(file: string, step: string, documents: WorkflowDocuments): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  const dag = (await documents.current(document))?.dag;
  const handlers = Object.entries(dag?.handlers ?? {});
  const found =
    everyStep(dag?.steps ?? []).find(({ name, id }) => name === step || id === step) ??
    handlers.find(([event]) => event === step)?.[1];
  const editor = await vscode.window.showTextDocument(document, { viewColumn: columnOf(document) });
  if (found === undefined) return;
  const range = rangeOf(found.nameRange, new LineMap(document.getText()));
  editor.selection = new vscode.Selection(range.start, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** The column that shows the document already, so that a graph beside it stays where it is. */
function columnOf(document: vscode.TextDocument): vscode.ViewColumn {
  const shown = vscode.window.visibleTextEditors.find(editor => editor.document === document);
  return shown?.viewColumn ?? vscode.ViewColumn.One;
}

/** Writes a sample into the first folder, under a name that is free, and opens it. Without a folder it is an unsaved document. */
async function createSample(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) {
    await vscode.window.showTextDocument(
      await vscode.workspace.openTextDocument({ language: 'yaml', content: sampleText }),
    );
    return;
  }
  for (let number = 1; ; number++) {
    const uri = vscode.Uri.joinPath(folder.uri, number === 1 ? 'sample.yaml' : `sample-${number}.yaml`);
    const edit = new vscode.WorkspaceEdit();
    if (await exists(uri)) continue;
    edit.createFile(uri, { contents: new TextEncoder().encode(sampleText) });
    await vscode.workspace.applyEdit(edit);
    await vscode.window.showTextDocument(uri);
    return;
  }
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return false;
    throw error;
  }
}
