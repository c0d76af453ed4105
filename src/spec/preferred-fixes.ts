// The obvious fixes of a text that can be made together.

import type { Diagnostic, Fix } from '../base/diagnostic';
import type { TextRange } from '../base/text';

export interface OfferedFix {
  readonly fix: Fix;
  readonly diagnostic: Diagnostic;
}

/**
 * The preferred fix of every problem (`code`: of every problem of that kind). One that would change what an earlier one has changed already is
 * left out: after that, the problem may be another.
 */
export function preferredFixes(diagnostics: readonly Diagnostic[], code?: string): readonly OfferedFix[] {
  const taken: OfferedFix[] = [];
  const places: TextRange[] = [];
  for (const diagnostic of diagnostics) {
    if (code !== undefined && diagnostic.code !== code) continue;
    const fix = diagnostic.fixes?.find(one => one.preferred === true);
    if (fix === undefined || fix.edits.some(edit => places.some(place => meets(edit.range, place)))) continue;
    taken.push({ fix, diagnostic });
    places.push(...fix.edits.map(edit => edit.range));
  }
  return taken;
}

function meets(a: TextRange, b: TextRange): boolean {
  return a.start < b.end && b.start < a.end ? true : a.start === b.start && a.end === b.end;
}
