// The program that works on SQLite databases for steps: what SQLite is busy with can only be ended together with its process.

import { closeSync, existsSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { type DatabasePlace, openDatabase } from '../sqlite/database';
import { type ImportRequest, runImport } from '../sqlite/import';
import { type QueryRequest, runQuery, SqlRefusal } from '../sqlite/query';
import { causeOf } from './file-cause';

/** What the program reads from its standard input, as JSON. */
export interface SqliteRequest {
  readonly place: DatabasePlace;
  readonly work: QueryRequest | ImportRequest;
  /** Absolute path of the file for the rows; standard output without. */
  readonly outputFile?: string;
  /** Absolute path of the file that gets the reason when something fails. */
  readonly errorFile: string;
}

void main();

async function main(): Promise<void> {
  // SQLite is called experimental by some versions of Node, which is nothing for the log of a step.
  process.removeAllListeners('warning');
  const request = JSON.parse(await text(process.stdin)) as SqliteRequest;
  try {
    const began = performance.now();
    const counts = await perform(request);
    const measured = { ...counts, duration_ms: Math.round(performance.now() - began) };
    process.stderr.write(`${JSON.stringify({ operation: request.work.kind, ...measured })}\n`);
  } catch (error) {
    if (!isExpected(error)) throw error;
    writeFileSync(request.errorFile, 'syscall' in error ? causeOf(error) : error.message);
    process.exitCode = 1;
  }
}

async function perform({ place, work, outputFile }: SqliteRequest): Promise<{ rows: number; changed: number }> {
  if (place.mustExist && !existsSync(place.path)) throw new SqlRefusal(`there is no database ${place.path}`);
  const database = openDatabase(place);
  if (database === undefined) {
    const { node } = process.versions;
    throw new SqlRefusal(`the Node.js that runs this (${node}) has no SQLite; Node.js 22.13 and later come with it`);
  }
  const output = outputFile === undefined ? undefined : openSync(outputFile, 'w');
  try {
    if (work.kind === 'import') return await runImport(database, work);
    return runQuery(database, work, row => writeAll(output ?? process.stdout.fd, row));
  } finally {
    if (output !== undefined) closeSync(output);
    database.close();
  }
}

/** A pipe whose reader is slow takes what it can and asks for patience. */
function writeAll(file: number, row: string): void {
  const bytes = Buffer.from(row);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(file, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(patience, 0, 0, 5);
    }
  }
}

const patience = new Int32Array(new SharedArrayBuffer(4));

/** What SQL, its values, the file or the database are wrong about. */
function isExpected(error: unknown): error is Error {
  return error instanceof SqlRefusal || (error instanceof Error && 'code' in error && typeof error.code === 'string');
}
