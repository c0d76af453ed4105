// Starts a program without a shell, its arguments one by one.

import type { Action } from '../../model/dag';
import type { ExecutionContext, Outcome } from '../executor';
import { expand } from '../values/expand';
import { policies } from '../values/policies';
import { outcomeOf } from './process-outcome';

type ExecAction = Extract<Action, { name: 'exec' }>;

export async function exec({ command, args }: ExecAction, { scope, spawn }: ExecutionContext): Promise<Outcome> {
  const program = expand(command, scope, policies.execArgs).trim();
  if (program === '') return { exitCode: 1, error: 'The name of the program is empty.' };
  const end = await spawn({ argv: [program, ...args.map(arg => expand(arg, scope, policies.execArgs))] }).ended;
  return outcomeOf(end);
}
