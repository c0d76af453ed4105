// What a selection grows to: from the value over its field and its step to the whole document.

import { contains, type TextRange, touches } from '../base/text';
import type { YamlNode } from '../syntax/node';
import { contentRange } from './named';
import { documentAt, type Workflow } from './workflow';

/** The ranges around an offset, the smallest first, each inside the next. */
export function selectionsAt(workflow: Workflow, offset: number): readonly TextRange[] {
  const document = documentAt(workflow, offset);
  const found: TextRange[] = [];
  for (let node = document?.root; node !== undefined; ) {
    if (!touches(node.range, offset)) break;
    found.push(node.range);
    node = within(node, offset, found);
  }
  const outer = { start: 0, end: workflow.text.length };
  const kept = [outer];
  for (const range of found) {
    const last = kept.at(-1) ?? outer;
    // In texts that no parser accepts, ranges may overlap.
    if (contains(last, range) && (range.start !== last.start || range.end !== last.end)) kept.push(range);
  }
  return kept.reverse();
}

/** The part of a node around the offset; what is passed on the way is added to `found`. */
function within(node: YamlNode, offset: number, found: TextRange[]): YamlNode | undefined {
  if (node.kind === 'scalar') {
    const content = contentRange(node);
    if (touches(content, offset)) found.push(content);
    return undefined;
  }
  if (node.kind === 'sequence') return node.items.find(item => touches(item.range, offset));
  const entry = node.entries.find(({ range, merged }) => merged !== true && touches(range, offset));
  if (entry === undefined) return undefined;
  found.push(entry.range);
  return touches(entry.key.range, offset) ? entry.key : entry.value;
}
