// A YAML tree with places, as plain data. Aliases and merge keys are already followed; scalars are already values.

import type { TextRange } from '../base/text';

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

/** The entry with exactly this key. */
export function entryOf(node: YamlNode | undefined, key: string): MappingEntry | undefined {
  return node?.kind === 'mapping' ? node.entries.find(entry => entry.key.text === key) : undefined;
}

/** The value under exactly this key; nothing written counts as absent. */
export function valueOf(node: YamlNode | undefined, key: string): YamlNode | undefined {
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
