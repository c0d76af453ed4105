// Telling a process from a later one that got the same number.

import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readSync } from 'node:fs';

/**
 * What tells the living process `pid` from an earlier or later one of that number, as text to keep beside the number. Undefined when no
 * such process lives; one that ended and only waits to be reaped does not live.
 */
export function identityOf(pid: number): string | undefined {
  if (process.platform === 'linux') return linuxIdentity(pid);
  const startedAt = startTime(pid);
  return startedAt === undefined ? undefined : `@${startedAt}`;
}

/** The identity of a process that was started just now, without asking the system where asking is slow. `now` is in milliseconds. */
export function identityOfNew(pid: number, now: number): string {
  return (process.platform === 'linux' ? linuxIdentity(pid, true) : undefined) ?? `@${now}`;
}

/** Whether the process lives and is the one whose identity was kept. */
export function isSameProcess(pid: number, identity: string): boolean {
  if (!identity.startsWith('@')) return identityOf(pid) === identity;
  if (!exists(pid)) return false;
  if (process.platform === 'linux' && linuxIdentity(pid) === undefined) return false;
  const startedAt = startTime(pid);
  return startedAt !== undefined && Math.abs(startedAt - Number(identity.slice(1))) < toleranceMs;
}

/** When a process started, by the system's own tools, in milliseconds since the epoch, whole seconds. Slow: starts a program. */
export function startTime(pid: number): number | undefined {
  if (!exists(pid)) return undefined;
  const [program, args]: [string, string[]] =
    process.platform === 'win32'
      ? [
          'powershell.exe',
          ['-NoProfile', '-Command', `(Get-Process -Id ${pid}).StartTime.ToUniversalTime().ToString('o')`],
        ]
      : ['ps', ['-o', 'lstart=', '-p', String(pid)]];
  try {
    const env = { ...process.env, LC_ALL: 'C' };
    const time = Date.parse(
      execFileSync(program, args, {
        encoding: 'utf8',
        env,
        stdio: ['ignore', 'pipe', 'ignore'],
        windowsHide: true,
      }).trim(),
    );
    return Number.isNaN(time) ? undefined : time;
  } catch (error) {
    // The tool exits with 1 when the process is gone; without the tool nothing is known.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** The system's tools tell whole seconds, and the moment that was kept is a little later than the start. */
const toleranceMs = 2500;

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The start in clock ticks since boot and which boot it was. `ended`: also for a process that waits to be reaped. */
function linuxIdentity(pid: number, ended = false): string | undefined {
  const stat = textOf(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The second field is the program's name in parentheses and may hold anything; fields 3 and 22 follow the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ', 20);
  if (!ended && (fields[0] === 'Z' || fields[0] === 'X')) return undefined;
  return `${fields[19] ?? ''}-${bootId()}`;
}

let knownBoot: string | undefined;

function bootId(): string {
  knownBoot ??= textOf('/proc/sys/kernel/random/boot_id')?.slice(0, 8) ?? '';
  return knownBoot;
}

const buffer = Buffer.alloc(1024);

/** The beginning of a small file of the kernel. Read with as few calls as can be: this happens for each process that is started. */
function textOf(path: string): string | undefined {
  try {
    const file = openSync(path, 'r');
    try {
      return buffer.toString('latin1', 0, readSync(file, buffer));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code === 'string') return undefined;
    throw error;
  }
}
