// From what a command was called with to the workflow, run and step that are meant.

import * as vscode from 'vscode';
import type { Run } from '../../model/run';
import { fileOf, type OpenWorkflow, type WorkflowDocuments } from '../editor/workflow-documents';
import type { RunFeed } from '../runs/run-feed';
import { workflowName } from '../workflow-text';
import { carriedTarget, type Target } from './target';

export interface TargetFinder {
  /** What the argument names, else the workflow and step at the cursor. Undefined: there is none, and the user has been told. */
  target(argument: unknown): Promise<Target | undefined>;
  /** The same, with a step. */
  stepTarget(argument: unknown): Promise<(Target & { readonly step: string }) | undefined>;
  /** The run that is meant: the one that is named, else the newest of the workflow. Undefined: there is none. */
  run(target: Target): Promise<Run | undefined>;
}

export function targetFinder(documents: WorkflowDocuments, runs: RunFeed): TargetFinder {
  const target = async (argument: unknown): Promise<Target | undefined> => {
    const carried = carriedTarget(argument);
    if (carried !== undefined) return carried;
    const uri = addressOf(argument);
    const editor = vscode.window.activeTextEditor;
    const address = uri ?? editor?.document.uri;
    if (address === undefined) return tell(vscode.l10n.t('Open a workflow first.'));
    const file = fileOf(address);
    if (file === '') return tell(vscode.l10n.t('Save the workflow on this machine first: it runs from a file.'));
    const document = await vscode.workspace.openTextDocument(address);
    const workflow = await documents.current(document);
    const step = stepOf(argument) ?? (editor?.document === document ? stepAt(workflow, document, editor) : undefined);
    const dag = workflow?.dag?.name ?? workflowName(document.getText(), address.path);
    return { file, dag, ...(step === undefined ? {} : { step }) };
  };
  return {
    target,
    stepTarget: async argument => {
      const found = await target(argument);
      if (found === undefined) return undefined;
      if (found.step !== undefined) return { ...found, step: found.step };
      const step = await chooseStep(found, documents);
      return step === undefined ? undefined : { ...found, step };
    },
    run: async ({ file, dag, runId }) => {
      if (dag === undefined) return undefined;
      return runId === undefined ? runs.readLatest({ file, dag }) : runs.read({ dag, runId });
    },
  };
}

/** The step that the cursor stands in. */
function stepAt(
  workflow: OpenWorkflow | undefined,
  document: vscode.TextDocument,
  editor: vscode.TextEditor,
): string | undefined {
  if (workflow === undefined || workflow.dagVersion !== document.version) return undefined;
  const offset = document.offsetAt(editor.selection.active);
  return workflow.dag?.steps.find(({ range }) => range.start <= offset && offset <= range.end)?.name;
}

async function chooseStep(target: Target, documents: WorkflowDocuments): Promise<string | undefined> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(target.file));
  const steps = (await documents.current(document))?.dag?.steps ?? [];
  if (steps.length === 0) return tell(vscode.l10n.t('The workflow has no steps that could be read.'));
  const items = steps.map(({ name, description }) => ({
    label: name,
    ...(description === undefined ? {} : { description }),
  }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Which step?') }))?.label;
}

/** The address that a lens or a menu of the editor hands over. */
function addressOf(argument: unknown): vscode.Uri | undefined {
  if (argument instanceof vscode.Uri) return argument;
  if (typeof argument !== 'object' || argument === null || !('uri' in argument)) return undefined;
  return typeof argument.uri === 'string' ? vscode.Uri.parse(argument.uri, true) : undefined;
}

function stepOf(argument: unknown): string | undefined {
  if (typeof argument !== 'object' || argument === null || !('step' in argument)) return undefined;
  return typeof argument.step === 'string' ? argument.step : undefined;
}

function tell(message: string): undefined {
  // Nobody waits for the message to be closed.
  vscode.window.showInformationMessage(message).then(undefined, () => undefined);
  return undefined;
}
