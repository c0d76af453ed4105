// Functions of the sprig library on patterns, in Go's dialect and in linear time.

import { compileGoPattern, type GoPattern } from '../go-pattern';
import type { Capture } from '../go-pattern-search';
import { type Budget, TemplateFault } from './budget';
import { fixed, type GoFunction } from './function';
import { joinTexts } from './sprig-texts';

const match = fixed(['text', 'text'], (pattern, text, budget) => {
  return patternOf(pattern).find(text, 0, steps => budget.spend(steps)) !== undefined;
});
const find = fixed(['text', 'text'], (pattern, text, budget) => {
  const [whole] = patternOf(pattern).find(text, 0, steps => budget.spend(steps)) ?? [];
  return whole === undefined ? '' : text.slice(whole.start, whole.end);
});
const findAll = fixed(['text', 'text', 'int'], (pattern, text, most, budget) =>
  matches(pattern, text, Number(most), budget).map(({ start, end }) => text.slice(start, end)),
);
const replaceAll = fixed(['text', 'text', 'text'], (pattern, text, replacement, budget) => {
  const compiled = patternOf(pattern);
  return replaced(compiled, text, budget, captures => expanded(replacement, text, captures, compiled.groups));
});
const replaceAllLiteral = fixed(['text', 'text', 'text'], (pattern, text, replacement, budget) =>
  replaced(patternOf(pattern), text, budget, () => replacement),
);
const split = fixed(['text', 'text', 'int'], (pattern, text, most, budget) =>
  parts(pattern, text, Number(most), budget),
);

const both: readonly (readonly [string, GoFunction])[] = [
  ['regexMatch', match],
  ['regexFind', find],
  ['regexFindAll', findAll],
  ['regexReplaceAll', replaceAll],
  ['regexReplaceAllLiteral', replaceAllLiteral],
  ['regexSplit', split],
];

/** Each also with `must` in front, which in sprig says what is wrong; here all do. */
export const patternFunctions: readonly (readonly [string, GoFunction])[] = [
  ...both,
  ...both.map(([name, called]) => [`mustR${name.slice(1)}`, called] as const),
  ['regexQuoteMeta', fixed(['text'], text => text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&'))],
];

function patternOf(pattern: string): GoPattern {
  const compiled = compileGoPattern(pattern);
  if (!compiled.ok) throw new TemplateFault(`the pattern ${pattern} is faulty: ${compiled.error}`);
  return compiled.value;
}

type Whole = Exclude<Capture, undefined>;

/** At most so many matches; a negative number: all. An empty one right behind another does not count. */
function matches(pattern: string, text: string, most: number, budget: Budget): readonly Whole[] {
  const compiled = patternOf(pattern);
  const found: Whole[] = [];
  let last = -1;
  for (let at = 0; at <= text.length && (most < 0 || found.length < most); ) {
    const [whole] = compiled.find(text, at, steps => budget.spend(steps)) ?? [];
    if (whole === undefined) break;
    const isEmpty = whole.end === at;
    if (!isEmpty || whole.start !== last) found.push(whole);
    at = isEmpty ? at + widthAt(text, at) : whole.end;
    last = whole.end;
  }
  return found;
}

function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

function replaced(
  pattern: GoPattern,
  text: string,
  budget: Budget,
  replacement: (captures: readonly Capture[]) => string,
): string {
  const pieces: string[] = [];
  let done = 0;
  for (let at = 0; at <= text.length; ) {
    const captures = pattern.find(text, at, steps => budget.spend(steps)) ?? [];
    const [whole] = captures;
    if (whole === undefined) break;
    pieces.push(text.slice(done, whole.start));
    if (whole.end > done || whole.start === 0) {
      const piece = replacement(captures);
      budget.spendText(piece.length);
      pieces.push(piece);
    }
    done = whole.end;
    at = Math.max(whole.end, at + widthAt(text, at));
  }
  return joinTexts('', [...pieces, text.slice(done)], budget);
}

/** `$1`, `${1}` and `${name}` in a replacement; `$$` is a dollar sign, and what does not exist is nothing. */
function expanded(
  replacement: string,
  text: string,
  captures: readonly Capture[],
  groups: readonly (string | undefined)[],
): string {
  return replacement.replace(/\$(?:(\$)|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu, (_, dollar, plain, braced) => {
    if (dollar !== undefined) return '$';
    const name: string = plain ?? braced;
    const number = /^\d+$/.test(name) ? Number(name) : groups.indexOf(name) + 1 || Number.NaN;
    const capture = captures[number];
    return capture === undefined ? '' : text.slice(capture.start, capture.end);
  });
}

function parts(pattern: string, text: string, most: number, budget: Budget): readonly string[] {
  if (most === 0) return [];
  if (pattern !== '' && text === '') return [''];
  const found: string[] = [];
  let begin = 0;
  let end = 0;
  for (const match of matches(pattern, text, most, budget)) {
    if (most > 0 && found.length === most - 1) break;
    end = match.start;
    if (match.end !== 0) found.push(text.slice(begin, end));
    begin = match.end;
  }
  if (end !== text.length) found.push(text.slice(begin));
  return found;
}
