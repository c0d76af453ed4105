// Changes to a YAML text that leave comments and layout alone: each function answers edits and changes nothing itself.

import { lineStart, type TextEdit, type TextRange } from '../base/text';
import type { MappingEntry, MappingNode, ScalarNode, YamlNode } from './node';
import { plainValue } from './scalar';

/** Another name for a key. */
export function renameKey(entry: MappingEntry, name: string): TextEdit {
  return { range: entry.key.range, text: scalarSource(name) };
}

/** Puts a new entry behind another one of the same mapping. `source` is YAML; further lines of it are indented to fit. */
export function insertAfter(
  text: string,
  mapping: MappingNode,
  entry: MappingEntry,
  key: string,
  source: string,
): TextEdit {
  if (mapping.flow) return at(entry.range.end, `, ${scalarSource(key)}: ${source}`);
  const indent = ' '.repeat(columnOf(text, entry.key.range.start));
  const body = source.includes('\n') ? source.replace(/\n(?=.)/g, `\n${indent}`) : source;
  const end = endOfEntry(text, entry);
  const line = `${indent}${scalarSource(key)}:${body.startsWith('\n') ? '' : ' '}${body}`;
  return end > 0 && text[end - 1] === '\n' ? at(end, `${line}\n`) : at(end, `\n${line}`);
}

/** Puts a new entry in front of the first one of a mapping. */
export function insertFirst(text: string, mapping: MappingNode, key: string, source: string): TextEdit {
  const [first] = mapping.entries;
  if (first === undefined) return { range: mapping.range, text: `{${scalarSource(key)}: ${source}}` };
  const start = first.key.range.start;
  if (mapping.flow) return at(start, `${scalarSource(key)}: ${source}, `);
  return at(start, `${scalarSource(key)}: ${source}\n${' '.repeat(columnOf(text, start))}`);
}

/** Makes a value the only item of a list. */
export function wrapInList(text: string, value: YamlNode): readonly TextEdit[] {
  if (value.kind === 'scalar' ? value.style !== 'block' : value.flow) {
    return [at(value.range.start, '['), at(value.range.end, ']')];
  }
  if (value.kind !== 'mapping') return [];
  return [at(value.range.start, '- '), ...indentLines(text, value.range)];
}

/** Puts `key: ` in front of a value, which becomes a mapping of its own below the key that it stood behind. */
export function nestValue(text: string, mapping: MappingNode, entry: MappingEntry, key: string): readonly TextEdit[] {
  const { value } = entry;
  if (mapping.flow) {
    const source = text.slice(value.range.start, value.range.end);
    const bare = value.kind === 'scalar' && value.style === 'plain' && /[,[\]{}]/.test(source);
    return [{ range: value.range, text: `{${scalarSource(key)}: ${bare ? JSON.stringify(source) : source}}` }];
  }
  const indent = ' '.repeat(columnOf(text, entry.key.range.start) + 2);
  const onOwnLine = text.slice(entry.key.range.end, value.range.start).includes('\n');
  if (onOwnLine) {
    // What stands below the key moves to the right as it is, comments included.
    const range = { start: entry.key.range.end, end: value.range.end };
    const first = text.indexOf('\n', entry.key.range.end) + 1;
    return [at(first, `${indent}${scalarSource(key)}:\n`), ...indentLines(text, range)];
  }
  const gap = { start: entry.key.range.end, end: value.range.start };
  return [{ range: gap, text: `:\n${indent}${scalarSource(key)}: ` }, ...indentLines(text, value.range)];
}

/** Moves every line that begins inside the range to the right, as children of the line before move with it. */
export function indentLines(text: string, range: TextRange): readonly TextEdit[] {
  const starts: TextEdit[] = [];
  for (
    let line = text.indexOf('\n', range.start);
    line !== -1 && line + 1 < range.end;
    line = text.indexOf('\n', line + 1)
  ) {
    if (text[line + 1] !== '\n' && text[line + 1] !== '\r') starts.push(at(line + 1, '  '));
  }
  return starts;
}

/** A text as a YAML scalar: plain where that is safe, else in double quotes. */
export function scalarSource(text: string): string {
  const plain =
    /^[A-Za-z0-9_./$<(][^\n\t\r]*$/.test(text) &&
    !/: |:$| #|^\s|\s$/.test(text) &&
    !/^(---|\.\.\.)/.test(text) &&
    typeof plainValue(text) === 'string' &&
    !/^(yes|no|on|off|y|n)$/i.test(text);
  return plain ? text : JSON.stringify(text);
}

/** Whether a scalar can be edited in place: it is on one line and not the text of a block. */
export function isOneLine(text: string, scalar: ScalarNode): boolean {
  return scalar.style !== 'block' && !text.slice(scalar.range.start, scalar.range.end).includes('\n');
}

function at(offset: number, text: string): TextEdit {
  return { range: { start: offset, end: offset }, text };
}

/** How far from the start of its line an offset is. */
export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** Behind the entry and what follows it on its last line, so that a comment there stays where it is. */
function endOfEntry(text: string, entry: MappingEntry): number {
  const last = entry.value;
  const end = Math.max(
    entry.range.end,
    last.range.start >= entry.key.range.end ? Math.min(last.range.end, entry.range.end) : 0,
  );
  if (text[end - 1] === '\n') return end;
  const line = text.indexOf('\n', end);
  return line === -1 ? text.length : line;
}
