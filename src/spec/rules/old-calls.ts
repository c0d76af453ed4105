// `run` with the name of a workflow: it called that once, and is a shell command since Dagu 2 (dagu-format.md 7.3).

import { entryOf, stringOf } from '../../syntax/node';
import type { Findings } from '../findings';
import { callFixes } from '../migration-fixes';
import { shorten } from '../values';
import type { RuleDocument } from './document';

export function checkOldCalls(document: RuleDocument, findings: Findings): void {
  const names = new Set(document.dag.documents.map(dag => dag.name));
  for (const { node } of document.places) {
    const run = entryOf(node, 'run');
    const text = stringOf(run?.value)?.trim() ?? '';
    // With params or parallel beside it, it is an error already.
    if ((run === undefined || run.merged === true || entryOf(node, 'params')) ?? entryOf(node, 'parallel')) continue;
    if (!names.has(text) && !/^[\w./-]+\.ya?ml$/.test(text)) continue;
    const message = `"${shorten(text)}" is run as a shell command here; older versions of Dagu called the workflow of this name`;
    findings.warn('run-workflow', message, run.value.range, { fixes: callFixes(document.text, node) });
  }
}
