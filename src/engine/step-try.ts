// One try of a step: the action is executed, stopped when it must be, and what it left is collected.

import { closeSync, writeFileSync } from 'node:fs';
import { linkedController } from '../base/abort';
import type { Step } from '../model/dag';
import { causeOf } from './actions/file-cause';
import { executorFor } from './actions/registry';
import { clearStaging, settleOutput } from './build/build-files';
import type { Outcome, StopReason } from './executor';
import { openInFolder } from './processes/append-file';
import type { RunningAttempt } from './running-attempt';
import { emptyFile, fileSize, readTail } from './step-log';
import { type StepPlace, stdoutAlone } from './step-place';
import { type Ended, endedBy, stoppedBy, type TryEnd } from './try-end';
import { collectOutputs } from './try-outputs';
import { type TryRequest, TrySession } from './try-session';

/** How many bytes of stderr an error text quotes. */
const tailBytes = 1024;

/** Executes the step's action once. Throws only for our own bugs. */
export async function runTry(request: TryRequest, attempt: RunningAttempt): Promise<TryEnd> {
  const { place, number } = request;
  const { logs } = place;
  // The first try finds fresh files: one set per attempt.
  const outFrom = number === 1 ? 0 : fileSize(stdoutAlone(place));
  const errFrom = number === 1 ? 0 : fileSize(logs.stderr);
  const controller = linkedController(request.signal);
  const session = new TrySession(request, attempt, controller.signal);
  let fault: string | undefined;
  if (request.adoptedSince === undefined) {
    fault = openedFiles(place);
    writeFileSync(place.outputFile, '', { mode: 0o600 });
    clearStaging(place.files);
  }
  const timer = startTimeout(request, attempt, controller);
  try {
    const outcome = fault === undefined ? await performed(session, attempt) : { exitCode: 1, error: fault };
    await session.settled();
    const end = controller.signal.aborted
      ? stoppedBy(outcome, controller.signal.reason)
      : endedBy(outcome, session.lost || outcome.lost === true);
    const tailed =
      place.merged || end.error === undefined || end.status !== 'failed' ? end : withTail(end, logs.stderr, errFrom);
    return settleOutput(await collectOutputs(tailed, outcome, { session, attempt, outFrom, errFrom }), place.files);
  } finally {
    timer?.abort();
    controller.dispose();
    session.dispose();
    emptyFile(place.outputFile);
  }
}

async function performed({ context }: TrySession, { dag }: RunningAttempt): Promise<Outcome> {
  const { step } = context;
  const executor = executorFor(step, dag);
  if (executor !== undefined) return executor(step.action, context);
  return { exitCode: 1, error: `The action ${JSON.stringify(actionName(step))} cannot be executed here.` };
}

/** The files that a step's output goes to are there however little it prints. What keeps them from being written, in words. */
function openedFiles({ stdout, stderr }: StepPlace): string | undefined {
  for (const file of new Set([stdout.log, stdout.copy, stderr.log, stderr.copy])) {
    try {
      if (file !== undefined) closeSync(openInFolder(file));
    } catch (error) {
      return `The output of the step cannot be written: ${causeOf(error)}`;
    }
  }
  return undefined;
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

function actionName({ action }: Step): string {
  return action.name === 'other' ? action.action : action.name;
}
