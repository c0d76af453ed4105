// Writes single values as YAML: plain where it can be, quoted or as a block where it would be read as something else.

import { shortestFloat } from '../base/go-number';
import { plainValue } from './scalar';
import { isFloat, momentOf } from './yaml-value';

/** Where a value stands: the column of its lines, and what it is a part of. */
export interface TextPlace {
  readonly indent: number;
  readonly within: 'nothing' | 'list' | 'map';
}

export function writtenScalar(value: null | boolean | number | bigint | string, { indent }: TextPlace): string {
  if (typeof value === 'string') return writtenText(value, indent);
  if (typeof value !== 'number') return String(value);
  return shortestFloat(value).replace(/^\+?(-?)(Inf|NaN)$/, (_, sign: string, word: string) => {
    return `${sign}.${word === 'Inf' ? 'inf' : 'nan'}`;
  });
}

/** A key is never written over several lines. */
export function writtenKey(key: string): string {
  if (key === '') return '""';
  return key.includes('\n') ? doubleQuoted(key) : onOneLine(key);
}

function writtenText(text: string, indent: number): string {
  if (!text.includes('\n')) return onOneLine(text);
  const cannotBeBlock = / \n| $/.test(text) || unprintable.test(text);
  return cannotBeBlock ? doubleQuoted(text) : asBlock(text, indent);
}

function onOneLine(text: string): string {
  if (readsAsOther(text)) return doubleQuoted(text);
  if (/\t/.test(text) || unprintable.test(text)) return doubleQuoted(text);
  return hasIndicators(text) || text.startsWith(' ') || text.endsWith(' ') ? `'${text.replaceAll("'", "''")}'` : text;
}

/** Words that YAML 1.1 took for booleans are quoted, too, and so are its numbers with colons. */
const olderBoolean = /^(y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/;
const olderNumber = /^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$/;

function readsAsOther(text: string): boolean {
  return (
    typeof plainValue(text) !== 'string' ||
    text === '<<' ||
    isFloat(text) ||
    momentOf(text) !== undefined ||
    olderBoolean.test(text) ||
    olderNumber.test(text)
  );
}

/** Whether a plain text would be read as the beginning of something else. */
function hasIndicators(text: string): boolean {
  return /^(---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[?:-]( |$))/.test(text) || /:( |$)| #/.test(text);
}

function asBlock(text: string, indent: number): string {
  const lead = /^[ \n]/.test(text) ? '4' : '';
  const end = text.endsWith('\n\n') || text === '\n' ? '+' : text.endsWith('\n') ? '' : '-';
  const lines = text.replace(/\n$/, '').split('\n');
  const margin = ' '.repeat(indent);
  const body = lines.map(line => (line === '' ? '' : `${margin}${line}`)).join('\n');
  return `|${lead}${end}\n${body}${end === '-' ? '' : '\n'}`;
}

/** What is not printed as it is: control characters, and what no YAML text may contain. */
const unprintable = /[^\n\t\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;

const shortEscapes: Readonly<Record<string, string>> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\x85': 'N',
  '\u2028': 'L',
  '\u2029': 'P',
};

function doubleQuoted(text: string): string {
  const escaped = [...text].map(character => {
    const short = shortEscapes[character];
    if (short !== undefined) return `\\${short}`;
    if (!unprintable.test(character)) return character;
    const code = character.codePointAt(0) ?? 0;
    if (code <= 0xff) return `\\x${hex(code, 2)}`;
    return code <= 0xffff ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
  });
  return `"${escaped.join('')}"`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).toUpperCase().padStart(digits, '0');
}
