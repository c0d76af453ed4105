// Moves commands in parameters and variables to where they are executed today: `eval` of a parameter (dagu-format.md 2.4, 7.3).

import type { Fix } from '../../base/diagnostic';
import { lineStart, type TextEdit, type TextRange } from '../../base/text';
import { paramWords } from '../../model/param-words';
import { columnOf, isOneLine, removeEntry, scalarSource } from '../../syntax/edits';
import {
  entryOf,
  type MappingEntry,
  type MappingNode,
  type ScalarNode,
  type SequenceNode,
  stringOf,
  type YamlNode,
} from '../../syntax/node';

export function hasCommand(scalar: ScalarNode): boolean {
  return /`[^`]+`|\$\([^)]/.test(scalar.text);
}

/** `item` is one entry of the list under `params`, or the whole value. */
export function evalFixes(text: string, root: MappingNode, item: YamlNode): readonly Fix[] {
  const entry = entryOf(root, 'params');
  if (entry === undefined || entry.merged === true || entry.value.range.start < entry.key.range.end) return [];
  const isWhole = entry.value === item;
  const edits =
    item.kind === 'scalar'
      ? ofText(text, entry, item, isWhole && !root.flow)
      : item.kind === 'mapping' && !isWhole
        ? ofPair(text, item)
        : undefined;
  return edits === undefined ? [] : [{ title: 'Write the parameter with eval', preferred: true, edits }];
}

/** `- NAME: value` */
function ofPair(text: string, item: MappingNode): readonly TextEdit[] | undefined {
  const [pair] = item.entries;
  if (pair === undefined || item.entries.length > 1 || pair.merged === true || !isName(pair.key.text)) return undefined;
  const gap = item.flow ? ', ' : `\n${' '.repeat(columnOf(text, pair.key.range.start))}`;
  return [{ range: pair.key.range, text: `name: ${pair.key.text}${gap}eval` }];
}

/** `NAME=value`, in a list or as the whole text of parameters. */
function ofText(
  text: string,
  params: MappingEntry,
  item: ScalarNode,
  isWhole: boolean,
): readonly TextEdit[] | undefined {
  const words = paramWords(item.text);
  if (!isOneLine(text, item) || (!isWhole && words.length !== 1)) return undefined;
  const column = isWhole ? columnOf(text, params.key.range.start) + 4 : columnOf(text, item.range.start);
  const sources = words.map(word => {
    const written = item.text.slice(word.range.start, word.range.end);
    if (!/`|\$\(/.test(word.value)) return scalarSource(written);
    return word.name !== undefined && isName(word.name) ? definition(word.name, word.value, column) : undefined;
  });
  const known = sources.filter(source => source !== undefined);
  if (known.length < sources.length) return undefined;
  if (!isWhole) return isInFlow(text, item) ? undefined : [{ range: item.range, text: known.join('') }];
  const list = known.map(source => `\n${' '.repeat(column - 2)}- ${source}`).join('');
  return [{ range: { start: params.key.range.end, end: item.range.end }, text: `:${list}` }];
}

/** A variable of the workflow becomes a parameter, which steps see under the same name. */
export function envFixes(text: string, root: MappingNode, value: ScalarNode): readonly Fix[] {
  const env = entryOf(root, 'env');
  if (env === undefined || root.flow || env.merged === true || !isOneLine(text, value)) return [];
  const found = pairOf(env.value, value);
  const params = entryOf(root, 'params');
  const source = stringOf(value);
  if (found === undefined || source === undefined || !isName(found.pair.key.text)) return [];
  const column = columnOf(text, env.key.range.start) + 4;
  const comment = /^[ \t]*#[^\r\n]*/.exec(text.slice(value.range.end))?.[0] ?? '';
  const added = newParam(text, env, params, definition(found.pair.key.text, source, column) + comment);
  if (added === undefined) return [];
  const removed = found.isOnly ? removeEntry(text, root, env) : removalOf(text, env.value, found.pair, found.item);
  if (removed === undefined) return [];
  // What is used in the command must exist when parameters are evaluated, which is before the variables are.
  const alone = !/\$(?!\()/.test(source);
  const title = `Make ${found.pair.key.text} a parameter with eval`;
  return [{ title, preferred: alone, edits: [added, removed] }];
}

interface Pair {
  readonly pair: MappingEntry;
  readonly item?: MappingNode;
  readonly isOnly: boolean;
}

function pairOf(env: YamlNode, value: ScalarNode): Pair | undefined {
  if (env.kind === 'mapping') {
    const pair = env.entries.find(entry => entry.value === value);
    return pair === undefined ? undefined : { pair, isOnly: env.entries.length === 1 };
  }
  if (env.kind !== 'sequence') return undefined;
  for (const item of env.items) {
    const [pair] = item.kind === 'mapping' ? item.entries : [];
    if (item.kind !== 'mapping' || pair?.value !== value || item.entries.length > 1) continue;
    return { pair, item, isOnly: env.items.length === 1 };
  }
  return undefined;
}

function removalOf(
  text: string,
  env: YamlNode,
  pair: MappingEntry,
  item: MappingNode | undefined,
): TextEdit | undefined {
  if (env.kind === 'mapping') return removeEntry(text, env, pair);
  if (item === undefined || env.kind !== 'sequence' || env.flow) return undefined;
  const start = lineStart(text, item.range.start);
  const end = text.indexOf('\n', pair.value.range.end);
  return { range: { start, end: end === -1 ? text.length : end + 1 }, text: '' };
}

/** In front of `env`, or behind the last parameter of a list. */
function newParam(
  text: string,
  env: MappingEntry,
  params: MappingEntry | undefined,
  source: string,
): TextEdit | undefined {
  const at = (offset: number, added: string): TextEdit => ({ range: { start: offset, end: offset }, text: added });
  const indent = ' '.repeat(columnOf(text, env.key.range.start));
  if (params === undefined) return at(env.key.range.start, `params:\n${indent}  - ${source}\n${indent}`);
  const list = params.value;
  const last = list.kind === 'sequence' && !list.flow ? list.items.at(-1) : undefined;
  if (last === undefined || params.merged === true) return undefined;
  const end = endOfLine(text, last.range);
  return columnOf(text, (list as SequenceNode).range.start) === indent.length + 2 && text[end] === '\n'
    ? at(end + 1, `${indent}  - ${source}\n`)
    : undefined;
}

/** The offset of the line break behind a node, comments on its last line included. */
function endOfLine(text: string, range: TextRange): number {
  const last = text[range.end - 1] === '\n' ? range.end - 1 : range.end;
  const end = text.indexOf('\n', last);
  return end === -1 ? text.length : end;
}

/** `column`: where the keys of the definition stand. */
function definition(name: string, value: string, column: number): string {
  return `name: ${name}\n${' '.repeat(column)}eval: ${JSON.stringify(value)}`;
}

function isName(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_]*$/.test(text);
}

/** Whether a value stands in brackets or braces of one line. */
function isInFlow(text: string, node: ScalarNode): boolean {
  const start = lineStart(text, node.range.start);
  return /[[{]/.test(text.slice(start, node.range.start));
}
