// Expectations about texts: a literal line, or `re:PATTERN` for any line (dagu-format.md 3.4, 3.7).

import { compileGoPattern } from '../../base/go-pattern';
import { fail, ok, type Result } from '../../base/result';

/**
 * Whether a resolved text meets the `expected` of a condition: one of its lines equals it, or `re:PATTERN` matches somewhere in one of them.
 * The error says what is wrong with the pattern.
 */
export function matchesExpected(text: string, expected: string): Result<boolean, string> {
  return anyLine(text, expected, line => line === expected);
}

/** Whether a line of a step's stdout contains a text or, for `re:PATTERN`, a match (`continue_on.output`). */
export function outputContains(text: string, wanted: string): Result<boolean, string> {
  return anyLine(text, wanted, line => line.includes(wanted));
}

function anyLine(text: string, wanted: string, literal: (line: string) => boolean): Result<boolean, string> {
  const lines = [text, ...text.split(/\r?\n/)];
  if (!wanted.startsWith('re:')) return ok(lines.some(literal));
  const pattern = compileGoPattern(wanted.slice(3));
  if (!pattern.ok) return fail(`"${wanted.slice(3)}" is not a valid pattern: ${pattern.error}`);
  return ok(lines.slice(1).some(line => pattern.value.test(line)));
}
