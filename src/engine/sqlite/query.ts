// Runs SQL statements: values bound to their places, the rows of the last statement as text.

import { type DataValue, isJsonObject, type Json } from '../../base/json';
import type { Database, Statement } from './database';
import { type RowStyle, rowValue, textOfRows } from './row-text';
import { type SqlStatement, statementsOf } from './statements';

export interface QueryRequest {
  readonly kind: 'query';
  readonly sql: string;
  /** A mapping for names, a list for `?`. */
  readonly params: Json;
  readonly transaction: boolean;
  readonly style: RowStyle;
  /** 0: no limit. */
  readonly mostRows: number;
}

/** What SQL or its values are wrong about; its message is for people. */
export class SqlRefusal extends Error {}

export interface QueryCounts {
  readonly rows: number;
  readonly changed: number;
}

/** Runs all statements and writes the rows of the last one. */
export function runQuery(database: Database, request: QueryRequest, write: (text: string) => void): QueryCounts {
  const statements = statementsOf(request.sql);
  if (statements.length === 0) throw new SqlRefusal('the query has no statement');
  const list = Array.isArray(request.params) ? [...request.params] : [];
  const counts = { rows: 0, changed: 0 };
  if (request.transaction) database.exec('BEGIN');
  try {
    for (const [at, one] of statements.entries()) {
      const ready = bound(one, request.params, list);
      const statement = database.prepare(one.sql);
      statement.setReadBigInts(true);
      if (at < statements.length - 1) counts.changed += Number(statement.run(...ready.values).changes);
      else printRows(statement, ready, request, write, counts);
    }
    if (request.transaction) database.exec('COMMIT');
  } catch (error) {
    if (request.transaction) rollBack(database);
    throw error;
  }
  return counts;
}

function printRows(
  statement: Statement,
  { sql, values }: BoundStatement,
  { style, mostRows }: QueryRequest,
  write: (text: string) => void,
  counts: { rows: number; changed: number },
): void {
  const known = statement.columns?.().map(column => column.name);
  if (known?.length === 0) {
    counts.changed += Number(statement.run(...values).changes);
    return;
  }
  const asLists = known !== undefined && statement.setReturnArrays !== undefined;
  if (asLists) statement.setReturnArrays?.(true);
  const found = statement.iterate(...values);
  const first = found.next();
  // A Node that cannot tell the columns tells them with the first row.
  if (known === undefined && first.done === true && !/^(select|with|values|pragma|explain)\b/i.test(sql)) return;
  const columns = known ?? Object.keys(first.done === true ? {} : (first.value as object));
  const rows = function* (): Generator<readonly DataValue[]> {
    for (let next = first; next.done !== true; next = found.next()) {
      counts.rows++;
      yield (asLists ? (next.value as readonly unknown[]) : Object.values(next.value as object)).map(rowValue);
      if (mostRows > 0 && counts.rows >= mostRows) return;
    }
  };
  for (const text of textOfRows(columns, rows(), style)) write(text);
  found.return?.();
}

/** A statement and what is handed over with it. */
interface BoundStatement {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** Takes the values of `?` from the front of the list. */
function bound({ sql, places, names }: SqlStatement, params: Json, list: Json[]): BoundStatement {
  const [named] = names;
  if (named !== undefined) {
    if (!isJsonObject(params)) throw new SqlRefusal(`the query has ${named}, so params must be a mapping`);
    const missing = names.find(name => !Object.hasOwn(params, name.slice(1)));
    if (missing !== undefined) throw new SqlRefusal(`the query has ${missing}, and params has no ${missing.slice(1)}`);
    return { sql, values: [Object.fromEntries(names.map(name => [name, boundValue(params[name.slice(1)] ?? null)]))] };
  }
  if (places > list.length) throw new SqlRefusal(`the query has more ? than params has values`);
  return { sql, values: list.splice(0, places).map(boundValue) };
}

/** A value as SQLite stores it: whole numbers as integers, lists and maps as JSON. */
export function boundValue(value: Json): null | number | bigint | string {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

export function rollBack(database: Database): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // Some faults have ended the transaction already; the fault itself is what is told.
  }
}
