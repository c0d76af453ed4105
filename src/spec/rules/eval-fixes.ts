// Moves commands in parameters to where they are executed today: `eval` (dagu-format.md 2.4, 7.3).

import type { Fix } from '../../base/diagnostic';
import { lineStart, type TextEdit } from '../../base/text';
import { paramWords } from '../../model/param-words';
import { columnOf, isOneLine, scalarSource } from '../../syntax/edits';
import { entryOf, type MappingEntry, type MappingNode, type ScalarNode, type YamlNode } from '../../syntax/node';

export function hasCommand(scalar: ScalarNode): boolean {
  return /`[^`]+`|\$\([^)]/.test(scalar.text);
}

/** `item` is one entry of the list under `params`, or the whole value; `scalar` is what holds the command in there. */
export function evalFixes(text: string, root: MappingNode, item: YamlNode, scalar: ScalarNode): readonly Fix[] {
  const entry = entryOf(root, 'params');
  if (entry === undefined || entry.merged === true || entry.value.range.start < entry.key.range.end) return [];
  const isWhole = entry.value === item;
  const edits =
    item.kind === 'scalar'
      ? ofText(text, entry, item, isWhole && !root.flow)
      : item.kind === 'mapping'
        ? isWhole
          ? ofMapping(text, item, scalar)
          : ofPair(text, item)
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

/** `NAME: value` among others, which become a list. */
function ofMapping(text: string, mapping: MappingNode, scalar: ScalarNode): readonly TextEdit[] | undefined {
  const own = mapping.entries.find(({ value }) => value === scalar);
  if (own === undefined || !isName(own.key.text)) return undefined;
  const items = pairsAsItems(text, mapping);
  if (items === undefined) return undefined;
  const gap = mapping.flow ? ', ' : `\n${' '.repeat(columnOf(text, own.key.range.start) + 2)}`;
  return [...items, { range: own.key.range, text: `name: ${own.key.text}${gap}eval` }];
}

/** Every pair of the mapping under `params` as an item of a list. Undefined: not every pair means the same there. */
export function pairsAsItems(text: string, mapping: MappingNode): readonly TextEdit[] | undefined {
  const isPlain = mapping.entries.every(
    ({ key, value, merged }) =>
      merged !== true && key.text !== 'name' && value.kind === 'scalar' && isOneLine(text, value),
  );
  if (!isPlain || mapping.usesAlias) return undefined;
  const at = (offset: number, added: string): TextEdit => ({ range: { start: offset, end: offset }, text: added });
  if (!mapping.flow) return mapping.entries.map(({ key }) => at(key.range.start, '- '));
  const gaps = mapping.entries.slice(1).map(({ key }, index) => ({
    start: mapping.entries[index]?.range.end ?? key.range.start,
    end: key.range.start,
  }));
  if (gaps.some(({ start, end }) => !/^\s*,\s*$/.test(text.slice(start, end)))) return undefined;
  return [at(mapping.range.start, '['), ...gaps.map(range => ({ range, text: '}, {' })), at(mapping.range.end, ']')];
}

/** The words of a text of parameters as items of a list, in YAML. */
export function wordsAsItems(text: string): readonly string[] {
  return paramWords(text).map(({ range }) => scalarSource(text.slice(range.start, range.end)));
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

/** `column`: where the keys of the definition stand. */
export function definition(name: string, value: string, column: number): string {
  return `name: ${name}\n${' '.repeat(column)}eval: ${JSON.stringify(value)}`;
}

export function isName(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_]*$/.test(text);
}

/** Whether a value stands in brackets or braces of one line. */
function isInFlow(text: string, node: ScalarNode): boolean {
  const start = lineStart(text, node.range.start);
  return /[[{]/.test(text.slice(start, node.range.start));
}
