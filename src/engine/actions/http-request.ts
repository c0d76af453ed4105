// The action http.request: one request, and its answer in the step's stdout (dagu-format.md 3.18).

import { longestTimer } from '../../base/clock';
import type { JsonObject } from '../../base/json';
import type { ExecutionContext, Outcome } from '../executor';
import { lostText } from '../try-end';
import { failed, flagOf, numberOf, resolvedInput, textOf } from './action-input';
import { causeOf } from './file-cause';
import { fromHome } from './home-path';
import { type AnswerWishes, tellAnswer } from './http-answer';
import { type HttpMessage, httpMessage, type Send } from './http-message';
import type { OtherAction } from './other-action';

/** Node's own fetch gives up after this many seconds of silence. */
const fetchPatienceSec = 300;

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

export async function httpRequest(action: OtherAction, context: ExecutionContext): Promise<Outcome> {
  const input = resolvedInput(action, context.scope);
  try {
    const message = await httpMessage(input, context);
    if (context.resumed && !safeMethods.has(message.method)) return { ...failed(lostText), lost: true };
    if (flagOf(input, 'debug')) context.write('stderr', described(message));
    return await exchange(message, input, context);
  } catch (error) {
    return failed(`http: ${causeOf(error)}`);
  }
}

async function exchange(message: HttpMessage, input: JsonObject, context: ExecutionContext): Promise<Outcome> {
  const { method, url, headers, body } = message;
  const seconds = numberOf(input, 'timeout') ?? 0;
  const { signal } = context;
  const late = seconds > 0 ? AbortSignal.timeout(Math.min(seconds * 1000, longestTimer)) : undefined;
  try {
    const send = await sender(input, seconds);
    const answer = await send(url, {
      method,
      headers,
      // A signal of its own: fetch asks how many may listen to it, which Node cannot say where any number may.
      signal: AbortSignal.any(late === undefined ? [signal] : [signal, late]),
      ...(body === undefined ? {} : { body }),
    });
    return await tellAnswer(answer, wishesOf(input, context), context);
  } catch (error) {
    if (signal.aborted) return failed('The request was ended.');
    const place = `${method} ${url}`;
    if (late?.aborted === true) return failed(`${place}: no whole answer within ${seconds} s (timeout).`);
    const cause = networkCause(error);
    if (cause === undefined) throw error;
    return failed(`${place}: ${cause}`);
  }
}

function wishesOf(input: JsonObject, { cwd, env }: ExecutionContext): AnswerWishes {
  const output = textOf(input, 'output');
  return {
    silent: flagOf(input, 'silent'),
    json: flagOf(input, 'json') || textOf(input, 'format') === 'json',
    debug: flagOf(input, 'debug'),
    ...(output === undefined || output === '' ? {} : { output: fromHome(output, env), cwd }),
  };
}

/** Node's fetch, which editors route through their proxies; one of its own kind for what that cannot do. */
async function sender(input: JsonObject, seconds: number): Promise<Send> {
  const trusting = flagOf(input, 'skip_tls_verify');
  if (!trusting && seconds <= fetchPatienceSec) return fetch;
  const { patientFetch } = await import('./patient-fetch');
  return patientFetch({ trusting });
}

/** Why a request did not get through; undefined for what is no matter of the network. */
function networkCause(error: unknown): string | undefined {
  if (!(error instanceof TypeError) || !(error.cause instanceof Error)) return undefined;
  const { cause } = error;
  // A host with several addresses that all refuse is an error without words of its own.
  const inner = cause instanceof AggregateError ? cause.errors.find(one => one instanceof Error) : undefined;
  return inner instanceof Error ? inner.message : cause.message || error.message;
}

/** What is sent, without what proves who sends it. */
function described({ method, url, headers }: HttpMessage): string {
  const lines = [...headers].map(([name, value]) =>
    /authorization|cookie|token|key|secret/i.test(name) ? `> ${name}: *******` : `> ${name}: ${value}`,
  );
  return `${[`> ${method} ${url}`, ...lines].join('\n')}\n`;
}
