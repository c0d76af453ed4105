// Moves commands in variables of the workflow to where they are executed today: a parameter with `eval` (dagu-format.md 2.4, 7.3).

import type { Fix } from '../../base/diagnostic';
import { lineStart, type TextEdit, type TextRange } from '../../base/text';
import { columnOf, isOneLine } from '../../syntax/edits';
import {
  entryOf,
  isNull,
  type MappingEntry,
  type MappingNode,
  type ScalarNode,
  type SequenceNode,
  stringOf,
  type YamlNode,
} from '../../syntax/node';
import { commentBehind, removeEntry } from '../../syntax/removal';
import { definition, hasCommand, isName, pairsAsItems, wordsAsItems } from './eval-fixes';

/** A variable of the workflow becomes a parameter, which steps see under the same name. */
export function envFixes(text: string, root: MappingNode, value: ScalarNode): readonly Fix[] {
  const env = entryOf(root, 'env');
  if (env === undefined || root.flow || env.merged === true || !isOneLine(text, value)) return [];
  const found = variableOf(env.value, value);
  if (found === undefined || !isName(found.name)) return [];
  const comment = commentBehind(text, value.range);
  const added = newParam(text, env, entryOf(root, 'params'), found, text.slice(comment.start, comment.end));
  if (added === undefined) return [];
  const removed = found.isOnly
    ? removeEntry(text, root, env, comment)
    : found.pair !== undefined && env.value.kind === 'mapping'
      ? removeEntry(text, env.value, found.pair, comment)
      : withoutItem(text, env.value, found.item);
  if (removed === undefined) return [];
  // What is used in the command must exist when parameters are evaluated, which is before the variables are.
  const alone = !/\$(?!\()/.test(found.source);
  // Beside a parameter with `eval`, arguments without a name fill the others instead of $1, $2, …
  const safe = entryOf(root, 'params') === undefined || !/\$\{?[1-9]/.test(text);
  return [{ title: `Make ${found.name} a parameter with eval`, preferred: alone && safe, edits: [...added, removed] }];
}

interface Variable {
  readonly name: string;
  readonly source: string;
  readonly isOnly: boolean;
  /** Its entry in a mapping. */
  readonly pair?: MappingEntry;
  /** Its item in a list. */
  readonly item?: YamlNode;
}

/** `NAME: value` in a mapping or as an item of a list, and `NAME=value` in a list. */
function variableOf(env: YamlNode, value: ScalarNode): Variable | undefined {
  const source = stringOf(value);
  if (source === undefined) return undefined;
  const items = env.kind === 'sequence' ? env.items : [];
  const text = /^([^=]*)=([\s\S]*)$/.exec(source);
  if (items.includes(value)) {
    const [, name = '', rest = ''] = text ?? [];
    return { name, source: rest, item: value, isOnly: items.length === 1 };
  }
  const item = items.find(one => one.kind === 'mapping' && one.entries.some(entry => entry.value === value));
  const mapping = item ?? env;
  if (mapping.kind !== 'mapping' || (item !== undefined && mapping.entries.length > 1)) return undefined;
  const pair = mapping.entries.find(entry => entry.value === value);
  if (pair === undefined) return undefined;
  const count = item === undefined ? mapping.entries.length : items.length;
  return { name: pair.key.text, source, pair, isOnly: count === 1, ...(item === undefined ? {} : { item }) };
}

function withoutItem(text: string, env: YamlNode, item: YamlNode | undefined): TextEdit | undefined {
  if (item === undefined || env.kind !== 'sequence' || env.flow) return undefined;
  const start = lineStart(text, item.range.start);
  const end = endOfLine(text, item.range);
  return { range: { start, end: Math.min(text.length, end + 1) }, text: '' };
}

/** In front of `env`, or behind the last parameter, for which other forms of parameters become a list. */
function newParam(
  text: string,
  env: MappingEntry,
  params: MappingEntry | undefined,
  { name, source }: Variable,
  comment: string,
): readonly TextEdit[] | undefined {
  const column = columnOf(text, env.key.range.start);
  const item = (indent: number): string => `${' '.repeat(indent)}- ${definition(name, source, indent + 2)}${comment}`;
  if (params === undefined || isNull(params.value)) {
    // A key without a value stays where it is, and says nothing.
    if (params !== undefined) return undefined;
    return [at(env.key.range.start, `params:\n${item(column + 2)}\n${' '.repeat(column)}`)];
  }
  const { value } = params;
  if (params.merged === true || value.range.start < params.key.range.end) return undefined;
  if (value.kind === 'sequence') return behindList(text, value, item);
  return value.kind === 'mapping' ? behindMapping(text, value, item) : behindText(text, params, value, column, item);
}

function behindList(
  text: string,
  list: SequenceNode,
  item: (indent: number) => string,
): readonly TextEdit[] | undefined {
  const last = list.flow ? undefined : list.items.at(-1);
  if (last === undefined) return undefined;
  const end = endOfLine(text, last.range);
  return text[end] === '\n' ? [at(end + 1, `${item(columnOf(text, list.range.start))}\n`)] : undefined;
}

function behindMapping(
  text: string,
  mapping: MappingNode,
  item: (indent: number) => string,
): readonly TextEdit[] | undefined {
  const last = mapping.flow || isSchema(mapping) ? undefined : mapping.entries.at(-1);
  const items = last === undefined ? undefined : pairsAsItems(text, mapping);
  if (last === undefined || items === undefined) return undefined;
  const end = endOfLine(text, last.range);
  if (text[end] !== '\n') return undefined;
  return [...items, at(end + 1, `${item(columnOf(text, mapping.range.start))}\n`)];
}

/** A text with a command, or with single quotes that hold nothing together, is mended by itself first. */
function behindText(
  text: string,
  { key }: MappingEntry,
  value: ScalarNode,
  column: number,
  item: (indent: number) => string,
): readonly TextEdit[] | undefined {
  if (stringOf(value) === undefined || !isOneLine(text, value) || /'/.test(value.text) || hasCommand(value))
    return undefined;
  const end = endOfLine(text, value.range);
  if (text[end] !== '\n') return undefined;
  const indent = ' '.repeat(column + 2);
  const list = wordsAsItems(value.text).map(source => `\n${indent}- ${source}`);
  return [
    { range: { start: key.range.end, end: value.range.end }, text: `:${list.join('')}` },
    at(end + 1, `${item(column + 2)}\n`),
  ];
}

/** A JSON Schema, inline or in another file, whose parameters are no pairs. */
function isSchema(params: MappingNode): boolean {
  return entryOf(params, 'schema') !== undefined || entryOf(params, 'properties') !== undefined;
}

/** The offset of the line break behind a node, comments on its last line included. */
function endOfLine(text: string, range: TextRange): number {
  const last = text[range.end - 1] === '\n' ? range.end - 1 : range.end;
  const end = text.indexOf('\n', last);
  return end === -1 ? text.length : end;
}

function at(offset: number, text: string): TextEdit {
  return { range: { start: offset, end: offset }, text };
}
