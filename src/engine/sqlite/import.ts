// Brings the rows of a file into a table: all of them, or none when one fails.

import { type FileHandle, open } from 'node:fs/promises';
import { parse } from 'csv-parse';
import { isJsonObject, type Json } from '../../base/json';
import { readJson } from '../values/json-text';
import type { Database, Statement } from './database';
import { boundValue, rollBack, SqlRefusal } from './query';

export interface ImportRequest {
  readonly kind: 'import';
  /** Absolute. */
  readonly file: string;
  readonly format: 'csv' | 'tsv' | 'jsonl';
  readonly table: string;
  readonly hasHeader: boolean;
  readonly delimiter?: string;
  /** Empty: as the file says. */
  readonly columns: readonly string[];
  /** Words that stand for no value. */
  readonly nullWords: readonly string[];
  readonly onConflict: 'error' | 'ignore' | 'replace';
  /** Rows that are passed over. */
  readonly skipped: number;
  /** 0: no limit. */
  readonly mostRows: number;
  readonly dryRun: boolean;
}

export interface ImportCounts {
  readonly rows: number;
  readonly changed: number;
}

interface Row {
  /** Undefined: the columns of the table in their order. */
  readonly columns: readonly string[] | undefined;
  readonly values: readonly Json[];
}

export async function runImport(database: Database, request: ImportRequest): Promise<ImportCounts> {
  const file = await open(request.file);
  try {
    if ((await file.stat()).isDirectory()) throw new SqlRefusal(`${request.file} is a folder`);
    return await importRows(database, request, file);
  } finally {
    await file.close();
  }
}

async function importRows(database: Database, request: ImportRequest, file: FileHandle): Promise<ImportCounts> {
  const inserts = new Map<string, Statement>();
  const counts = { rows: 0, changed: 0 };
  let passed = 0;
  database.exec('BEGIN');
  try {
    for await (const row of request.format === 'jsonl' ? jsonRows(file, request) : tableRows(file, request)) {
      if (passed++ < request.skipped) continue;
      counts.rows++;
      if (!request.dryRun) {
        const sql = insertion(request, row);
        const statement = inserts.get(sql) ?? database.prepare(sql);
        inserts.set(sql, statement);
        counts.changed += Number(statement.run(...row.values.map(boundValue)).changes);
      }
      if (request.mostRows > 0 && counts.rows >= request.mostRows) break;
    }
    database.exec('COMMIT');
  } catch (error) {
    rollBack(database);
    throw error;
  }
  return counts;
}

async function* tableRows(file: FileHandle, { format, hasHeader, ...request }: ImportRequest): AsyncGenerator<Row> {
  const parser = file.createReadStream({ autoClose: false }).pipe(
    parse({
      delimiter: request.delimiter ?? (format === 'tsv' ? '\t' : ','),
      record_delimiter: ['\n', '\r\n'],
      bom: true,
      skip_empty_lines: true,
    }),
  );
  let header: readonly string[] | undefined;
  for await (const cells of parser as AsyncIterable<readonly string[]>) {
    if (hasHeader && header === undefined) header = cells;
    else yield tableRow(cells, header, request);
  }
}

/** `columns` chooses among the names of the header where they all are such names, and else names the cells itself. */
function tableRow(
  cells: readonly string[],
  header: readonly string[] | undefined,
  { columns, nullWords }: Pick<ImportRequest, 'columns' | 'nullWords'>,
): Row {
  const values = cells.map(cell => (nullWords.includes(cell) ? null : cell));
  if (columns.length === 0) return { columns: header, values };
  const places = columns.map(name => header?.indexOf(name) ?? -1);
  if (places.includes(-1)) return { columns, values: values.slice(0, columns.length) };
  return { columns, values: places.map(place => values[place] ?? null) };
}

async function* jsonRows(file: FileHandle, { file: path, columns }: ImportRequest): AsyncGenerator<Row> {
  let line = 0;
  for await (const text of file.readLines({ autoClose: false })) {
    line++;
    if (text.trim() === '') continue;
    const read = readJson(text);
    if (!read.ok || !isJsonObject(read.value)) throw new SqlRefusal(`line ${line} of ${path} is no JSON object`);
    const row = read.value;
    const names = columns.length > 0 ? columns : Object.keys(row);
    yield { columns: names, values: names.map(name => (Object.hasOwn(row, name) ? (row[name] ?? null) : null)) };
  }
}

const verbs = { error: 'INSERT', ignore: 'INSERT OR IGNORE', replace: 'INSERT OR REPLACE' } as const;

function insertion({ onConflict, table }: ImportRequest, { columns, values }: Row): string {
  const into = table.split('.').map(quoted).join('.');
  const named = columns === undefined ? '' : ` (${columns.map(quoted).join(', ')})`;
  return `${verbs[onConflict]} INTO ${into}${named} VALUES (${values.map(() => '?').join(', ')})`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
