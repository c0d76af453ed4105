// Runs the commands of conditions: quietly, in the shell of the run, beside the steps.

import { existsSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { ok } from '../base/result';
import { shellFamily } from '../model/shell-family';
import { commandRunner } from './command-output';
import type { ConditionTools } from './condition';
import type { RunningAttempt } from './running-attempt';
import { commandCall } from './shell';
import { substituteCommands } from './values/command-substitution';
import { expand } from './values/expand';
import { policies } from './values/policies';
import type { Scope } from './values/scope';

export interface ConditionPlace {
  readonly scope: Scope;
  /** Absolute; need not exist: a command that cannot start there is unmet. */
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Names the processes within the run. */
  readonly key: string;
}

/** What runs the commands of conditions. */
export type ConditionHost = Pick<RunningAttempt, 'processes' | 'clock' | 'shell' | 'record' | 'live'> &
  Partial<Pick<RunningAttempt, 'stop'>>;

export function conditionTools(place: ConditionPlace, host: ConditionHost): ConditionTools {
  const { scope, cwd, env } = place;
  const { processes, clock, shell } = host;
  let count = 0;
  return {
    resolve: text => expand(text, scope, policies.condition),
    substitute: async text => {
      const run = commandRunner({ processes, clock, shell, cwd: existsSync(cwd) ? cwd : tmpdir(), env });
      const dialect = shellFamily(shell) === 'powershell' ? 'powershell' : 'sh';
      const result = await substituteCommands(text, scope, policies.conditionEval, run, dialect);
      return result.ok ? ok(result.value.trim()) : result;
    },
    succeeds: command => succeeds(command, { ...place, key: `${place.key}${++count}` }, host),
  };
}

async function succeeds(command: string, { cwd, env, key }: ConditionPlace, host: ConditionHost): Promise<boolean> {
  const call = commandCall({ shell: host.shell, explicit: true }, command);
  if (!call.ok) return false;
  const { argv, verbatim } = call.value;
  const streams = { stdout: { log: devNull }, stderr: { log: devNull } };
  const request = { key, argv, cwd, env, ...streams, record: host.record };
  const running = host.processes.start(verbatim === undefined ? request : { ...request, verbatim });
  const { live, stop } = host;
  // Whoever asked looks at the signal afterwards: what a stopped command says of its condition does not count.
  const onStop = (): void => void running.stop({ signal: 'SIGTERM', graceMs: stopGraceMs });
  live.add(running);
  if (stop?.aborted === true) onStop();
  else stop?.addEventListener('abort', onStop, { once: true });
  const end = await running.ended;
  stop?.removeEventListener('abort', onStop);
  live.delete(running);
  return end.error === undefined && end.code === 0;
}

/** A condition has nothing to clean up; the time is Dagu's for steps. */
const stopGraceMs = 5000;
