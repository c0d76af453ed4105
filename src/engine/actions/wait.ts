// The actions that wait: for a length of time, a moment, a file, an answer of a server. They print nothing (dagu-format.md 3.18).

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { longestTimer } from '../../base/clock';
import type { JsonObject } from '../../base/json';
import { fail, ok, type Result } from '../../base/result';
import type { ExecutionContext, Outcome } from '../executor';
import { goDurationMs } from '../values/go-duration';
import { failed, numberOf, resolvedInput, textOf } from './action-input';
import { causeOf } from './file-cause';
import { fromHome } from './home-path';
import { type HttpMessage, httpMessage } from './http-message';
import type { OtherAction } from './other-action';

export async function waitDuration(action: OtherAction, context: ExecutionContext): Promise<Outcome> {
  const text = textOf(resolvedInput(action, context.scope), 'duration') ?? '';
  const ms = goDurationMs(text);
  if (ms === undefined) return failed(`"${text}" is no duration; write 90s, 5m or 1h30m.`);
  return until(context.clock.now() + ms, context);
}

export async function waitUntil(action: OtherAction, context: ExecutionContext): Promise<Outcome> {
  const text = textOf(resolvedInput(action, context.scope), 'until') ?? '';
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? failed(`"${text}" is no time; write 2030-01-31T10:00:00Z.`) : until(moment, context);
}

export async function waitFile(action: OtherAction, context: ExecutionContext): Promise<Outcome> {
  const input = resolvedInput(action, context.scope);
  const path = resolve(context.cwd, fromHome(textOf(input, 'path') ?? '', context.env));
  const wanted = textOf(input, 'state') !== 'missing';
  return poll(textOf(input, 'poll_interval'), context, async () => existsSync(path) === wanted);
}

export async function waitHttp(action: OtherAction, context: ExecutionContext): Promise<Outcome> {
  const input = resolvedInput(action, context.scope);
  const status = numberOf(input, 'status') ?? 200;
  const mostMs = goDurationMs(textOf(input, 'request_timeout') ?? '10s');
  if (mostMs === undefined) return failed('request_timeout is no duration.');
  // What can never be sent fails now, instead of never being answered.
  const made = await messageOf(input, context);
  if (!made.ok) return failed(`wait.http: ${made.error}`);
  const { url, ...message } = made.value;
  return poll(textOf(input, 'poll_interval'), context, async () => {
    try {
      const signal = AbortSignal.any([context.signal, AbortSignal.timeout(Math.min(mostMs, longestTimer))]);
      const answer = await fetch(url, { ...message, signal });
      await answer.body?.cancel();
      return answer.status === status;
    } catch (error) {
      // Nobody there yet, or too slow: not ready. When the step has to end, the pause after this look ends it.
      if (!context.signal.aborted && !(error instanceof TypeError) && !(error instanceof DOMException)) throw error;
      return false;
    }
  });
}

async function messageOf(input: JsonObject, context: ExecutionContext): Promise<Result<HttpMessage, string>> {
  try {
    return ok(await httpMessage({ ...input, method: textOf(input, 'method') ?? 'GET' }, context));
  } catch (error) {
    return fail(causeOf(error));
  }
}

/** Looks at once, then after every interval, until what is waited for is so. */
async function poll(
  interval: string | undefined,
  context: ExecutionContext,
  isReady: () => Promise<boolean>,
): Promise<Outcome> {
  const ms = goDurationMs(interval ?? '1s');
  if (ms === undefined || ms <= 0) return failed(`The poll_interval "${interval}" is no duration.`);
  while (!context.signal.aborted) {
    if (await isReady()) return { exitCode: 0 };
    if (!(await paused(ms, context))) break;
  }
  return failed('The wait was ended.');
}

async function until(moment: number, context: ExecutionContext): Promise<Outcome> {
  for (let left = moment - context.clock.now(); left > 0; left = moment - context.clock.now())
    if (!(await paused(left, context))) return failed('The wait was ended.');
  return { exitCode: 0 };
}

/** False when the step has to end. */
async function paused(ms: number, { clock, signal }: ExecutionContext): Promise<boolean> {
  try {
    await clock.delay(ms, signal);
    return true;
  } catch (reason) {
    if (!signal.aborted) throw reason;
    return false;
  }
}
