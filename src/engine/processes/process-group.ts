// Signals to the whole group of a process, and knowing when nobody of it is left.

import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import type { Clock } from '../../base/clock';
import { identityOf, isSameProcess } from '../../base/process-identity';
import type { StopOptions } from './process';

/** The first process of a group; its number is the group's. */
export interface GroupLeader {
  readonly pid: number;
  /** See base/process-identity. */
  readonly identity: string;
}

/**
 * Sends the signal, again every five seconds, SIGKILL after the grace time; resolves when no living member of the group is left that we
 * may signal (dagu-format.md 3.10). `ended` tells when the leader has ended. On Windows the process tree is asked, then made to end.
 */
export async function stopGroup(
  leader: GroupLeader,
  ended: Promise<unknown>,
  options: StopOptions,
  clock: Clock,
): Promise<void> {
  if (process.platform === 'win32') return stopTree(leader, options, clock);
  let leaderEnded = false;
  void ended.then(() => {
    leaderEnded = true;
  });
  // An end that is already known is known now: the group's number may belong to others since.
  await Promise.resolve();
  const begun = clock.now();
  let nextSignal = begun;
  let pause = shortestPauseMs;
  for (;;) {
    const now = clock.now();
    const grace = now - begun < options.graceMs;
    if (isGone(leader, leaderEnded || !grace)) return;
    if (!grace) signalGroup(leader.pid, 'SIGKILL');
    else if (now >= nextSignal) {
      signalGroup(leader.pid, options.signal);
      nextSignal = now + signalEveryMs;
    }
    const untilNext = Math.min(nextSignal - now, options.graceMs - (now - begun));
    await clock.delay(grace ? Math.min(pause, Math.max(untilNext, shortestPauseMs)) : pause);
    pause = Math.min(pause * 1.5, longestPauseMs);
  }
}

/** SIGKILL to every member, now. A group that is gone is left alone. */
export function killGroup(leader: GroupLeader, leaderEnded: boolean): void {
  if (process.platform === 'win32') {
    taskkill(leader.pid, true).catch(() => undefined);
    return;
  }
  if (!isGone(leader, leaderEnded)) signalGroup(leader.pid, 'SIGKILL');
}

const signalEveryMs = 5000;
const shortestPauseMs = 5;
const longestPauseMs = 100;

function signalGroup(pid: number, signal: string): void {
  // A name that this system does not have, from a file written for another, still has to end the step.
  const known = Object.hasOwn(constants.signals, signal) ? (signal as NodeJS.Signals) : 'SIGTERM';
  reach(pid, known);
}

/** What the system says when the group is signalled. `denied`: no member may be signalled by us. */
function reach(pid: number, signal: NodeJS.Signals | 0): 'reached' | 'gone' | 'denied' {
  try {
    process.kill(-pid, signal);
    return 'reached';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH') return 'gone';
    if (code === 'EPERM') return 'denied';
    throw error;
  }
}

/** `thorough`: the leader has ended or was killed, so what is left may be members that only wait to be reaped, or another group. */
function isGone(leader: GroupLeader, thorough: boolean): boolean {
  const answer = reach(leader.pid, 0);
  if (answer !== 'reached') return answer === 'gone' || thorough;
  if (!thorough || process.platform !== 'linux') return false;
  const identity = identityOf(leader.pid);
  if (identity !== undefined && identity !== leader.identity) return true;
  // Where nobody reaps orphans, as in many containers, ended members stay in the group for ever.
  return !hasLivingMember(leader.pid);
}

function hasLivingMember(group: number): boolean {
  return readdirSync('/proc').some(name => {
    if (!/^\d+$/.test(name)) return false;
    const stat = statOf(name);
    const [state, , memberOf] = stat.slice(stat.lastIndexOf(')') + 2).split(' ', 3);
    return memberOf === String(group) && state !== 'Z' && state !== 'X';
  });
}

function statOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch (error) {
    // It ended between the listing and the look.
    if (typeof (error as NodeJS.ErrnoException).code === 'string') return '';
    throw error;
  }
}

async function stopTree(leader: GroupLeader, { graceMs }: StopOptions, clock: Clock): Promise<void> {
  const { pid, identity } = leader;
  if (!isSameProcess(pid, identity)) return;
  // Console programs cannot be asked to end; those with a window can. A refusal to be asked leaves the forced end below.
  await taskkill(pid, false).catch(() => undefined);
  const begun = clock.now();
  while (isAlive(pid) && clock.now() - begun < graceMs) await clock.delay(longestPauseMs);
  if (!isAlive(pid)) return;
  await taskkill(pid, true).catch(() => undefined);
  while (isAlive(pid)) await clock.delay(longestPauseMs);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function taskkill(pid: number, force: boolean): Promise<void> {
  const args = ['/pid', String(pid), '/T', ...(force ? ['/F'] : [])];
  return new Promise((resolve, reject) => {
    execFile('taskkill', args, { windowsHide: true }, error => (error === null ? resolve() : reject(error)));
  });
}
