// The handlers of a run: init before its steps, and behind them those that its status asks for (dagu-format.md 3.9).

import { handlerNodeNames } from '../model/dag';
import type { Run } from '../model/run';
import { closingHandlers, pendingSteps } from '../model/run-status';
import type { RunStatus } from '../model/status';
import { statusFacts } from '../model/status';
import type { AttemptSpec } from './attempt-spec';
import { finishEvent } from './finish-event';
import { isSettled, resumption } from './recovery';
import type { RunningAttempt } from './running-attempt';
import { executeStep, type NodeEnd } from './step-execution';
import type { HandlerFacts, StepPlaces } from './step-scope';

export interface HandlerHost {
  readonly spec: AttemptSpec;
  readonly places: StepPlaces;
  /** Its `stop` ends the handlers. */
  readonly attempt: RunningAttempt;
}

/**
 * Runs a handler that is declared and has not run yet in this attempt, and says whether all is well: it succeeded, was skipped, or is not to
 * run. Throws only for our own bugs.
 */
export async function runHandler(facts: HandlerFacts, { spec, places, attempt }: HandlerHost): Promise<boolean> {
  const { dag, runHandlers, writer, number, resumed } = spec;
  const step = dag.handlers[facts.handler];
  if (step === undefined || !runHandlers) return true;
  const before = resumed ? writer.run().handlers[facts.handler] : undefined;
  if (before !== undefined && isSettled(before)) return isGood(before);
  const resume = resumption(before, number);
  const options = { bypass: false, ...(resume === undefined ? {} : { resumed: resume }) };
  const end = await executeStep(places.place(step, facts), places, options, attempt);
  attempt.append(finishEvent({ handler: facts.handler }, end, attempt.hide));
  return isGood(end);
}

/**
 * Runs the handlers behind the steps. `status` is asked before each, since a handler that fails makes the run failed, although the choice of
 * handlers stays as it was; where another attempt follows a failure, its handler is left to the last. `failed` is told of those; a failing wait handler is only logged.
 */
export async function runClosingHandlers(
  run: Run,
  status: () => RunStatus,
  failed: (error: string) => void,
  host: HandlerHost,
): Promise<void> {
  const waiting = run.nodes.filter(node => node.status === 'waiting').map(node => node.name);
  for (const handler of closingHandlers(status(), pendingSteps(run.nodes))) {
    if (handler === 'failure' && host.spec.pause !== undefined) continue;
    const facts = { handler, status: status(), ...(handler === 'wait' ? { waiting } : {}) };
    const good = await runHandler(facts, host);
    if (!good && handler !== 'wait') failed(`The handler ${handlerNodeNames[handler]} failed.`);
  }
}

function isGood({ status }: Pick<NodeEnd, 'status'>): boolean {
  return statusFacts(status).good || status === 'skipped';
}
