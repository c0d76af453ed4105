// One try of a step: the action is executed, stopped when it must be, and what it left is collected.

import { writeFileSync } from 'node:fs';
import { linkedController } from '../base/abort';
import type { Step } from '../model/dag';
import { executorFor } from './actions/registry';
import type { Outcome, StopReason } from './executor';
import { readOutputFile } from './output-file';
import type { RunningAttempt } from './running-attempt';
import { fileSize, readFrom, readTail, removeFile } from './step-log';
import type { StepPlace } from './step-place';
import { type Ended, endedBy, stoppedBy, type TryEnd } from './try-end';
import { type TryRequest, TrySession } from './try-session';

/** How many bytes of stderr an error text quotes. */
const tailBytes = 1024;

/** Executes the step's action once. Throws only for our own bugs. */
export async function runTry(request: TryRequest, attempt: RunningAttempt): Promise<TryEnd> {
  const { place, number } = request;
  const { step, logs } = place;
  // The first try finds fresh files: one set per attempt.
  const outFrom = number === 1 ? 0 : fileSize(captureFile(place));
  const errFrom = number === 1 ? 0 : fileSize(logs.stderr);
  const controller = linkedController(request.signal);
  const session = new TrySession(request, attempt, controller.signal);
  if (request.adoptedSince === undefined) writeFileSync(place.outputFile, '', { mode: 0o600 });
  const timer = startTimeout(request, attempt, controller);
  try {
    const executor = executorFor(step.action);
    const outcome =
      executor === undefined
        ? { exitCode: 1, error: `The action ${JSON.stringify(actionName(step))} cannot be executed here.` }
        : await executor(step.action, session.context);
    await session.settled();
    const end = controller.signal.aborted
      ? stoppedBy(outcome, controller.signal.reason)
      : endedBy(outcome, session.lost);
    const tailed =
      place.merged || end.error === undefined || end.status !== 'failed' ? end : withTail(end, logs.stderr, errFrom);
    return collected(tailed, outcome, session, attempt, outFrom);
  } finally {
    timer?.abort();
    controller.dispose();
    session.dispose();
    removeFile(place.outputFile);
  }
}

function startTimeout(
  { place, adoptedSince }: TryRequest,
  { clock }: RunningAttempt,
  controller: AbortController,
): AbortController | undefined {
  const { timeoutSec } = place.step;
  if (timeoutSec <= 0) return undefined;
  const timer = new AbortController();
  const passed = adoptedSince === undefined ? 0 : clock.now() - adoptedSince;
  clock.delay(Math.max(0, timeoutSec * 1000 - passed), timer.signal).then(
    () => controller.abort({ kind: 'timed-out' } satisfies StopReason),
    () => undefined,
  );
  return timer;
}

function withTail(end: Ended, file: string, from: number): Ended {
  const tail = readTail(file, from, tailBytes);
  return tail === '' ? end : { ...end, error: `${end.error}\nrecent stderr (tail):\n${tail}` };
}

function collected(end: Ended, outcome: Outcome, session: TrySession, attempt: RunningAttempt, from: number): TryEnd {
  const { place } = session;
  const most = attempt.dag.maxOutputSize;
  const nothing = { variables: {}, declared: {}, published: outcome.outputs ?? {}, maskedCapture: false };
  const captured = capture(session, most, from);
  if (captured === undefined) {
    const error = `The output for ${place.step.output} is larger than max_output_size (${most} bytes).`;
    return { ...end, ...nothing, ...(end.status === 'succeeded' ? { status: 'failed', exitCode: 1, error } : {}) };
  }
  const good = end.status === 'succeeded' || end.status === 'partially_succeeded';
  const declared = good ? declaredOutputs(place, most) : { ok: true as const, value: {} };
  const kept = { ...nothing, ...captured };
  if (!declared.ok) return { ...end, ...kept, status: 'failed', exitCode: 1, error: declared.error };
  return { ...end, ...kept, declared: declared.value };
}

function declaredOutputs({ outputFile, step }: StepPlace, most: number): ReturnType<typeof readOutputFile> {
  const bytes = readFrom(outputFile, 0, most) ?? new Uint8Array(most + 1);
  if (bytes.length === 0 && step.outputs.length === 0) return { ok: true, value: {} };
  return readOutputFile(bytes, step.outputs, most);
}

function capture(
  { place, raw }: TrySession,
  most: number,
  from: number,
): Pick<TryEnd, 'variables' | 'maskedCapture'> | undefined {
  const name = place.step.output?.replace(/^\$/, '');
  if (name === undefined) return { variables: {}, maskedCapture: false };
  if (raw !== undefined) {
    return Buffer.byteLength(raw) > most ? undefined : { variables: { [name]: raw.trim() }, maskedCapture: false };
  }
  const bytes = readFrom(captureFile(place), from, most);
  return bytes === undefined
    ? undefined
    : { variables: { [name]: bytes.toString('utf8').trim() }, maskedCapture: true };
}

/** Where stdout can be read alone: its log, or its copy when the log also holds stderr. */
function captureFile({ merged, stdout }: StepPlace): string {
  return merged ? (stdout.copy ?? stdout.log) : stdout.log;
}

function actionName({ action }: Step): string {
  return action.name === 'other' ? action.action : action.name;
}
