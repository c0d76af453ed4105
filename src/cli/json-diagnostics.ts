// Findings about files as JSON, as scripts and editors read them (cli.md, "Diagnostics").

import type { Diagnostic } from '../base/diagnostic';
import type { JsonObject } from '../base/json';
import { LineMap, type TextRange } from '../base/text';

/** What was found in one file. */
export interface Findings {
  /** As it is shown to the user. */
  readonly file: string;
  readonly text: string;
  readonly valid: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** One document for any number of files. Lines and columns count from 1. Fields may be added here, never renamed. */
export function diagnosticsJson(all: readonly Findings[], readText: (file: string) => string | undefined): JsonObject {
  return {
    valid: all.every(one => one.valid),
    diagnostics: all.flatMap(one => {
      const lines = new LineMap(one.text);
      return one.diagnostics.map(found => ({
        file: one.file,
        ...span(lines, found.range),
        severity: found.severity,
        code: found.code,
        message: found.message,
        related: (found.related ?? []).map(place => {
          const text = place.file === undefined ? one.text : readText(place.file);
          const { line, column } = span(new LineMap(text ?? ''), place.range);
          return { file: place.file ?? one.file, line, column, message: place.message };
        }),
        fixes: (found.fixes ?? []).map(fix => fix.title),
      }));
    }),
  };
}

/** Positions of a range, counted from 1, columns in UTF-16 units. */
export function span(
  lines: LineMap,
  range: TextRange,
): { readonly line: number; readonly column: number; readonly endLine: number; readonly endColumn: number } {
  const start = lines.position(range.start);
  const end = lines.position(range.end);
  return {
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}
