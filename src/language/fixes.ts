// Quick fixes of a document: those of the problems at a place, and all the obvious ones at once.

import type { Diagnostic, Fix } from '../base/diagnostic';
import type { TextEdit, TextRange } from '../base/text';

export interface OfferedFix {
  readonly fix: Fix;
  readonly diagnostic: Diagnostic;
}

/** The fixes of problems that touch the range, preferred ones first. */
export function fixesAt(diagnostics: readonly Diagnostic[], range: TextRange): readonly OfferedFix[] {
  return diagnostics
    .filter(diagnostic => diagnostic.range.start <= range.end && range.start <= diagnostic.range.end)
    .flatMap(diagnostic => (diagnostic.fixes ?? []).map(fix => ({ fix, diagnostic })))
    .sort((a, b) => Number(b.fix.preferred === true) - Number(a.fix.preferred === true));
}

/**
 * The edits of the preferred fix of every problem (`code`: of every problem of that kind). A fix that would change what an earlier one has
 * changed already is left out: after it, the problem may be another.
 */
export function fixAll(diagnostics: readonly Diagnostic[], code?: string): readonly TextEdit[] {
  const taken: TextEdit[] = [];
  for (const diagnostic of diagnostics) {
    if (code !== undefined && diagnostic.code !== code) continue;
    const edits = diagnostic.fixes?.find(fix => fix.preferred === true)?.edits ?? [];
    if (!edits.some(edit => taken.some(other => meets(edit.range, other.range)))) taken.push(...edits);
  }
  return taken;
}

function meets(a: TextRange, b: TextRange): boolean {
  return a.start < b.end && b.start < a.end ? true : a.start === b.start && a.end === b.end;
}
