// A journal read into a run, and read on from where it was when it has grown.

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { RunEvent } from '../model/event';
import { RunFold } from '../model/fold';
import type { Run } from '../model/run';
import { journalRefusal, readJournalLines } from './journal-text';
import { journalFile } from './layout';

/** Follows one journal. Nothing is held open between two looks. */
export class JournalReader {
  readonly #dir: string;
  #fold: RunFold;
  #file = '';
  #bytes = 0;
  #lines = 0;
  #fault: string | undefined;
  #refusal: string | undefined;

  /** `dir`: the run's own directory. */
  constructor(dir: string) {
    this.#dir = dir;
    this.#fold = new RunFold(dir);
  }

  /** Reads what is new. False when there is no journal. Throws the system's error when it cannot be read. */
  refresh(): boolean {
    let file: number;
    try {
      file = openSync(journalFile(this.#dir), 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      this.#restart('');
      return false;
    }
    try {
      const { dev, ino, size } = fstatSync(file);
      const identity = `${dev}:${ino}`;
      if (identity !== this.#file || size < this.#bytes) this.#restart(identity);
      if (size > this.#bytes) this.#read(file, size);
    } finally {
      closeSync(file);
    }
    return true;
  }

  /** The whole lines that were read, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Why the journal must not be written to, in words: a line cannot be read, or its format is not ours. */
  get damage(): string | undefined {
    return this.#refusal ?? this.#fault;
  }

  /** Why nothing of the journal is shown, in words. */
  get refusal(): string | undefined {
    return this.#refusal;
  }

  /** The state that was folded; whoever goes on writing the journal goes on folding with it. */
  get fold(): RunFold {
    return this.#fold;
  }

  /** The run; a line that cannot be read shows as its error. Undefined when the journal has not begun one or is refused. */
  run(): Run | undefined {
    if (this.#refusal !== undefined || !this.#fold.created) return undefined;
    const run = this.#fold.run();
    return this.#fault === undefined ? run : { ...run, error: this.#fault };
  }

  #restart(file: string): void {
    this.#file = file;
    this.#fold = new RunFold(this.#dir);
    this.#bytes = 0;
    this.#lines = 0;
    this.#fault = undefined;
    this.#refusal = undefined;
  }

  #read(file: number, size: number): void {
    const part = Buffer.allocUnsafe(size - this.#bytes);
    let length = 0;
    while (length < part.length) {
      const got = readSync(file, part, length, part.length - length, this.#bytes + length);
      if (got === 0) break;
      length += got;
    }
    const { events, bytes, lines, fault } = readJournalLines(part.subarray(0, length), this.#lines);
    this.#fault ??= fault;
    this.#bytes += bytes;
    this.#lines += lines;
    for (const event of events) this.#apply(event);
  }

  #apply(event: RunEvent): void {
    if (!this.#fold.created) this.#refusal ??= journalRefusal(event);
    if (this.#refusal === undefined) this.#fold.apply(event);
  }
}
