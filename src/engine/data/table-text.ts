// Tables as text: lines of cells with a character in between, in both directions (dagu-format.md 3.18).

import { CsvError, parse } from 'csv-parse/sync';
import { type DataValue, isDataObject } from '../../base/json';
import { fail, ok, type Result } from '../../base/result';
import { compactJson, escapedJson } from '../values/json-text';
import { csvText } from './csv-text';
import type { TableOptions } from './data-request';

export type TableFormat = 'csv' | 'tsv';

/** Rows as maps when the columns have names, else as lists. Cells are texts. */
export function readTable(text: string, format: TableFormat, options: TableOptions): Result<DataValue, string> {
  let rows: readonly (readonly string[])[];
  try {
    rows = parse(text, {
      delimiter: delimiterOf(format, options),
      record_delimiter: ['\n', '\r\n'],
      ltrim: true,
      skip_empty_lines: true,
    }) as string[][];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return fail(faultOf(error));
  }
  const [names, body] = options.hasHeader ? [rows[0] ?? [], rows.slice(1)] : [options.columns, rows];
  if (names.length === 0) return ok(body);
  return ok(body.map(row => Object.fromEntries(names.map((name, at) => [name, row[at] ?? '']))));
}

/** Maps come with a row of names, lists only when `columns` has some. */
export function writeTable(value: DataValue, format: TableFormat, options: TableOptions): Result<string, string> {
  if (!isList(value)) return fail(`${format} output needs a list of rows, and this is ${kindOf(value)}`);
  const maps = value.filter(isDataObject);
  const lists = value.filter(isList);
  if (maps.length + lists.length < value.length) return fail(`every row for ${format} must be a map or a list`);
  if (maps.length > 0 && lists.length > 0) return fail(`the rows for ${format} are partly maps and partly lists`);
  const names = options.columns.length > 0 ? options.columns : namesIn(maps);
  const body =
    lists.length > 0
      ? lists
      : maps.map(row => names.map(name => (Object.hasOwn(row, name) ? (row[name] ?? null) : null)));
  const head = options.headers && names.length > 0 ? [names] : [];
  return ok(csvText([...head, ...body.map(row => row.map(cellText))], delimiterOf(format, options)));
}

function delimiterOf(format: TableFormat, { delimiter }: TableOptions): string {
  return delimiter === undefined || delimiter === '' ? (format === 'tsv' ? '\t' : ',') : delimiter;
}

function faultOf(error: CsvError): string {
  const line = typeof error.lines === 'number' ? `line ${error.lines}: ` : '';
  return `${line}${error.code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH' ? 'wrong number of fields' : error.message}`;
}

function namesIn(maps: readonly object[]): readonly string[] {
  return [...new Set(maps.flatMap(row => Object.keys(row)))].sort();
}

function cellText(value: DataValue): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : escapedJson(compactJson(value));
}

function isList(value: DataValue): value is readonly DataValue[] {
  return Array.isArray(value);
}

function kindOf(value: DataValue): string {
  if (value === null) return 'null';
  return isDataObject(value) ? 'a map' : 'a single value';
}
