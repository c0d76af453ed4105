// Rows of a query as text: a JSON object a line, one JSON list, or CSV (dagu-format.md 3.18).

import type { DataValue } from '../../base/json';
import { csvText } from '../data/csv-text';
import { compactJson, escapedJson, indentedJson } from '../values/json-text';

export interface RowStyle {
  readonly format: 'jsonl' | 'json' | 'csv';
  /** csv: a row with the names of the columns. */
  readonly headers: boolean;
  /** csv: what stands for no value. */
  readonly nullText: string;
}

/** The text for rows, bit by bit. `columns` is known before the first row where Node can tell. */
export function* textOfRows(
  columns: readonly string[],
  rows: Iterable<readonly DataValue[]>,
  style: RowStyle,
): Generator<string> {
  if (style.format === 'csv') {
    if (style.headers && columns.length > 0) yield csvText([columns]);
    for (const row of rows) yield csvText([row.map(value => cellText(value, style.nullText))]);
    return;
  }
  const objectOf = (row: readonly DataValue[]): DataValue =>
    Object.fromEntries(columns.map((name, at) => [name, row[at] ?? null]));
  if (style.format === 'jsonl') {
    for (const row of rows) yield `${escapedJson(compactJson(objectOf(row)))}\n`;
    return;
  }
  let some = false;
  for (const row of rows) {
    yield `${some ? ',' : '['}\n  ${escapedJson(indentedJson(objectOf(row), 2, 1))}`;
    some = true;
  }
  yield some ? '\n]\n' : '[]\n';
}

function cellText(value: DataValue, nullText: string): string {
  if (value === null) return nullText;
  return typeof value === 'string' ? value : compactJson(value);
}

/** A value out of the database: bytes count as text. */
export function rowValue(value: unknown): DataValue {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : (value as DataValue);
}
