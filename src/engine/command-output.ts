// Runs the commands inside values, `$(…)` and backticks, and reads what they print (dagu-format.md 2.4).

import type { Clock } from '../base/clock';
import { fail, ok } from '../base/result';
import type { Shell } from '../model/dag';
import type { Processes } from './processes/process';
import { runAside } from './processes/run-aside';
import { commandCall } from './shell';
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

/** Runs commands in a shell, one by one. What they print goes through a private file that is removed at once. */
export function commandRunner({ processes, clock, shell, cwd, env }: CommandPlace): RunCommand {
  return async ({ command, env: values }) => {
    const call = commandCall({ shell, explicit: true }, command);
    if (!call.ok) return call;
    const { argv, verbatim } = call.value;
    const request = { argv, cwd, env: { ...env, ...values }, mostMs: limitMs };
    const end = await runAside(verbatim === undefined ? request : { ...request, verbatim }, processes, clock);
    if (end.late) return fail(`the command took longer than ${limitMs / 1000} s`);
    if (end.error !== undefined) return fail(end.error.message);
    if (end.code !== 0) {
      const told = end.stderr.trim();
      return fail(`the command ended with exit status ${end.code ?? end.signal}${told === '' ? '' : `: ${told}`}`);
    }
    return end.stdout === undefined ? fail('the command prints too much') : ok(end.stdout);
  };
}
