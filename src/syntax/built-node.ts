// Trees that no text has at their place: made of JSON, or moved from elsewhere.

import type { Json } from '../base/json';
import { isJsonObject } from '../base/json';
import type { TextRange } from '../base/text';
import type { MappingEntry, ScalarNode, ScalarValue, YamlNode } from './node';

/** The same tree, all of it at another place. */
export function movedTo(node: YamlNode, range: TextRange): YamlNode {
  if (node.kind === 'mapping')
    return { ...node, range, entries: node.entries.map(entry => entryMovedTo(entry, range)) };
  if (node.kind === 'sequence') return { ...node, range, items: node.items.map(item => movedTo(item, range)) };
  return { ...node, range };
}

export function entryMovedTo(entry: MappingEntry, range: TextRange): MappingEntry {
  return { ...entry, key: { ...entry.key, range }, value: movedTo(entry.value, range), range };
}

/** A scalar as if it were written at a place. */
export function scalarNode(value: ScalarValue, range: TextRange): ScalarNode {
  return {
    kind: 'scalar',
    range,
    value,
    text: value === null ? '' : String(value),
    style: typeof value === 'string' ? 'double' : 'plain',
  };
}

export function entryNode(key: string, value: YamlNode, range: TextRange): MappingEntry {
  return { key: scalarNode(key, range), value, range };
}

/** A JSON value as if it were written at a place. */
export function nodeOfJson(value: Json, range: TextRange): YamlNode {
  if (Array.isArray(value))
    return { kind: 'sequence', range, items: value.map(item => nodeOfJson(item, range)), flow: true };
  if (isJsonObject(value)) {
    const entries = Object.entries(value).map(([key, member]) => entryNode(key, nodeOfJson(member, range), range));
    return { kind: 'mapping', range, entries, flow: true, usesAlias: false };
  }
  return scalarNode(value as ScalarValue, range);
}
