// Trees of a part of a text, moved to where the part stands in the whole.

import type { TextRange } from '../base/text';
import type { MappingEntry, YamlNode } from './node';

/** The node with all its offsets larger by so much. */
export function movedNode(node: YamlNode, by: number): YamlNode {
  const range = movedRange(node.range, by);
  if (node.kind === 'scalar') return { ...node, range };
  if (node.kind === 'sequence') return { ...node, range, items: node.items.map(item => movedNode(item, by)) };
  return { ...node, range, entries: node.entries.map(entry => movedEntry(entry, by)) };
}

function movedEntry(entry: MappingEntry, by: number): MappingEntry {
  const key = { ...entry.key, range: movedRange(entry.key.range, by) };
  return { ...entry, key, value: movedNode(entry.value, by), range: movedRange(entry.range, by) };
}

export function movedRange({ start, end }: TextRange, by: number): TextRange {
  return { start: start + by, end: end + by };
}
