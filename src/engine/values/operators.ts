// The shell's operators on a variable: ${V:-d}, ${V:+x}, ${V#p}, ${V%%p}, ${V:2:3}, ${V/a/b} (dagu-format.md 2.1, layer B).

import type { Reference, VariableReference } from '../../model/reference';
import { matchEnd, matchStart, type PatternChar, replaceMatches } from './glob';

/**
 * The value of `${NAME…}` with an operator, for a variable that exists; an empty one counts as existing. Undefined when the expression
 * stays as it is: operators that are not worked out (`^^`, `,,`, `@`), `:=` and `:?` on an empty value, a word with `$(…)`, a backtick or an
 * inner reference that is more than a plain name.
 *
 * `lookup` gives the value of a plain variable in the word. The inserted value is literal: it is no pattern and no quote.
 */
export function applyOperator(
  text: string,
  reference: VariableReference,
  value: string,
  lookup: (name: string) => string | undefined,
): string | undefined {
  const operator = reference.operator;
  if (operator === undefined) return value;
  const sign = /^(:?[-+=?]|##?|%%?|\/[/#%]?|:)/.exec(operator.text)?.[0];
  if (sign === undefined) return undefined;
  const range = { start: operator.range.start + sign.length, end: operator.range.end };
  const word = readWord(text, range, reference.operands, lookup);
  if (word === undefined) return undefined;
  switch (sign) {
    case '-':
    case '=':
    case '?':
      return value;
    case '+':
      return plain(word);
    case ':-':
      return value === '' ? plain(word) : value;
    case ':+':
      return value === '' ? '' : plain(word);
    case ':=':
    case ':?':
      return value === '' ? undefined : value;
    case ':':
      return slice(value, plain(word));
    case '#':
    case '##':
      return withoutStart(value, word, sign === '##');
    case '%':
    case '%%':
      return withoutEnd(value, word, sign === '%%');
    default:
      return replaced(value, word, sign);
  }
}

/** Bytes of a text from `start` (negative: from the end) on, `length` of them (negative: up to that place from the end). */
export function byteSlice(value: string, start: number, length?: number): string {
  const bytes = Buffer.from(value);
  const from = start < 0 ? bytes.length + start : start;
  if (from < 0 || from > bytes.length) return '';
  const end = length === undefined ? bytes.length : length < 0 ? bytes.length + length : from + length;
  return bytes.subarray(from, Math.max(from, end)).toString();
}

function slice(value: string, word: string): string | undefined {
  const match = /^\s*(-?[0-9]+)\s*(?::\s*(-?[0-9]+)\s*)?$/.exec(word);
  if (match === null) return undefined;
  return byteSlice(value, Number(match[1]), match[2] === undefined ? undefined : Number(match[2]));
}

function withoutStart(value: string, pattern: readonly PatternChar[], longest: boolean): string {
  const chars = [...value];
  return chars.slice(matchStart(chars, pattern, { longest }) ?? 0).join('');
}

function withoutEnd(value: string, pattern: readonly PatternChar[], longest: boolean): string {
  const chars = [...value];
  return chars.slice(0, matchEnd(chars, pattern, { longest }) ?? chars.length).join('');
}

function replaced(value: string, word: readonly PatternChar[], sign: string): string {
  const split = word.findIndex(item => item.char === '/' && !item.literal);
  const pattern = split === -1 ? word : word.slice(0, split);
  const replacement = split === -1 ? '' : plain(word.slice(split + 1));
  if (pattern.length === 0) return value;
  const chars = [...value];
  if (sign === '/#') {
    const end = matchStart(chars, pattern, { longest: true });
    return end === undefined ? value : replacement + chars.slice(end).join('');
  }
  if (sign === '/%') {
    const start = matchEnd(chars, pattern, { longest: true });
    return start === undefined ? value : chars.slice(0, start).join('') + replacement;
  }
  return replaceMatches(chars, pattern, replacement, sign === '//');
}

function plain(word: readonly PatternChar[]): string {
  return word.map(item => item.char).join('');
}

/** The word of an operator without its quotes and backslashes, with the values of the variables in it. */
function readWord(
  text: string,
  range: { readonly start: number; readonly end: number },
  operands: readonly Reference[],
  lookup: (name: string) => string | undefined,
): readonly PatternChar[] | undefined {
  if (/\$\(|`/.test(text.slice(range.start, range.end))) return undefined;
  const result: PatternChar[] = [];
  let quote = '';
  let at = range.start;
  while (at < range.end) {
    const operand = operands.find(candidate => candidate.range.start === at);
    if (operand !== undefined && quote !== "'") {
      if (operand.kind !== 'variable' || operand.operator !== undefined || operand.length) return undefined;
      if (operand.braced && operand.path !== undefined) return undefined;
      const value = lookup(operand.name.text);
      const end = value === undefined ? operand.range.end : operand.braced ? operand.range.end : operand.name.range.end;
      for (const char of value ?? text.slice(at, end)) result.push({ char, literal: true });
      at = end;
      continue;
    }
    const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
    const next = text[at + 1];
    at += char.length;
    if (char === '\\' && quote !== "'" && next !== undefined && at < range.end) {
      if (quote === '"' && !'"\\$'.includes(next)) result.push({ char, literal: true });
      const escaped = String.fromCodePoint(text.codePointAt(at) ?? 0);
      result.push({ char: escaped, literal: true });
      at += escaped.length;
    } else if (char === quote) quote = '';
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
    else result.push({ char, literal: quote !== '' });
  }
  return result;
}
