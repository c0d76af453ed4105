// Programs beside the file, in a workflow that runs in a folder of its own: they are not found there (dagu-format.md 3.11, 7.3).

import type { Step } from '../../model/dag';
import { insertFirst } from '../../syntax/edits';
import { entryOf } from '../../syntax/node';
import type { Findings } from '../findings';
import { shorten } from '../values';
import type { RuleDocument } from './document';

/** Says it at the first step that names such a program. */
export function checkRelativePaths(document: RuleDocument, findings: Findings): void {
  const { root, dag, text } = document;
  if (dag.workingDir !== undefined || !document.isEntry) return;
  for (const { node, step } of document.places) {
    const program = programOf(step);
    const value = (entryOf(node, 'run') ?? entryOf(node, 'command') ?? entryOf(node, 'script'))?.value;
    if (program === undefined || value === undefined || step.workingDir !== undefined) continue;
    const message = `Each run has an empty folder of its own, where ${shorten(program)} does not exist; with working_dir: . steps run beside this file`;
    findings.inform('working-dir', message, value.range, {
      fixes: [{ title: 'Add working_dir: .', edits: [insertFirst(text, root, 'working_dir', '.')] }],
    });
    return;
  }
}

/** The first `./program` or `../program` that a line of the text begins with. */
function programOf({ action }: Step): string | undefined {
  if (action.name !== 'run') return undefined;
  for (const text of action.texts) {
    const found = /^\s*(?:(?:ba|z)?sh|source|\.|python3?|node)?\s*(\.\.?\/[\w./-]+)/m.exec(text);
    if (found !== null) return found[1];
  }
  return undefined;
}
