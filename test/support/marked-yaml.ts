// YAML in tests with marks: `<|>` is the cursor, a line of carets below a place is a diagnostic there: `# ^^^^ code: part of the message`.

import { strict as assert } from 'node:assert';
import type { Diagnostic } from '../../src/base/diagnostic';
import { LineMap } from '../../src/base/text';

/** The text without its one `<|>`, and where that was. */
export function withCursor(marked: string): { readonly text: string; readonly offset: number } {
  const offset = marked.indexOf('<|>');
  assert.ok(offset !== -1, 'the text has no <|>');
  return { text: marked.slice(0, offset) + marked.slice(offset + 3), offset };
}

export interface Mark {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly code: string;
  readonly message: string;
}

export interface MarkedText {
  /** Without the lines of marks. */
  readonly text: string;
  readonly marks: readonly Mark[];
}

/**
 * Takes the marks out of a text. Empty lines at the start and common indentation go too. Carets stand below the characters that they mean;
 * the `#` may be left out for the first columns.
 */
export function withoutMarks(marked: string): MarkedText {
  const lines: string[] = [];
  const marks: Mark[] = [];
  for (const line of dedented(marked)) {
    const match = /^[ #]*(\^+) ([a-z][a-z-]*)(?:: (.*))?$/.exec(line);
    if (match === null) {
      lines.push(line);
      continue;
    }
    const [, carets = '', code = '', message = ''] = match;
    const start = line.indexOf('^');
    marks.push({ line: lines.length - 1, start, end: start + carets.length, code, message });
  }
  return { text: lines.join('\n'), marks };
}

/** Compares the diagnostics of a text with its marks: the same places and codes, and messages that contain the marked part. */
export function assertMarks({ text, marks }: MarkedText, diagnostics: readonly Diagnostic[]): void {
  const map = new LineMap(text);
  const found = diagnostics.map(({ range, code, message }) => {
    const start = map.position(range.start);
    const end = map.position(range.end);
    const last = end.line === start.line ? end.character : (text.split('\n')[start.line] ?? '').length;
    return { line: start.line, start: start.character, end: last, code, message };
  });
  const place = ({ line, start, end, code }: Mark): string => `${line + 1}:${start + 1}-${end + 1} ${code}`;
  assert.deepEqual(found.map(place).sort(), marks.map(place).sort(), `in\n${text}`);
  for (const mark of marks) {
    const messages = found.filter(other => place(other) === place(mark)).map(other => other.message);
    assert.ok(
      messages.some(message => message.includes(mark.message)),
      `${place(mark)} says ${JSON.stringify(messages)}, not "${mark.message}"`,
    );
  }
}

function dedented(text: string): readonly string[] {
  const lines = text.replace(/^\s*\n/, '').split('\n');
  const indents = lines.filter(line => line.trim() !== '').map(line => line.length - line.trimStart().length);
  const indent = indents.length === 0 ? 0 : Math.min(...indents);
  return lines.map(line => line.slice(indent));
}
