// Functions on texts of the sprig library. The text comes last, so that it can be piped in.

import { type Budget, TemplateFault } from './budget';
import { quoted } from './format';
import { fixed, type GoFunction, variadic } from './function';
import { printed } from './print';
import { byteSlice, bytesOf, type GoValue, isList } from './value';

export const textFunctions: readonly (readonly [string, GoFunction])[] = [
  ['upper', fixed(['text'], text => text.toUpperCase())],
  ['lower', fixed(['text'], text => text.toLowerCase())],
  ['title', fixed(['text'], text => text.replace(/(?<![\p{L}\p{N}_'])\p{L}/gu, letter => letter.toUpperCase()))],
  ['trim', fixed(['text'], trimmed)],
  ['trimAll', fixed(['text', 'text'], (set, text) => trimAll(set, text))],
  ['trimall', fixed(['text', 'text'], (set, text) => trimAll(set, text))],
  ['trimPrefix', fixed(['text', 'text'], (part, text) => (text.startsWith(part) ? text.slice(part.length) : text))],
  [
    'trimSuffix',
    fixed(['text', 'text'], (part, text) => (text.endsWith(part) ? text.slice(0, text.length - part.length) : text)),
  ],
  ['contains', fixed(['text', 'text'], (part, text) => text.includes(part))],
  ['hasPrefix', fixed(['text', 'text'], (part, text) => text.startsWith(part))],
  ['hasSuffix', fixed(['text', 'text'], (part, text) => text.endsWith(part))],
  ['trunc', fixed(['int', 'text'], (length, text) => truncated(Number(length), text))],
  ['substr', fixed(['int', 'int', 'text'], (start, end, text) => part(Number(start), Number(end), text))],
  ['repeat', fixed(['int', 'text'], repeated)],
  ['replace', fixed(['text', 'text', 'text'], replaced)],
  ['indent', fixed(['int', 'text'], indented)],
  ['nindent', fixed(['int', 'text'], (blanks, text, budget) => `\n${indented(blanks, text, budget)}`)],
  ['plural', fixed(['text', 'text', 'int'], (one, many, count) => (count === 1n ? one : many))],
  [
    'quote',
    variadic([], 'any', (values, budget) =>
      texts(values, budget)
        .map(text => quoted(text))
        .join(' '),
    ),
  ],
  [
    'squote',
    variadic([], 'any', (values, budget) =>
      texts(values, budget)
        .map(text => `'${text}'`)
        .join(' '),
    ),
  ],
  ['cat', variadic([], 'any', (values, budget) => texts(values, budget).join(' '))],
  ['toString', fixed(['any'], printed)],
  ['toStrings', fixed(['any'], textList)],
  ['splitList', fixed(['text', 'text'], splitText)],
  ['split', fixed(['text', 'text'], (separator, text) => numbered(splitText(separator, text)))],
  [
    'splitn',
    fixed(['text', 'int', 'text'], (separator, most, text) => numbered(splitFirst(separator, Number(most), text))),
  ],
  ['join', fixed(['text', 'any'], (separator, value, budget) => joinTexts(separator, textList(value, budget), budget))],
  ['sortAlpha', fixed(['any'], (value, budget) => [...textList(value, budget)].sort((a, b) => (a < b ? -1 : 1)))],
];

/** The text without Unicode's blanks at its ends. */
export function trimmed(text: string): string {
  return text.replace(/^[\p{White_Space}]+/u, '').trimEnd();
}

/** The parts between the separators; without a separator, the characters. */
export function splitText(separator: string, text: string): readonly string[] {
  return separator === '' ? [...text] : text.split(separator);
}

/** Parts with a separator in between; its length is accounted for before it is made. */
export function joinTexts(separator: string, parts: readonly string[], budget: Budget): string {
  budget.spendText(parts.reduce((sum, text) => sum + text.length + separator.length, 0));
  return parts.join(separator);
}

function trimAll(set: string, text: string): string {
  const characters = [...text];
  const stripped = new Set(set);
  let start = 0;
  let end = characters.length;
  while (start < end && stripped.has(characters[start] ?? '')) start++;
  while (end > start && stripped.has(characters[end - 1] ?? '')) end--;
  return characters.slice(start, end).join('');
}

/** The first bytes, or with a negative length the last ones. */
function truncated(length: number, text: string): string {
  const size = bytesOf(text).length;
  if (length < 0) return size + length > 0 ? byteSlice(text, size + length) : text;
  return size > length ? byteSlice(text, 0, length) : text;
}

function part(start: number, end: number, text: string): string {
  const size = bytesOf(text).length;
  if (start < 0) return byteSlice(text, 0, Math.max(0, end));
  return byteSlice(text, start, end < 0 || end > size ? size : end);
}

function repeated(count: bigint, text: string, budget: Budget): string {
  if (count < 0n) throw new TemplateFault('repeat: negative count');
  budget.spendText(Number(count) * text.length);
  return text.repeat(Number(count));
}

function replaced(old: string, fresh: string, text: string, budget: Budget): string {
  const parts = old === '' ? ['', ...text, ''] : text.split(old);
  return joinTexts(fresh, parts, budget);
}

function indented(blanks: bigint, text: string, budget: Budget): string {
  const pad = repeated(blanks, ' ', budget);
  return pad + replaced('\n', `\n${pad}`, text, budget);
}

/** Nothing is left out. */
function texts(values: readonly GoValue[], budget: Budget): readonly string[] {
  return values.filter(value => value !== null).map(value => printed(value, budget));
}

function textList(value: GoValue, budget: Budget): readonly string[] {
  return isList(value) ? texts(value, budget) : value === null ? [] : [printed(value, budget)];
}

function splitFirst(separator: string, most: number, text: string): readonly string[] {
  if (most === 0) return [];
  const parts = splitText(separator, text);
  return most < 0 || parts.length <= most
    ? parts
    : [...parts.slice(0, most - 1), parts.slice(most - 1).join(separator)];
}

/** `_0`, `_1`, …: names by which the parts can be read as fields. */
function numbered(parts: readonly string[]): Map<string, GoValue> {
  return new Map(parts.map((text, index) => [`_${index}`, text]));
}
