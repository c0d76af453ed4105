// Shell patterns (`*`, `?`, `[a-z]`) matched against the beginning, the end or any part of a text, in linear time per star.

/** One character of a pattern; literal ones have no special meaning. */
export interface PatternChar {
  readonly char: string;
  readonly literal: boolean;
}

/** How many characters (code points) at the start of `chars`, from `start` on, the pattern covers; undefined when it does not match there. */
export function matchStart(
  chars: readonly string[],
  pattern: readonly PatternChar[],
  options: { readonly longest: boolean; readonly start?: number },
): number | undefined {
  return endOfMatch(chars, segments(pattern), options.start ?? 0, options.longest);
}

/** Where the part at the end of `chars` begins that the pattern covers; undefined when none does. */
export function matchEnd(
  chars: readonly string[],
  pattern: readonly PatternChar[],
  options: { readonly longest: boolean },
): number | undefined {
  const reversed = segments(pattern)
    .map(segment => [...segment].reverse())
    .reverse();
  const end = endOfMatch([...chars].reverse(), reversed, 0, options.longest);
  return end === undefined ? undefined : chars.length - end;
}

/** Replaces what the pattern covers, longest first: the first place, or every one. An empty pattern changes nothing. */
export function replaceMatches(
  chars: readonly string[],
  pattern: readonly PatternChar[],
  replacement: string,
  all: boolean,
): string {
  const parts = segments(pattern);
  let result = '';
  let at = 0;
  while (at < chars.length) {
    const end = endOfMatch(chars, parts, at, true);
    if (end === undefined || end === at) {
      // A pattern that begins with a star and does not match here matches nowhere behind it either.
      if (end === undefined && parts[0]?.length === 0) break;
      result += chars[at] ?? '';
      at++;
      continue;
    }
    result += replacement;
    at = end;
    if (!all) break;
  }
  return result + chars.slice(at).join('');
}

type CharTest = (char: string) => boolean;

/** The pattern cut at its stars; each part is tests for characters that follow one another. */
function segments(pattern: readonly PatternChar[]): readonly (readonly CharTest[])[] {
  const parts: CharTest[][] = [[]];
  for (let at = 0; at < pattern.length; at++) {
    const item = pattern[at];
    if (item === undefined) break;
    const set = !item.literal && item.char === '[' ? bracket(pattern, at) : undefined;
    if (set !== undefined) {
      parts.at(-1)?.push(set.test);
      at = set.end;
    } else if (!item.literal && item.char === '*') parts.push([]);
    else if (!item.literal && item.char === '?') parts.at(-1)?.push(() => true);
    else parts.at(-1)?.push(char => char === item.char);
  }
  return parts;
}

function bracket(pattern: readonly PatternChar[], open: number): { test: CharTest; end: number } | undefined {
  const negated = ['!', '^'].includes(pattern[open + 1]?.char ?? '');
  const first = open + (negated ? 2 : 1);
  const close = pattern.findIndex((item, index) => index > first && item.char === ']' && !item.literal);
  if (close === -1) return undefined;
  const tests: CharTest[] = [];
  for (let at = first; at < close; at++) {
    const from = pattern[at]?.char ?? '';
    const to = pattern[at + 2]?.char ?? '';
    if (pattern[at + 1]?.char === '-' && at + 2 < close) {
      tests.push(char => char >= from && char <= to);
      at += 2;
    } else tests.push(char => char === from);
  }
  return { test: char => tests.some(test => test(char)) !== negated, end: close };
}

function endOfMatch(
  chars: readonly string[],
  parts: readonly (readonly CharTest[])[],
  start: number,
  longest: boolean,
): number | undefined {
  const [first = [], ...rest] = parts;
  if (!fits(chars, first, start)) return undefined;
  let at = start + first.length;
  for (const [index, part] of rest.entries()) {
    const found = find(chars, part, at, longest && index === rest.length - 1);
    if (found === undefined) return undefined;
    at = found + part.length;
  }
  return at;
}

function find(chars: readonly string[], part: readonly CharTest[], from: number, last: boolean): number | undefined {
  const most = chars.length - part.length;
  if (last) {
    for (let at = most; at >= from; at--) if (fits(chars, part, at)) return at;
  } else {
    for (let at = from; at <= most; at++) if (fits(chars, part, at)) return at;
  }
  return undefined;
}

function fits(chars: readonly string[], part: readonly CharTest[], at: number): boolean {
  return at + part.length <= chars.length && part.every((test, index) => test(chars[at + index] ?? ''));
}
