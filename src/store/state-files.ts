// Values that outlive runs, one file each below the store's directory: written whole, changed under a lock of their space.

import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type Clock, systemClock } from '../base/clock';
import { makeFolder } from '../base/folder';
import { fail, ok, type Result } from '../base/result';
import type { StateChange, StateDecision, StateEntry, StateStore } from '../model/state';
import { lockDir, stateDir, stateFileName } from './layout';
import { ownerText, takeLock } from './lock';

export interface StateFilesOptions {
  /** Who takes locks, in words. */
  readonly what: string;
  readonly clock?: Clock;
}

/** How long to wait for another process that changes the same space, and how often to look. A change takes a few milliseconds. */
const patienceMs = 10_000;
const lookMs = 10;

/** The values below `home`. Nothing is read or created before it is asked for. */
export function stateFiles(home: string, { what, clock = systemClock }: StateFilesOptions): StateStore {
  return {
    read: async (space, key) => guarded(() => entryIn(stateDir(home, space), key)),
    list: async space => guarded(() => entriesIn(stateDir(home, space))),
    change: async (space, key, decide, signal) => {
      const dir = stateDir(home, space);
      const patient = clock.now() + patienceMs;
      for (;;) {
        const tried = guarded(() => changedNow(dir, key, decide, what, clock.now()));
        if (!tried.ok) return tried;
        if (tried.value.kind === 'done') return tried.value.change;
        if (clock.now() >= patient) return fail(`it is being changed by ${tried.value.owner}`);
        if (!(await paused(clock, signal))) return fail('the change was ended before its turn came');
      }
    },
  };
}

type Try =
  | { readonly kind: 'done'; readonly change: Result<StateChange, string> }
  | { readonly kind: 'locked'; readonly owner: string };

/** All in one go, so that within this process nobody can come in between. */
function changedNow(dir: string, key: string, decide: StateDecision, what: string, now: number): Try {
  makeFolder(dir, 0o700);
  const lock = takeLock(lockDir(dir), what, now);
  if (!lock.ok) return { kind: 'locked', owner: ownerText(lock.error) };
  try {
    const before = entryIn(dir, key);
    const after = decide(before);
    if (!after.ok) return { kind: 'done', change: after };
    const file = fileIn(dir, key);
    if (after.value === undefined) rmSync(file, { force: true });
    else if (after.value !== before) {
      const draft = `${file}.draft`;
      writeFileSync(draft, `${JSON.stringify(after.value)}\n`, { mode: 0o600 });
      renameSync(draft, file);
    }
    return { kind: 'done', change: ok({ before, after: after.value }) };
  } finally {
    lock.value.dispose();
  }
}

function fileIn(dir: string, key: string): string {
  return `${dir}/${stateFileName(key)}.json`;
}

function entryIn(dir: string, key: string): StateEntry | undefined {
  return readEntry(fileIn(dir, key));
}

function entriesIn(dir: string): readonly StateEntry[] {
  return namesIn(dir)
    .filter(name => name.endsWith('.json'))
    .flatMap(name => readEntry(`${dir}/${name}`) ?? [])
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

function namesIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function readEntry(file: string): StateEntry | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const entry = parsed(text);
  if (typeof entry?.key !== 'string' || typeof entry.version !== 'number')
    throw new BrokenFile(`the file ${file} was damaged; remove it`);
  return entry;
}

function parsed(text: string): StateEntry | undefined {
  try {
    return JSON.parse(text) ?? undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

class BrokenFile extends Error {}

/** What the file system refuses is a reason; anything else is our own bug. */
function guarded<T>(act: () => T): Result<T, string> {
  try {
    return ok(act());
  } catch (error) {
    const isRefusal = error instanceof Error && 'code' in error && 'syscall' in error;
    if (error instanceof BrokenFile || isRefusal) return fail(error.message);
    throw error;
  }
}

async function paused(clock: Clock, signal: AbortSignal): Promise<boolean> {
  try {
    await clock.delay(lookMs, signal);
    return true;
  } catch (reason) {
    if (!signal.aborted) throw reason;
    return false;
  }
}
