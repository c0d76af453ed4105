// Writes a message to the step's log.

import type { ExecutionContext, Outcome } from '../executor';
import { expand } from '../values/expand';
import { policies } from '../values/policies';
import type { OtherAction } from './other-action';

export async function logWrite({ with: input }: OtherAction, { scope, write }: ExecutionContext): Promise<Outcome> {
  const written = input.message;
  if (typeof written !== 'string') return { exitCode: 1, error: 'log.write needs a message.' };
  const message = expand(written, scope, policies.with);
  if (message.trim() === '') return { exitCode: 1, error: 'The message of log.write is empty.' };
  write('stdout', message.endsWith('\n') ? message : `${message}\n`);
  return { exitCode: 0 };
}
