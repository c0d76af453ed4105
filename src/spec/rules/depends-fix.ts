// Adds a step to what another one depends on, in whatever form that is written.

import type { Fix } from '../../base/diagnostic';
import { lineStart } from '../../base/text';
import { insertAfter } from '../../syntax/edits';
import { entryOf, isNull, type MappingNode } from '../../syntax/node';

/** Undefined when `depends` is written in a form that cannot be added to. */
export function dependsFix(text: string, step: MappingNode, id: string): Fix | undefined {
  const title = `Add ${id} to depends`;
  const entry = entryOf(step, 'depends');
  if (entry === undefined) {
    const anchor = entryOf(step, 'name') ?? entryOf(step, 'id') ?? step.entries[0];
    return anchor === undefined || anchor.merged === true
      ? undefined
      : { title, preferred: true, edits: [insertAfter(text, step, anchor, 'depends', id)] };
  }
  const { value } = entry;
  if (value.kind === 'mapping' || entry.merged === true) return undefined;
  if (value.kind === 'scalar') {
    if (isNull(value)) return undefined;
    const written = text.slice(value.range.start, value.range.end);
    return { title, preferred: true, edits: [{ range: value.range, text: `[${written}, ${id}]` }] };
  }
  const last = value.items.at(-1);
  if (last === undefined) return { title, preferred: true, edits: [{ range: value.range, text: `[${id}]` }] };
  const end = { start: last.range.end, end: last.range.end };
  if (value.flow) return { title, preferred: true, edits: [{ range: end, text: `, ${id}` }] };
  const line = lineStart(text, last.range.start);
  const dash = /^\s*/.exec(text.slice(line, last.range.start))?.[0] ?? '';
  return { title, preferred: true, edits: [{ range: end, text: `\n${dash}- ${id}` }] };
}
