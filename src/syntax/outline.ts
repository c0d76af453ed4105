// The path of a place by indentation alone: works on texts that no parser accepts yet.

import { lineStart } from '../base/text';

export type PathPart = string | number;

export interface Line {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Columns of the dashes that begin it. */
  readonly dashes: readonly number[];
  /** Column of what follows the indentation and the dashes. */
  readonly column: number;
  /** The key, unquoted, when the line has one. */
  readonly key?: string;
  /** Offset behind the colon of the key. */
  readonly valueStart?: number;
  /** What stands behind the colon, without a comment. */
  readonly value: string;
  /** Offset of the `#` of a comment. */
  readonly comment?: number;
  readonly blank: boolean;
}

export interface OutlinePlace {
  readonly at: 'key' | 'value';
  readonly path: readonly PathPart[];
}

/** The line around an offset, taken apart. */
export function lineAt(text: string, offset: number): Line {
  const start = lineStart(text, offset);
  const next = text.indexOf('\n', offset);
  return lineOf(text, start, next === -1 ? text.length : next);
}

/** The path of a place among block mappings and lists. Lines before `from` belong to another document. */
export function outlinePath(text: string, offset: number, from: number): OutlinePlace {
  const line = lineAt(text, offset);
  const lines = linesAbove(text, line.start, from);
  const cursorColumn = offset - line.start;
  const own = line.blank ? { ...line, dashes: [], column: cursorColumn } : line;
  const parents = parentPath(own, lines);
  const inValue = own.valueStart !== undefined && offset >= own.valueStart;
  const path = own.key !== undefined && inValue ? [...parents.path, own.key] : parents.path;
  return { at: inValue || parents.inText ? 'value' : 'key', path };
}

function linesAbove(text: string, start: number, from: number): readonly Line[] {
  const lines: Line[] = [];
  let end = start - 1;
  while (end >= from && end >= 0) {
    const begin = lineStart(text, end);
    const line = lineOf(text, begin, end);
    if (/^---(\s|$)/.test(line.text)) break;
    if (!line.blank) lines.push(line);
    end = begin - 1;
  }
  return lines;
}

interface Parents {
  readonly path: readonly PathPart[];
  /** The place is inside a block scalar. */
  readonly inText: boolean;
}

/** Climbs from a line to the root; `above` begins with the nearest line. */
function parentPath(line: Line, above: readonly Line[]): Parents {
  const path: PathPart[] = [];
  let inText = false;
  let at = 0;
  let { column, indexed } = climbDashes(line, line.column, above, at, path);
  while (at < above.length) {
    const parent = above[at];
    if (parent === undefined) break;
    const keyHere =
      parent.key !== undefined &&
      (parent.column < column || (indexed && parent.column === column && parent.dashes.length === 0));
    const dashHere = parent.dashes.some(dash => dash < column);
    if (!keyHere && !dashHere) {
      at++;
      continue;
    }
    if (keyHere && parent.key !== undefined) {
      path.unshift(parent.key);
      inText ||= path.length === 1 && /^[|>]/.test(parent.value);
      column = parent.column;
      indexed = false;
    }
    at++;
    ({ column, indexed } = climbDashes(parent, column, above, at, path));
  }
  return { path, inText };
}

/** Adds an index for each dash of the line left of the column. */
function climbDashes(
  line: Line,
  column: number,
  above: readonly Line[],
  at: number,
  path: PathPart[],
): { column: number; indexed: boolean } {
  let now = column;
  let indexed = false;
  for (const [place, dash] of [...line.dashes.entries()].reverse()) {
    if (dash >= now) continue;
    // Dashes further left on the same line begin a list of which this one is the first item.
    path.unshift(place === 0 ? itemsBefore(above, at, dash) : 0);
    now = dash;
    indexed = true;
  }
  return { column: now, indexed };
}

function itemsBefore(above: readonly Line[], at: number, column: number): number {
  let count = 0;
  for (const line of above.slice(at)) {
    const [first] = line.dashes;
    if (first === column) count++;
    // A dash further right on its line begins the list.
    else if (line.dashes.includes(column)) return count + 1;
    else if ((first ?? line.column) < column || (first === undefined && line.column === column)) break;
  }
  return count;
}

const keyShape = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#"'[\]{},&*!|>%@`-][^#]*?|-[^\s#][^#]*?)\s*:(?=\s|$)/;

function lineOf(text: string, start: number, end: number): Line {
  const whole = text.slice(start, end).replace(/\r$/, '');
  const indent = whole.length - whole.trimStart().length;
  const dashes: number[] = [];
  let column = indent;
  for (
    let match = /^-(\s+|$)/.exec(whole.slice(column));
    match !== null;
    match = /^-(\s+|$)/.exec(whole.slice(column))
  ) {
    dashes.push(column);
    column += match[0].length;
  }
  const rest = whole.slice(column);
  const comment = /(^|\s)#/.exec(rest);
  const content = comment === null ? rest : rest.slice(0, comment.index);
  const key = keyShape.exec(content);
  const blank = dashes.length === 0 && content.trim() === '';
  return {
    start,
    end,
    text: whole,
    dashes,
    column,
    blank,
    value: key === null ? '' : content.slice(key[0].length).trim(),
    ...(key === null ? {} : { key: unquoted(key[1] ?? ''), valueStart: start + column + key[0].length }),
    ...(comment === null ? {} : { comment: start + column + comment.index + comment[0].length - 1 }),
  };
}

function unquoted(key: string): string {
  if (key.startsWith('"')) return key.slice(1, -1).replace(/\\(.)/g, '$1');
  return key.startsWith("'") ? key.slice(1, -1).replaceAll("''", "'") : key;
}
