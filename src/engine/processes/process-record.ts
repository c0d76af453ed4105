// The record of a run's processes: a file of JSON lines, one when a process started and one when it ended.

import { closeSync, fstatSync, readFileSync, readSync, writeSync } from 'node:fs';
import { openInFolder } from './append-file';
import type { StartPart } from './protocol';

export interface StartLine {
  readonly key: string;
  readonly pid: number;
  /** See base/process-identity. */
  readonly identity: string;
  readonly startedAt: number;
}

export interface EndLine {
  readonly key: string;
  readonly code: number | null;
  readonly signal: string | null;
  readonly failed?: { readonly code: string; readonly part: StartPart };
  readonly startedAt: number;
  readonly endedAt: number;
}

/** What a record knows of a key: the last process that had it. */
export interface Recorded {
  readonly start?: StartLine;
  readonly end?: EndLine;
}

/** Records that are open for writing. Each stays open as long as somebody uses it, so that a line costs one system call. */
export class OpenRecords {
  readonly #open = new Map<string, { readonly fd: number; uses: number }>();

  /** Opens a record, or shares it. Throws the system's error. */
  use(path: string): void {
    const known = this.#open.get(path);
    if (known !== undefined) {
      known.uses++;
      return;
    }
    const fd = openInFolder(path, 'a+');
    this.#open.set(path, { fd, uses: 1 });
    if (endsTorn(fd)) writeSync(fd, '\n');
  }

  write(path: string, line: StartLine | EndLine): void {
    const record = this.#open.get(path);
    if (record === undefined) throw new Error('the record is not open');
    writeSync(record.fd, `${JSON.stringify(line)}\n`);
  }

  release(path: string): void {
    const record = this.#open.get(path);
    if (record === undefined || --record.uses > 0) return;
    this.#open.delete(path);
    closeSync(record.fd);
  }
}

/** What the record says of a key; undefined when it does not know it. A torn line, last or not, is no statement. */
export function readRecorded(path: string, key: string): Recorded | undefined {
  let found: Recorded | undefined;
  for (const line of textOf(path).split('\n')) {
    const entry = parsed(line);
    if (entry?.key !== key) continue;
    if ('pid' in entry) found = { start: entry };
    else found = { ...found, end: entry };
  }
  return found;
}

/** Whether the last line was cut off by a full disk or a crash; the next line must not grow together with it. */
function endsTorn(fd: number): boolean {
  const { size } = fstatSync(fd);
  const last = Buffer.alloc(1);
  return size > 0 && readSync(fd, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

function parsed(line: string): StartLine | EndLine | undefined {
  if (line === '') return undefined;
  try {
    const entry = JSON.parse(line) as Partial<StartLine & EndLine> | null;
    const stated =
      typeof entry?.key === 'string' && (typeof entry.pid === 'number' || typeof entry.endedAt === 'number');
    return stated ? (entry as StartLine | EndLine) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
