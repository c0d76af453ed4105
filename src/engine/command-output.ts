// Runs the commands inside values, `$(…)` and backticks, and reads what they print (dagu-format.md 2.4).

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../base/clock';
import { fail, ok } from '../base/result';
import type { Shell } from '../model/dag';
import type { Processes } from './processes/process';
import { commandCall } from './shell';
import { readFrom, readTail } from './step-log';
import type { RunCommand } from './values/command-substitution';

export interface CommandPlace {
  readonly processes: Processes;
  readonly clock: Clock;
  readonly shell: Shell;
  /** Absolute. */
  readonly cwd: string;
  /** The whole environment, to which a command's own values are added. */
  readonly env: Readonly<Record<string, string>>;
}

const limitMs = process.platform === 'win32' ? 30_000 : 2_000;
const mostBytes = 1024 * 1024;

/** Runs commands in a shell, one by one. What they print goes through a private file that is removed at once. */
export function commandRunner({ processes, clock, shell, cwd, env }: CommandPlace): RunCommand {
  return async ({ command, env: values }) => {
    const call = commandCall({ shell, explicit: true }, command);
    if (!call.ok) return call;
    const folder = await mkdtemp(join(tmpdir(), 'restep-eval-'));
    try {
      const [stdout, stderr] = [join(folder, 'out'), join(folder, 'err')];
      const { argv, verbatim } = call.value;
      const running = processes.start({
        key: 'eval',
        argv,
        cwd,
        env: { ...env, ...values },
        stdout: { log: stdout },
        stderr: { log: stderr },
        record: join(folder, 'record'),
        ...(verbatim === undefined ? {} : { verbatim }),
      });
      const timer = new AbortController();
      let late = false;
      clock.delay(limitMs, timer.signal).then(
        () => {
          late = true;
          running.kill();
        },
        () => undefined,
      );
      const end = await running.ended;
      timer.abort();
      if (late) return fail(`the command took longer than ${limitMs / 1000} s`);
      if (end.error !== undefined) return fail(end.error.message);
      if (end.code !== 0) {
        const told = readTail(stderr, 0, 500).trim();
        return fail(`the command ended with exit status ${end.code ?? end.signal}${told === '' ? '' : `: ${told}`}`);
      }
      const bytes = readFrom(stdout, 0, mostBytes);
      return bytes === undefined ? fail('the command prints too much') : ok(bytes.toString('utf8'));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}
