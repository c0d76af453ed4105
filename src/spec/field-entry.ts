// Entries of mappings by the field that they are: keys of fields match without regard to case (dagu-format.md 1.0).

import type { MappingEntry, MappingNode } from '../syntax/node';

/** The entry of a field, of two spellings the exact one. */
export function fieldEntry(node: MappingNode, name: string): MappingEntry | undefined {
  return (
    node.entries.find(entry => entry.key.text === name) ?? node.entries.find(entry => isField(entry.key.text, name))
  );
}

export function isField(key: string, name: string): boolean {
  return key.toLowerCase() === name.toLowerCase();
}
