// Which runs there are: from the names of directories alone, newest first.

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { RunKey } from '../model/source';
import { dagDir, parseRunDirName, runsRoot } from './layout';

/** A run's directory. */
export interface RunEntry {
  readonly dir: string;
  /** The directory of all runs of its workflow. */
  readonly dagDir: string;
  readonly name: string;
  readonly runId: string;
  /** When it was made, in milliseconds. */
  readonly at: number;
}

/** Lists runs without opening any. Remembers the names of a directory until that changes. */
export class History {
  readonly #home: string;
  readonly #names = new Map<string, { readonly changed: number; readonly names: readonly string[] }>();

  constructor(home: string) {
    this.#home = home;
  }

  /** The directories of all workflows that have runs, absolute. */
  dagDirs(): string[] {
    const root = runsRoot(this.#home);
    return directoryNames(root).map(name => join(root, name));
  }

  /** The names of the runs' directories in a workflow's directory, newest first. */
  names(dir: string): readonly string[] {
    const changed = statSync(dir, { throwIfNoEntry: false })?.mtimeMs;
    if (changed === undefined) {
      this.#names.delete(dir);
      return [];
    }
    const known = this.#names.get(dir);
    if (known?.changed === changed) return known.names;
    const names = directoryNames(dir).filter(isRunName).sort().reverse();
    // A change within the same tick of the file system's clock would not show in its time.
    if (Date.now() - changed > tickMs) this.#names.set(dir, { changed, names });
    return names;
  }

  /** All runs of these directories, newest first. */
  *newest(dirs: readonly string[]): Generator<RunEntry> {
    const heads = dirs.map(dir => ({ dir, names: this.names(dir), next: 0 }));
    for (;;) {
      let best: { dir: string; names: readonly string[]; next: number } | undefined;
      let bestName = '';
      for (const head of heads) {
        const name = head.names[head.next];
        if (name !== undefined && name > bestName) {
          best = head;
          bestName = name;
        }
      }
      if (best === undefined) return;
      best.next++;
      const entry = entryOf(best.dir, bestName);
      if (entry !== undefined) yield entry;
    }
  }

  /** The newest directory of this run. */
  find({ dag, runId }: RunKey): RunEntry | undefined {
    const dir = dagDir(this.#home, dag);
    const name = this.names(dir).find(candidate => candidate.slice(prefixLength) === runId);
    return name === undefined ? undefined : entryOf(dir, name);
  }

  /** Forgets the names of a workflow's directory that this process just changed. */
  forget(dir: string): void {
    this.#names.delete(dir);
  }
}

/** The run that a directory's name stands for; undefined for other files. */
export function entryOf(dagDirectory: string, name: string): RunEntry | undefined {
  const parsed = parseRunDirName(name);
  return parsed === undefined ? undefined : { dir: join(dagDirectory, name), dagDir: dagDirectory, name, ...parsed };
}

const tickMs = 50;
/** `20240131_235959000Z_`. */
const prefixLength = 20;

function isRunName(name: string): boolean {
  return name.length > prefixLength && name[8] === '_' && name[18] === 'Z' && name[19] === '_';
}

function directoryNames(dir: string): string[] {
  try {
    return readdirSync(dir).filter(name => !name.startsWith('.'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
