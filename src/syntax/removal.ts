// Takes an entry out of a mapping of a YAML text. Comments beside it and inside it stay: only their writer knows what else they are about.

import { lineStart, type TextEdit, type TextRange } from '../base/text';
import type { MappingEntry, MappingNode, YamlNode } from './node';

/**
 * Takes an entry out with its lines, or with its comma. The last entry of a mapping leaves `{}` behind. `moved`: comments in there go elsewhere
 * with what they stand beside.
 */
export function removeEntry(text: string, mapping: MappingNode, entry: MappingEntry, moved?: TextRange): TextEdit {
  const { start, end } = mapping.range;
  const entries = mapping.entries.filter(
    ({ key, merged }) => merged !== true && key.range.start >= start && key.range.end <= end,
  );
  const index = entries.indexOf(entry);
  const next = entries[index + 1];
  const previous = entries[index - 1];
  if (next === undefined && previous === undefined) {
    const range = mapping.flow ? mapping.range : { start: entry.key.range.start, end: entry.range.end };
    return { range, text: text[range.end - 1] === '\n' ? '{}\n' : '{}' };
  }
  if (mapping.flow) return { range: withComma(text, entry, previous, next), text: '' };
  const after = wholeLines(text, entry.range).end;
  const kept = commentsIn(text, { start: entry.key.range.end, end: after }, entry.value).filter(
    ({ start: from }) => moved === undefined || from < moved.start || from >= moved.end,
  );
  if (index === 0 && next !== undefined) return removalOfFirst(text, entry, next, after, kept);
  return kept.length === 0 ? { range: wholeLines(text, entry.range), text: '' } : inPlace(text, entry, kept, after);
}

/** The comment behind a value on its last line, with the blanks in front of it. */
export function commentBehind(text: string, { end }: TextRange): TextRange {
  const length = /^[ \t]+#[^\r\n]*/.exec(text.slice(end, endOfLine(text, end)))?.[0].length ?? 0;
  return { start: end, end: end + length };
}

/** A comment that a line ends with has to end before the next entry, so that then no more than the comma goes. */
function withComma(
  text: string,
  { key, range }: MappingEntry,
  previous: MappingEntry | undefined,
  next: MappingEntry | undefined,
): TextRange {
  if (next === undefined) {
    const start = previous?.range.end ?? range.start;
    return { start: text.slice(start, key.range.start).includes('#') ? key.range.start : start, end: range.end };
  }
  const gap = text.slice(range.end, next.key.range.start);
  const comma = gap.includes('#') ? /^\s*,/.exec(gap)?.[0].length : undefined;
  return { start: key.range.start, end: range.end + (comma ?? gap.length) };
}

/** The first entry may stand behind a dash, where what follows it has to go up. */
function removalOfFirst(
  text: string,
  entry: MappingEntry,
  next: MappingEntry,
  after: number,
  kept: readonly Comment[],
): TextEdit {
  const { start } = entry.key.range;
  const line = lineStart(text, start);
  const between = text.indexOf('#', after);
  const isBetween = between !== -1 && between < next.key.range.start;
  if (kept.length === 0 && !isBetween) return { range: { start, end: next.key.range.start }, text: '' };
  if (text.slice(line, start).trim() === '') return inPlace(text, entry, kept, after);
  if (kept.length === 0) return { range: { start, end: between }, text: '' };
  const indent = ' '.repeat(start - line);
  return { range: { start, end: after }, text: `${kept.map(comment => comment.text).join(`\n${indent}`)}\n` };
}

interface Comment {
  readonly start: number;
  readonly text: string;
  /** The blanks in front, where nothing else is. */
  readonly indent?: string;
}

/** Each comment on a line of its own, in place of the entry. */
function inPlace(text: string, { key }: MappingEntry, comments: readonly Comment[], after: number): TextEdit {
  const start = lineStart(text, key.range.start);
  const own = ' '.repeat(key.range.start - start);
  const lines = comments.map(comment => `${comment.indent ?? own}${comment.text}`);
  const last = lines.length > 0 && text[after - 1] === '\n' ? '\n' : '';
  return { range: { start, end: after }, text: `${lines.join('\n')}${last}` };
}

/** The comments in a range, in which `value` stands. */
function commentsIn(text: string, range: TextRange, value: YamlNode): readonly Comment[] {
  const scalars = scalarRanges(value);
  const comments: Comment[] = [];
  for (let at = text.indexOf('#', range.start); at !== -1 && at < range.end; at = text.indexOf('#', at + 1)) {
    if (!/\s/.test(text[at - 1] ?? '') || scalars.some(({ start, end }) => start <= at && at < end)) continue;
    const end = endOfLine(text, at);
    const before = text.slice(lineStart(text, at), at);
    comments.push({
      start: at,
      text: text.slice(at, end).trimEnd(),
      ...(before.trim() === '' ? { indent: before } : {}),
    });
    at = end;
  }
  return comments;
}

function scalarRanges(node: YamlNode): readonly TextRange[] {
  if (node.kind === 'scalar') return [node.range];
  if (node.kind === 'sequence') return node.items.flatMap(scalarRanges);
  return node.entries.flatMap(({ key, value }) => [key.range, ...scalarRanges(value)]);
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

function wholeLines(text: string, range: TextRange): TextRange {
  const start = lineStart(text, range.start);
  if (text[range.end - 1] === '\n') return { start, end: range.end };
  const end = text.indexOf('\n', range.end);
  // The last line of a text without a line break at its end goes with the break before it.
  return end === -1 ? { start: Math.max(0, start - 1), end: text.length } : { start, end: end + 1 };
}
