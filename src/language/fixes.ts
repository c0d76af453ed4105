// Quick fixes of a document: those of the problems at a place, and all the obvious ones at once.

import type { Diagnostic } from '../base/diagnostic';
import type { TextEdit, TextRange } from '../base/text';
import { type OfferedFix, preferredFixes } from '../spec/preferred-fixes';

/** The fixes of problems that touch the range, preferred ones first. */
export function fixesAt(diagnostics: readonly Diagnostic[], range: TextRange): readonly OfferedFix[] {
  return diagnostics
    .filter(diagnostic => diagnostic.range.start <= range.end && range.start <= diagnostic.range.end)
    .flatMap(diagnostic => (diagnostic.fixes ?? []).map(fix => ({ fix, diagnostic })))
    .sort((a, b) => Number(b.fix.preferred === true) - Number(a.fix.preferred === true));
}

/** The edits of all preferred fixes that can be made together (`code`: of the problems of that kind). */
export function fixAll(diagnostics: readonly Diagnostic[], code?: string): readonly TextEdit[] {
  return preferredFixes(diagnostics, code).flatMap(({ fix }) => fix.edits);
}
