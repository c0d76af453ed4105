// Hearing of runs that were created, changed or removed, by this process or any other.

import { type FSWatcher, watch } from 'node:fs';
import type { Disposable } from '../base/disposal';
import { entryOf, type History, type RunEntry } from './history';
import { runsRoot } from './layout';
import { makePrivateDir } from './run-writer';
import { journalSize } from './summary';

/**
 * Watches the directories of all workflows: a writer touches the directory of its run, which shows there, so that one watch serves all
 * runs of a workflow. Looks by itself now and then, and often where the system cannot watch. Tells of a run at most once in 100 ms.
 */
export class ChangeWatch implements Disposable {
  readonly #root: string;
  readonly #history: History;
  readonly #onChange: (run: RunEntry) => void;
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #sizes = new Map<string, ReadonlyMap<string, number | undefined>>();
  readonly #noted = new Map<string, RunEntry>();
  #telling: NodeJS.Timeout | undefined;
  #looking: NodeJS.Timeout | undefined;
  #blind = false;
  #disposed = false;

  constructor(home: string, history: History, onChange: (run: RunEntry) => void) {
    this.#root = runsRoot(home);
    this.#history = history;
    this.#onChange = onChange;
    this.#watch(this.#root, () => this.#look());
    this.#look();
  }

  /** Tells of a run soon. */
  note(run: RunEntry): void {
    if (this.#disposed) return;
    this.#noted.set(run.dir, run);
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined;
      const runs = [...this.#noted.values()];
      this.#noted.clear();
      for (const noted of runs) this.#onChange(noted);
    }, togetherMs).unref();
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#telling);
    clearTimeout(this.#looking);
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  /** Compares with the last look; the first look at a workflow that was there from the beginning only remembers. */
  #look(): void {
    if (this.#disposed) return;
    const first = this.#looking === undefined;
    const dirs = this.#history.dagDirs();
    for (const dir of dirs) {
      if (!this.#watchers.has(dir)) this.#watch(dir, name => this.#hear(dir, name));
      this.#compare(dir, first);
    }
    for (const dir of [...this.#sizes.keys()].filter(known => !dirs.includes(known))) {
      this.#compare(dir, false);
      this.#sizes.delete(dir);
      this.#watchers.get(dir)?.close();
      this.#watchers.delete(dir);
    }
    clearTimeout(this.#looking);
    this.#looking = setTimeout(() => this.#look(), this.#blind ? blindMs : seeingMs).unref();
  }

  #compare(dir: string, first: boolean): void {
    const before = this.#sizes.get(dir);
    const names = this.#history.names(dir);
    const now = new Map(names.slice(0, mostCompared).map(name => [name, sizeIn(dir, name)]));
    this.#sizes.set(dir, now);
    if (first) return;
    const present = new Set(names);
    for (const [name, size] of now) if (before?.get(name) !== size) this.#noteName(dir, name);
    for (const name of before?.keys() ?? []) if (!present.has(name)) this.#noteName(dir, name);
  }

  #hear(dir: string, name: string | null): void {
    if (name === null) this.#look();
    else this.#noteName(dir, name);
  }

  #noteName(dir: string, name: string): void {
    const entry = entryOf(dir, name);
    if (entry !== undefined) this.note(entry);
  }

  #watch(dir: string, hear: (name: string | null) => void): void {
    try {
      makePrivateDir(dir);
      const watcher = watch(dir, { persistent: false }, (_change, name) => hear(name));
      watcher.on('error', () => {
        watcher.close();
        this.#blind = true;
      });
      this.#watchers.set(dir, watcher);
    } catch (error) {
      if (typeof (error as NodeJS.ErrnoException).code !== 'string') throw error;
      this.#blind = true;
    }
  }
}

const togetherMs = 100;
const seeingMs = 5000;
const blindMs = 1000;
/** Runs of a workflow whose journals a look compares. */
const mostCompared = 30;

function sizeIn(dir: string, name: string): number | undefined {
  const entry = entryOf(dir, name);
  return entry === undefined ? undefined : journalSize(entry.dir);
}
