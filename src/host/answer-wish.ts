// Answers across programs: a run of ours takes up what people answer elsewhere, and we can hand an answer to whoever drives a run.

import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposal';
import { isJsonObject, type Json, type JsonObject } from '../base/json';
import { fail, type Result } from '../base/result';
import type { Answered, AnswerRequest } from '../engine/answers';
import type { RunHandle } from '../engine/runner';
import type { Refusal } from '../model/plan';
import { requestAnswer, takeVerdict, watchAnswerRequests, withdrawRequest } from '../store/answer-request';

/** How long the program that drives a run may take to hear of an answer. */
const patienceMs = 5000;
const lookMs = 50;

/** Takes up answers from elsewhere for a run that goes on, until it is disposed. `since`: requests before that are not meant for it. */
export function hearAnswers(runDir: string, since: number, handle: Pick<RunHandle, 'answer'>): Disposable {
  return watchAnswerRequests(runDir, since, request => {
    const given = requestOf(request);
    const refusal: Refusal = { code: 'inputs-invalid', message: 'The answer cannot be read.', actions: [] };
    return jsonOf(given === undefined ? fail(refusal) : handle.answer(given));
  });
}

/** Hands an answer to whoever drives the run in `runDir`; undefined: nobody took it, and nothing was written. */
export async function handOver(
  runDir: string,
  request: AnswerRequest,
  clock: Clock,
): Promise<Result<Answered, Refusal> | undefined> {
  const began = clock.now();
  const id = requestAnswer(runDir, { ...request, path: (request.path ?? []).map(child => ({ ...child })) }, began);
  for (;;) {
    const verdict = takeVerdict(runDir, id);
    if (verdict !== undefined) return verdict as unknown as Result<Answered, Refusal>;
    const waited = clock.now() - began;
    if (waited > patienceMs && withdrawRequest(runDir, id)) return undefined;
    if (waited > 2 * patienceMs) return fail(untold);
    await clock.delay(lookMs);
  }
}

const untold: Refusal = {
  code: 'run-active',
  message: 'The program that drives the run took the answer and did not say what came of it: look at the run.',
  actions: [],
};

function jsonOf(result: Result<Answered, Refusal>): Json {
  return JSON.parse(JSON.stringify(result)) as Json;
}

/** A request that lay in a file; undefined when it is none. */
function requestOf(value: JsonObject): AnswerRequest | undefined {
  const { step, kind, inputs } = value;
  const known = kind === 'completed' || kind === 'approved' || kind === 'rejected' || kind === 'pushed-back';
  if (typeof step !== 'string' || !known || !isJsonObject(inputs)) return undefined;
  return value as unknown as AnswerRequest;
}
