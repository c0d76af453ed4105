// The lock of a run: one writer at a time, across processes, and taken over when its owner no longer lives.

import {
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type Disposable, toDisposable } from '../base/disposal';
import { identityOf, isSameProcess } from '../base/process-identity';
import { fail, ok, type Result } from '../base/result';

/** Who holds a lock. */
export interface LockOwner {
  readonly pid: number;
  /** See base/process-identity. */
  readonly identity: string;
  readonly host: string;
  /** In words: `VS Code`, `command line`. */
  readonly what: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/**
 * Takes the lock whose files are in `dir`, or tells who holds it. Dispose what is returned to release it.
 *
 * Each attempt to take it creates the file of the next number, which the file system grants to one alone, so of two that find the same
 * dead owner one wins. Whoever has a number holds the lock when no other file has a living owner; whoever sees one steps back. Two can
 * never both hold it: of two files that exist, the second to be created was seen by nobody who looked before, and its creator looks after.
 * Throws the system's error when nothing can be written there, or the directory above is gone.
 */
export function takeLock(dir: string, what: string, since: number): Result<Disposable, LockOwner> {
  makeDir(dir);
  const own: LockOwner = { pid: process.pid, identity: ownIdentity(), host: hostname(), what, since };
  for (;;) {
    const others = numbers(dir);
    const owner = livingOwner(dir, others);
    if (owner !== undefined) return fail(owner);
    const number = (others.at(-1) ?? 0) + 1;
    if (!claim(dir, number, own)) continue;
    const rivals = numbers(dir).filter(other => other !== number);
    if (livingOwner(dir, rivals) !== undefined) {
      remove(dir, number);
      continue;
    }
    for (const dead of rivals) remove(dir, dead);
    return ok(toDisposable(() => remove(dir, number)));
  }
}

/** The living owner of a lock, or undefined. */
export function lockOwner(dir: string): LockOwner | undefined {
  return livingOwner(dir, numbers(dir));
}

/** An owner for people. */
export function ownerText({ what, pid, host, since }: LockOwner): string {
  const where = host === hostname() ? '' : ` on ${host}`;
  return `${what} (process ${pid}${where}, since ${new Date(since).toISOString()})`;
}

/** Not the directories above: a run that was removed meanwhile must not come back as an empty one. */
function makeDir(dir: string): void {
  try {
    mkdirSync(dir, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function livingOwner(dir: string, numbers: readonly number[]): LockOwner | undefined {
  for (const number of numbers) {
    const owner = readOwner(dir, number);
    if (owner !== undefined && isAlive(owner)) return owner;
  }
  return undefined;
}

function remove(dir: string, number: number): void {
  rmSync(join(dir, String(number)), { force: true });
}

function numbers(dir: string): number[] {
  let names: string[];
  try {
    names = readdirSync(dir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return names
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);
}

/** Creates the file of a number with its content, unless it exists. */
function claim(dir: string, number: number, owner: LockOwner): boolean {
  const path = join(dir, String(number));
  const text = `${JSON.stringify(owner)}\n`;
  const draft = join(dir, `draft-${owner.pid}-${Math.random().toString(36).slice(2)}`);
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
    linkSync(draft, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code !== undefined && withoutLinks.has(code)) return createWhole(path, text);
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Codes of file systems that know no second names for a file. */
const withoutLinks: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL']);

function createWhole(path: string, text: string): boolean {
  let file: number;
  try {
    file = openSync(path, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  try {
    writeSync(file, text);
  } finally {
    closeSync(file);
  }
  return true;
}

/** The owner; undefined when the file is gone, or nobody can be read from it for so long that its writer must have died over it. */
function readOwner(dir: string, number: number): LockOwner | undefined {
  const path = join(dir, String(number));
  const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (written === undefined) return undefined;
  try {
    const owner = JSON.parse(readFileSync(path, 'utf8')) as Partial<LockOwner> | null;
    if (typeof owner?.pid === 'number' && typeof owner.identity === 'string' && typeof owner.host === 'string')
      return {
        pid: owner.pid,
        identity: owner.identity,
        host: owner.host,
        what: owner.what ?? '',
        since: owner.since ?? 0,
      };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (Date.now() - written > unreadableMs) return undefined;
  return {
    pid: process.pid,
    identity: ownIdentity(),
    host: hostname(),
    what: 'a process that is taking the lock',
    since: written,
  };
}

const unreadableMs = 5000;

/** An owner on another machine cannot be asked, so it counts as alive: a lock too many is better than two writers. */
function isAlive(owner: LockOwner): boolean {
  return owner.host !== hostname() || isSameProcess(owner.pid, owner.identity);
}

let knownIdentity: string | undefined;

function ownIdentity(): string {
  knownIdentity ??= identityOf(process.pid) ?? `@${Math.round(Date.now() - process.uptime() * 1000)}`;
  return knownIdentity;
}
