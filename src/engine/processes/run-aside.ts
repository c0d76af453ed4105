// Runs a program beside the steps, through files that are removed at once.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../base/clock';
import { readFrom, readTail } from '../step-log';
import type { ProcessEnd, Processes } from './process';

export interface AsideRequest {
  readonly argv: readonly [string, ...string[]];
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Absolute; absent: the folder for temporary files. */
  readonly cwd?: string;
  readonly verbatim?: boolean;
  /** After so long it is killed. */
  readonly mostMs: number;
  /** Kills it too. */
  readonly signal?: AbortSignal;
}

export interface AsideEnd extends ProcessEnd {
  readonly late: boolean;
  /** Undefined: it is too large. */
  readonly stdout: string | undefined;
  /** Its last lines. */
  readonly stderr: string;
}

const mostBytes = 1024 * 1024;

export async function runAside(request: AsideRequest, processes: Processes, clock: Clock): Promise<AsideEnd> {
  const { argv, env, cwd = tmpdir(), verbatim, mostMs, signal } = request;
  const folder = await mkdtemp(join(tmpdir(), 'restep-eval-'));
  try {
    const [stdout, stderr] = [join(folder, 'out'), join(folder, 'err')];
    const running = processes.start({
      key: 'eval',
      argv,
      cwd,
      env,
      stdout: { log: stdout },
      stderr: { log: stderr },
      record: join(folder, 'record'),
      ...(verbatim === undefined ? {} : { verbatim }),
    });
    const timer = new AbortController();
    let late = false;
    clock.delay(mostMs, timer.signal).then(
      () => {
        late = true;
        running.kill();
      },
      () => undefined,
    );
    const onAbort = (): void => running.kill();
    if (signal?.aborted === true) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
    const end = await running.ended;
    signal?.removeEventListener('abort', onAbort);
    timer.abort();
    return { ...end, late, stdout: readFrom(stdout, 0, mostBytes)?.toString('utf8'), stderr: readTail(stderr, 0, 500) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
