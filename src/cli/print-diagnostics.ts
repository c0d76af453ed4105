// Findings about a file for people: place, message, the source line, and carets under what is meant.

import type { Diagnostic, Severity } from '../base/diagnostic';
import { clip, oneLine, widthOf } from '../base/terminal-text';
import { LineMap } from '../base/text';
import { type Findings, span } from './json-diagnostics';
import type { Ink, Paint } from './screen';

const inks: { readonly [S in Severity]: Ink } = { error: 'red', warning: 'yellow', info: 'blue' };

/** The longest piece of a source line that is shown. */
const mostColumns = 160;

/** `file:line:column: severity: message [code]` with the source line and carets, for every finding, each ending with a line end. */
export function diagnosticsText(
  findings: Findings,
  paint: Paint,
  readText: (file: string) => string | undefined = () => undefined,
): string {
  const lines = new LineMap(findings.text);
  return findings.diagnostics.map(found => one(found, findings, lines, paint, readText)).join('');
}

function one(
  found: Diagnostic,
  findings: Findings,
  lines: LineMap,
  paint: Paint,
  readText: (file: string) => string | undefined,
): string {
  const at = span(lines, found.range);
  const head = `${oneLine(findings.file)}:${at.line}:${at.column}: `;
  const word = paint(inks[found.severity], `${found.severity}:`);
  let text = `${paint('bold', head)}${word} ${oneLine(found.message)} ${paint('dim', `[${found.code}]`)}\n`;
  text += excerpt(findings.text, lines, found, paint);
  for (const place of found.related ?? []) {
    const file = place.file ?? findings.file;
    const other = place.file === undefined ? lines : new LineMap(readText(place.file) ?? '');
    const start = span(other, place.range);
    text += `  ${paint('dim', `${oneLine(file)}:${start.line}:${start.column}: ${oneLine(place.message)}`)}\n`;
  }
  for (const fix of found.fixes ?? []) text += `  ${paint('green', 'fix:')} ${oneLine(fix.title)}\n`;
  return text;
}

function excerpt(text: string, lines: LineMap, found: Diagnostic, paint: Paint): string {
  const at = span(lines, found.range);
  const start = lines.offset({ line: at.line - 1, character: 0 });
  const next = text.indexOf('\n', start);
  const line = text.slice(start, next === -1 ? text.length : next).replace(/\r$/, '');
  if (line.trim() === '') return '';
  const from = Math.min(at.column - 1, line.length);
  const to = at.endLine === at.line ? Math.min(at.endColumn - 1, line.length) : line.length;
  const skipped = from > mostColumns - 40 ? from - 40 : 0;
  const gutter = `${String(at.line).padStart(4)} | `;
  const shown = shownText(line.slice(skipped));
  const before = widthOf(shownText(line.slice(skipped, from)));
  const marked = Math.max(1, widthOf(shownText(line.slice(from, to))));
  const carets = '^'.repeat(Math.max(1, Math.min(marked, mostColumns - before)));
  const blank = ' '.repeat(gutter.length - 3);
  return `${paint('dim', gutter)}${clip(shown, mostColumns)}\n${paint('dim', `${blank} | `)}${' '.repeat(before)}${paint(
    inks[found.severity],
    carets,
  )}\n`;
}

function shownText(text: string): string {
  return oneLine(text.replaceAll('\t', '  '));
}
