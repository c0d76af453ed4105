// Renames things of open workflows; a name that would change what the file means, or that Dagu refuses, is refused with the reason.

import * as vscode from 'vscode';
import { applyEdits, LineMap } from '../../base/text';
import type { Workflow } from '../../language/workflow';
import type { Compilation } from '../../spec/compilation';
import { rangeOf } from './diagnostics';
import { type Compiler, fileOf, isWorkflow } from './workflow-documents';
import type { WorkflowReadings } from './workflow-readings';

/** `compile` has the last word: what it accepted before must be accepted afterwards. */
export function registerRename(readings: WorkflowReadings, compile: Compiler): vscode.Disposable {
  // Names of a base configuration are used in files that would not change with it.
  const workflowOf = async (document: vscode.TextDocument): Promise<Workflow | undefined> =>
    isWorkflow(document) ? readings.read(document) : undefined;
  return vscode.languages.registerRenameProvider(
    { language: 'yaml' },
    {
      prepareRename: async (document, position) => {
        const workflow = await workflowOf(document);
        if (workflow === undefined) throw notHere();
        const { renameStart } = await import('../../language/rename');
        const found = renameStart(workflow, document.offsetAt(position));
        if (!found.ok) throw new Error(found.error);
        const { range, thing } = found.value;
        return { range: rangeOf(range, new LineMap(workflow.text)), placeholder: thing.name };
      },
      provideRenameEdits: async (document, position, name) => {
        const workflow = await workflowOf(document);
        if (workflow === undefined) throw notHere();
        const { renameAt } = await import('../../language/rename');
        const edits = renameAt(workflow, document.offsetAt(position), name);
        if (!edits.ok) throw new Error(edits.error);
        const file = fileOf(document.uri);
        const fault = newFault(
          await compile(workflow.text, file),
          await compile(applyEdits(workflow.text, edits.value), file),
        );
        if (fault !== undefined) throw new Error(fault);
        const lines = new LineMap(workflow.text);
        const change = new vscode.WorkspaceEdit();
        change.set(
          document.uri,
          edits.value.map(({ range, text }) => vscode.TextEdit.replace(rangeOf(range, lines), text)),
        );
        return change;
      },
    },
  );
}

/** Why a file that was accepted no longer is. */
function newFault(before: Compilation, after: Compilation): string | undefined {
  if (before.dag !== undefined && after.dag === undefined) return after.refusals[0]?.message;
  if (!before.valid || after.valid) return undefined;
  return after.diagnostics.find(({ severity }) => severity === 'error')?.message;
}

/** Other extensions may know more about files that are no workflows. */
function notHere(): Error {
  return new Error(vscode.l10n.t('There is no name here that could be changed.'));
}
