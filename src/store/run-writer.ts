// A run open for writing, and its children below it.

import { renameSync, utimesSync, writeFileSync } from 'node:fs';
import { makeFolder } from '../base/folder';
import type { RunEvent } from '../model/event';
import type { RunFold } from '../model/fold';
import type { Run } from '../model/run';
import type { RunPlace, RunWriter } from '../model/source';
import { Journal } from './journal';
import { JournalReader } from './journal-reader';
import { childDir, definitionFile, journalFile, runPlace } from './layout';

/** What a writer shares with those of its children. */
export interface WriterSurroundings {
  /** A moment after something was written to the run or a child of it. */
  onWritten(): void;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** The journal of a run cannot be written to: why, in words. */
export class JournalDamaged extends Error {
  override readonly name = 'JournalDamaged';
}

/**
 * Opens the journal in `dir`, which exists. `place`: where the run's files are if the journal does not say. `onClosed` is called once, with
 * the run if it has begun. Throws `JournalDamaged`, and the system's errors.
 */
export function openWriter(
  dir: string,
  place: RunPlace,
  around: WriterSurroundings,
  onClosed: (run: Run | undefined) => void,
): RunWriter {
  const reader = new JournalReader(dir);
  reader.refresh();
  if (reader.damage !== undefined) throw new JournalDamaged(reader.damage);
  const { fold } = reader;
  const { logDir, workDir, artifactsDir = place.artifactsDir } = fold.created ? fold.run() : place;
  const stays: RunPlace = { dir, logDir, workDir, artifactsDir };
  const journal = new Journal(journalFile(dir), reader.bytes, () => around.onWritten());
  return new OpenRun(fold, stays, journal, around, onClosed);
}

/** Tells watchers in other processes: a changed directory shows in the directory above, where they look (see change-watch). */
export function touchRun(dir: string, now: number): void {
  try {
    utimesSync(dir, now / 1000, now / 1000);
  } catch (error) {
    // The directory was moved or removed; watchers hear of that by itself.
    if (typeof (error as NodeJS.ErrnoException).code !== 'string') throw error;
  }
}

/** Creates a directory for the user alone. */
export function makePrivateDir(dir: string): void {
  makeFolder(dir, 0o700);
}

class OpenRun implements RunWriter {
  readonly place: RunPlace;
  readonly #fold: RunFold;
  readonly #journal: Journal;
  readonly #around: WriterSurroundings;
  readonly #onClosed: (run: Run | undefined) => void;
  readonly #children = new Set<RunWriter>();
  #closed = false;

  constructor(
    fold: RunFold,
    place: RunPlace,
    journal: Journal,
    around: WriterSurroundings,
    onClosed: (run: Run | undefined) => void,
  ) {
    this.place = place;
    this.#fold = fold;
    this.#journal = journal;
    this.#around = around;
    this.#onClosed = onClosed;
  }

  run(): Run {
    return this.#fold.run();
  }

  append(event: RunEvent): void {
    this.#journal.append(event);
    this.#fold.apply(event);
  }

  keepDefinition(attempt: number, text: string): string {
    const file = definitionFile(this.place.dir, attempt);
    const draft = `${file}.draft`;
    writeFileSync(draft, text, { mode: 0o600 });
    renameSync(draft, file);
    return file;
  }

  openChild(dag: string, runId: string): RunWriter {
    const dir = this.childDir(dag, runId);
    makePrivateDir(dir);
    const place = runPlace(dir, { dag, runId }, this.#around.now());
    const child: RunWriter = openWriter(dir, place, this.#around, () => this.#children.delete(child));
    this.#children.add(child);
    return child;
  }

  childDir(dag: string, runId: string): string {
    return childDir(this.place.dir, dag, runId);
  }

  flush(): Promise<void> {
    return this.#journal.flush();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    try {
      for (const child of [...this.#children]) await child.close();
      await this.#journal.close();
    } finally {
      this.#onClosed(this.#fold.created ? this.#fold.run() : undefined);
      this.#around.onWritten();
    }
  }
}
