// A YAML tree with places, as plain data. Aliases and merge keys are already followed; scalars are already values.

import type { Json } from '../base/json';
import type { TextRange } from '../base/text';
import { isFraction, printedScalar } from './scalar';

export type ScalarValue = string | number | bigint | boolean | null;

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly range: TextRange;
  readonly value: ScalarValue;
  /** The text as written, without quotes and escapes. */
  readonly text: string;
  readonly style: 'plain' | 'single' | 'double' | 'block';
  /** Nothing is written there at all. */
  readonly empty?: boolean;
}

export interface MappingEntry {
  readonly key: ScalarNode;
  readonly value: YamlNode;
  /** From the key to the end of the value. */
  readonly range: TextRange;
  /** The entry came through `<<`. */
  readonly merged?: boolean;
}

export interface MappingNode {
  readonly kind: 'mapping';
  readonly range: TextRange;
  readonly entries: readonly MappingEntry[];
  readonly flow: boolean;
  /** An alias or a `<<` stands directly in it. */
  readonly usesAlias: boolean;
}

export interface SequenceNode {
  readonly kind: 'sequence';
  readonly range: TextRange;
  readonly items: readonly YamlNode[];
  readonly flow: boolean;
}

export type YamlNode = ScalarNode | MappingNode | SequenceNode;

/** What a node is, in the words of YAML; `fraction` is a number written with a point or an exponent. */
export type NodeKind = 'text' | 'integer' | 'fraction' | 'boolean' | 'null' | 'mapping' | 'list';

export function kindOf(node: YamlNode): NodeKind {
  if (node.kind === 'mapping') return 'mapping';
  if (node.kind === 'sequence') return 'list';
  if (node.value === null) return 'null';
  if (typeof node.value === 'string') return 'text';
  if (typeof node.value === 'boolean') return 'boolean';
  return typeof node.value === 'number' && isFraction(node.text) ? 'fraction' : 'integer';
}

/** The entry with exactly this key. */
export function entryOf(node: YamlNode | undefined, key: string): MappingEntry | undefined {
  return node?.kind === 'mapping' ? node.entries.find(entry => entry.key.text === key) : undefined;
}

/** The value under exactly this key; nothing written, or null, counts as absent. */
export function memberOf(node: YamlNode | undefined, key: string): YamlNode | undefined {
  const value = entryOf(node, key)?.value;
  return value === undefined || isNull(value) ? undefined : value;
}

export function isNull(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.value === null;
}

/** The text of a scalar that is a string; undefined for anything else. */
export function stringOf(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}

/** The value as JSON carries it. Integers that a double cannot hold, and infinities, become text. */
export function jsonOf(node: YamlNode): Json {
  if (node.kind === 'sequence') return node.items.map(jsonOf);
  if (node.kind === 'mapping') {
    // Keys such as __proto__ must become ordinary members, which assignment would not do.
    return Object.fromEntries(node.entries.map(entry => [entry.key.text, jsonOf(entry.value)]));
  }
  const { value } = node;
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number' && !Number.isFinite(value)) return printedScalar(value);
  return value;
}
