// Tables for people: a heading, columns that line up, and a last column that is cut to the window.

import { clip, oneLine, padTo, widthOf } from '../base/terminal-text';
import type { Ink, Paint } from './screen';

export interface TableOptions {
  readonly paint: Paint;
  /** Columns of the terminal; rows are cut to it when it is given. */
  readonly columns?: number;
  /** The colour of a cell. */
  inkAt(row: number, column: number): Ink | undefined;
}

/** Every line ends with a line end. */
export function tableText(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  { paint, columns, inkAt }: TableOptions,
): string {
  const safe = rows.map(row => row.map(oneLine));
  const widths = heads.map((head, at) =>
    safe.reduce((width, row) => Math.max(width, widthOf(row[at] ?? '')), widthOf(head)),
  );
  const last = heads.length - 1;
  const taken = widths.slice(0, last).reduce((sum, width) => sum + width + 2, 0);
  const room = columns === undefined ? Number.POSITIVE_INFINITY : Math.max(8, columns - taken);
  const padded = (cell: string, at: number): string => (at === last ? cell : padTo(cell, widths[at] ?? 0));
  const lines = safe.map((row, rowAt) => {
    const cells = row.map((cell, at) => paint(inkAt(rowAt, at), padded(at === last ? clip(cell, room) : cell, at)));
    return `${cells.join('  ').trimEnd()}\n`;
  });
  return `${paint('bold', heads.map(padded).join('  ').trimEnd())}\n${lines.join('')}`;
}
