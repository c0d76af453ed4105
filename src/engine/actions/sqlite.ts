// The actions sqlite.query and sqlite.import, carried out by a program of our own (dagu-format.md 3.18).

import { readFileSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { longestTimer } from '../../base/clock';
import { isJsonObject, type JsonObject } from '../../base/json';
import type { ExecutionContext, Executor, Outcome } from '../executor';
import type { DatabasePlace } from '../sqlite/database';
import { placeOfDsn } from '../sqlite/dsn';
import type { ImportRequest } from '../sqlite/import';
import type { QueryRequest } from '../sqlite/query';
import { sqliteFlags } from '../sqlite/runtime';
import { failed, flagOf, numberOf, resolvedInput, textOf, textsOf } from './action-input';
import type { OtherAction } from './other-action';
import { outcomeOf } from './process-outcome';
import type { SqliteRequest } from './sqlite-program';

/** Where the built program lies: beside this module, bundled or not. */
const program = join(__dirname, 'sqlite-program.js');

export const sqliteQuery: Executor<OtherAction> = async (action, context) => {
  const input = resolvedInput(action, context.scope);
  const output = flagOf(input, 'streaming') ? textOf(input, 'output_file') : undefined;
  return perform(input, queryOf(input), context, output === undefined ? undefined : resolve(context.cwd, output));
};

export const sqliteImport: Executor<OtherAction> = async (action, context) => {
  const input = resolvedInput(action, context.scope);
  const work = isJsonObject(input.import) ? importOf(input.import, context.cwd) : undefined;
  if (work === undefined)
    return failed('sqlite: import needs the input_file, the table, and csv, tsv or jsonl as format.');
  return perform(input, work, context);
};

async function perform(
  input: JsonObject,
  work: SqliteRequest['work'],
  context: ExecutionContext,
  outputFile?: string,
): Promise<Outcome> {
  const dsn = textOf(input, 'dsn') ?? '';
  if (dsn.trim() === '') return failed('sqlite: the dsn is empty; write the path of the database, or :memory:.');
  const errorFile = context.keepFile('', '.sqlite');
  const place = placeFor(input, dsn, context);
  const request: SqliteRequest = { place, work, errorFile, ...(outputFile === undefined ? {} : { outputFile }) };
  const { NODE_OPTIONS: _, ...env } = context.env;
  const process = context.spawn({
    argv: [runtime.execPath, ...sqliteFlags(runtime.versions.node), program],
    env: { ...env, ELECTRON_RUN_AS_NODE: '1' },
    stdin: JSON.stringify(request),
  });
  const seconds = numberOf(input, 'timeout') || usualSeconds;
  let late = false;
  const timer = setTimeout(
    () => {
      late = true;
      process.kill();
    },
    Math.min(seconds * 1000, longestTimer),
  );
  const end = await process.ended.finally(() => clearTimeout(timer));
  if (late) return failed(`sqlite: it took longer than ${seconds} s (timeout).`);
  const reason = end.code === 1 ? readFileSync(errorFile, 'utf8') : '';
  return reason === '' ? outcomeOf(end) : failed(`sqlite: ${reason}`);
}

const runtime = process;

const usualSeconds = 60;

/** A database in memory that all steps share is a file beside the logs of the run: every step has a process of its own. */
function placeFor(input: JsonObject, dsn: string, { cwd, stdoutFile }: ExecutionContext): DatabasePlace {
  const place = placeOfDsn(dsn, cwd);
  const shared = flagOf(input, 'shared_memory') && place.path === ':memory:';
  const locked = flagOf(input, 'file_lock') ? ['locking_mode = EXCLUSIVE'] : [];
  const path = shared ? join(dirname(stdoutFile), 'shared-memory.sqlite') : place.path;
  return { ...place, path, pragmas: [...place.pragmas, ...locked] };
}

function queryOf(input: JsonObject): QueryRequest {
  const format = textOf(input, 'output_format');
  return {
    kind: 'query',
    sql: textOf(input, 'query') ?? '',
    params: input.params ?? null,
    transaction: flagOf(input, 'transaction'),
    style: {
      format: format === 'json' || format === 'csv' ? format : 'jsonl',
      headers: flagOf(input, 'headers'),
      nullText: textOf(input, 'null_string') ?? 'null',
    },
    mostRows: numberOf(input, 'max_rows') ?? 0,
  };
}

function importOf(input: JsonObject, cwd: string): ImportRequest | undefined {
  const [file, table, delimiter] = ['input_file', 'table', 'delimiter'].map(key => textOf(input, key) ?? '');
  const format = importFormat(textOf(input, 'format') ?? extname(file ?? '').slice(1));
  if (file === undefined || file === '' || table === undefined || table === '' || format === undefined)
    return undefined;
  const conflict = textOf(input, 'on_conflict');
  return {
    kind: 'import',
    file: resolve(cwd, file),
    format,
    table,
    hasHeader: flagOf(input, 'has_header', true),
    ...(delimiter === undefined || delimiter === '' ? {} : { delimiter }),
    columns: textsOf(input, 'columns'),
    nullWords: Array.isArray(input.null_values) ? textsOf(input, 'null_values') : ['', 'NULL', 'null', '\\N'],
    onConflict: conflict === 'ignore' || conflict === 'replace' ? conflict : 'error',
    skipped: numberOf(input, 'skip_rows') ?? 0,
    mostRows: numberOf(input, 'max_rows') ?? 0,
    dryRun: flagOf(input, 'dry_run'),
  };
}

function importFormat(word: string): ImportRequest['format'] | undefined {
  switch (word.toLowerCase()) {
    case 'csv':
    case 'tsv':
      return word.toLowerCase() === 'tsv' ? 'tsv' : 'csv';
    case 'jsonl':
    case 'ndjson':
      return 'jsonl';
    default:
      return undefined;
  }
}
