// One step from its preconditions to its end: tries, automatic retries, rounds of a repeat, and what its end means for others.

import { sharedController } from '../base/abort';
import type { Ask } from '../model/ask';
import { isHumanTask, type RepeatPolicy, type Step } from '../model/dag';
import type { BuildDecision, Reason } from '../model/run';
import { type NodeStatus, statusFacts } from '../model/status';
import { approvalAsk, taskAsk } from './asking';
import { preconditionNotMet } from './build/build-decision';
import type { BuildWork } from './build/build-files';
import { checkBuild, remembered } from './build/build-step';
import { evaluateCondition, evaluateConditions } from './condition';
import type { StopReason } from './executor';
import type { RunningAttempt } from './running-attempt';
import type { StepPlace } from './step-place';
import { backedOff, type Policies, readPolicies } from './step-policies';
import { type StepPlaces, unusable } from './step-scope';
import { runTry } from './step-try';
import { tolerates } from './toleration';
import { dagTimeoutText, type TryEnd } from './try-end';

/** A step whose try an earlier host started and did not see the end of. */
export interface Resumed {
  /** The try to go on with. */
  readonly number: number;
  /** When it was started; absent: it was still to come. */
  readonly startedAt?: number;
  /** Automatic retries used before it. */
  readonly retries: number;
}

export interface ExecutionOptions {
  /** The preconditions are ignored. */
  readonly bypass: boolean;
  readonly resumed?: Resumed;
}

/** How a node ended, for its journal and for those that depend on it. */
export interface NodeEnd {
  readonly status: NodeStatus;
  readonly exitCode?: number;
  readonly error?: string;
  readonly reason?: Reason;
  /** Its failure is one that `continue_on` lets pass. */
  readonly tolerated: boolean;
  /** The tolerance counts for its children but not for the run (see `toleration`). */
  readonly quietly?: boolean;
  readonly variables: Readonly<Record<string, string>>;
  readonly maskedCapture?: boolean;
  readonly declared: Readonly<Record<string, string>>;
  readonly published: Readonly<Record<string, string>>;
  /** It waits for this. */
  readonly ask?: Ask;
  /** What a build decided about it. */
  readonly build?: BuildDecision;
  /** A precondition could not be evaluated: the run is cancelled. */
  readonly cancels?: boolean;
}

/** Runs a step; its `step.started` and `step.again` events are appended on the way, its end is returned. Throws only for our own bugs. */
export async function executeStep(
  place: StepPlace,
  places: StepPlaces,
  options: ExecutionOptions,
  attempt: RunningAttempt,
): Promise<NodeEnd> {
  const { step } = place;
  const bypassed = options.bypass ? step.preconditions.length : 0;
  if (step.preconditions.length > 0 && bypassed === 0 && options.resumed === undefined) {
    const refused = await unmet(place, places);
    if (attempt.stop.aborted) return notBegun(attempt.stop.reason);
    if (refused !== undefined) return attempt.build === undefined ? refused : { ...refused, build: preconditionNotMet };
  }
  if (isHumanTask(step)) return taskEnd(place, attempt);
  const policies = place.handler === undefined ? readPolicies(place, places) : {};
  const fault = policies.fault ?? unusable(place);
  if (fault !== undefined) return concluded(endBefore(fault), false, step, place);
  const run = async (): Promise<NodeEnd> => {
    const { end, unlisted } = await rounds(place, places, policies, options, bypassed, attempt);
    return concluded(end, unlisted, step, place);
  };
  const plain = attempt.build === undefined || place.handler !== undefined || options.resumed !== undefined;
  const end = plain ? await run() : await buildStep(place, run, attempt, attempt.build);
  return approvable(end, place, attempt);
}

/** Runs a step of a build, unless the file that it would make is there already. */
async function buildStep(
  place: StepPlace,
  run: () => Promise<NodeEnd>,
  attempt: RunningAttempt,
  work: BuildWork,
): Promise<NodeEnd> {
  const check = await checkBuild(place, attempt, work);
  if (attempt.stop.aborted) return notBegun(attempt.stop.reason);
  if (!check.ok) return concluded(endBefore(check.error), false, place.step, place);
  const output = place.files?.output;
  const reused = output !== undefined && check.value.decision.decision === 'reuse';
  const end = reused
    ? ({ ...nothing, status: 'succeeded', exitCode: 0, declared: { [output.name]: output.path } } as const)
    : await run();
  return { ...end, build: await remembered(end.status, place, check.value, work) };
}

/** A task runs nothing: it waits at once. */
function taskEnd(place: StepPlace, attempt: RunningAttempt): NodeEnd {
  if (place.handler === undefined) return { ...nothing, status: 'waiting', ask: taskAsk(place, attempt) };
  return cannotBegin('A human task cannot stand in a handler: the run does not wait for handlers.');
}

/** What a step did that ended well waits for its approval. */
function approvable(end: NodeEnd, place: StepPlace, attempt: RunningAttempt): NodeEnd {
  const { approval } = place.step;
  if (approval === undefined || place.handler !== undefined || !statusFacts(end.status).good) return end;
  return { ...end, status: 'waiting', ask: approvalAsk(approval, place, attempt) };
}

/** The end of a step that failed before anything of it ran. */
export function cannotBegin(error: string): NodeEnd {
  return { ...nothing, status: 'failed', exitCode: 1, error };
}

/** The same as the end of a try, for which `continue_on` counts. */
function endBefore(error: string): TryEnd {
  const { tolerated, ...left } = nothing;
  return { ...left, status: 'failed', exitCode: 1, error, timedOut: false, lost: false, maskedCapture: false };
}

/** Nothing left and nothing tolerated: what most of a NodeEnd is for a step that did not run. */
export const nothing = { tolerated: false, variables: {}, declared: {}, published: {} } as const;

interface RoundsEnd {
  readonly end: TryEnd;
  /** The failure has an exit code that `retry_policy` does not list. */
  readonly unlisted: boolean;
}

async function rounds(
  place: StepPlace,
  places: StepPlaces,
  { retry, repeat }: Policies,
  { resumed }: ExecutionOptions,
  bypassed: number,
  attempt: RunningAttempt,
): Promise<RoundsEnd> {
  const { node, logs } = place;
  const ending = repeat === undefined ? undefined : patience(attempt);
  let retries = resumed?.retries ?? 0;
  let done = resumed === undefined ? 0 : resumed.number - 1 - resumed.retries;
  try {
    for (let number = resumed?.number ?? 1; ; number++) {
      const adoptedSince = number === resumed?.number ? resumed.startedAt : undefined;
      if (adoptedSince === undefined) {
        const streams = { stdout: logs.stdout, stderr: logs.stderr };
        attempt.append({
          type: 'step.started',
          ...node,
          try: number,
          ...streams,
          ...(bypassed > 0 ? { bypassed } : {}),
        });
      }
      const signal = ending?.signal ?? attempt.stop;
      const end = await runTry(
        { place, number, signal, ...(adoptedSince === undefined ? {} : { adoptedSince }) },
        attempt,
      );
      // What waits for a person below the step is no end of a round.
      if (end.status === 'aborted' || end.status === 'waiting' || end.timedOut || end.lost)
        return { end, unlisted: false };
      const listed = retry === undefined || retry.exitCodes.length === 0 || retry.exitCodes.includes(end.exitCode);
      if (end.status === 'failed' && !listed) return { end, unlisted: true };
      let why: 'retry' | 'repeat';
      let delayMs: number;
      if (end.status === 'failed' && retry !== undefined && retries < retry.most) {
        delayMs = backedOff(retry, retries);
        retries++;
        why = 'retry';
      } else {
        done++;
        if (repeat === undefined || attempt.stop.aborted || done >= repeat.most) return { end, unlisted: false };
        if (!(await goesOn(repeat, end, place, places))) return { end, unlisted: false };
        // With backoff the first wait is already one step longer.
        delayMs = backedOff(repeat, repeat.factor > 1 ? done : 0);
        why = 'repeat';
      }
      const error = end.error === undefined ? {} : { error: attempt.hide(end.error) };
      attempt.append({ type: 'step.again', ...node, why, try: number, exitCode: end.exitCode, ...error, delayMs });
      if (!(await waited(delayMs, attempt)))
        return { end: why === 'repeat' ? end : interrupted(end, attempt), unlisted: false };
    }
  } finally {
    ending?.dispose();
  }
}

/** Waits; false when the attempt is to end instead. */
async function waited(ms: number, { clock, stop }: RunningAttempt): Promise<boolean> {
  if (stop.aborted) return false;
  if (ms <= 0) return true;
  try {
    await clock.delay(ms, stop);
    return true;
  } catch (reason) {
    if (!stop.aborted) throw reason;
    return false;
  }
}

/** A signal for rounds of a repeat: a stop lets the current round end, for as long as processes may clean up; anything else does not. */
function patience({ stop, clock, dag }: RunningAttempt): { readonly signal: AbortSignal; dispose(): void } {
  const round = sharedController();
  const waiting = new AbortController();
  const onStop = (): void => {
    const reason: StopReason = stop.reason;
    if (reason.kind !== 'stopped') round.abort(reason);
    else {
      clock.delay(dag.maxCleanUpTimeSec * 1000, waiting.signal).then(
        () => round.abort(reason),
        () => undefined,
      );
    }
  };
  if (stop.aborted) onStop();
  else stop.addEventListener('abort', onStop, { once: true });
  return {
    signal: round.signal,
    dispose: () => {
      stop.removeEventListener('abort', onStop);
      waiting.abort();
    },
  };
}

function interrupted(end: TryEnd, { stop }: RunningAttempt): TryEnd {
  const { reason } = notBegun(stop.reason);
  return { ...end, status: 'aborted', ...(reason === undefined ? {} : { reason }) };
}

/** The end of a step that was about to run when the attempt was stopped. */
export function notBegun(reason: StopReason): NodeEnd {
  return reason.kind === 'dag-timed-out'
    ? {
        ...nothing,
        status: 'aborted',
        reason: { code: 'dag-timed-out', text: dagTimeoutText },
      }
    : {
        ...nothing,
        status: 'not_started',
        reason: { code: 'stopped', text: 'The run was stopped before this step began.' },
      };
}

async function unmet(place: StepPlace, places: StepPlaces): Promise<NodeEnd | undefined> {
  const verdict = await evaluateConditions(place.step.preconditions, places.conditionTools(place));
  if (verdict.kind === 'met') return undefined;
  if (verdict.kind === 'unmet')
    return { ...nothing, status: 'skipped', reason: { code: 'precondition-unmet', text: verdict.text } };
  const reason = { code: 'precondition-error', text: verdict.text } as const;
  return { ...nothing, status: 'failed', error: verdict.text, reason, cancels: true };
}

async function goesOn(repeat: RepeatPolicy, end: TryEnd, place: StepPlace, places: StepPlaces): Promise<boolean> {
  if (repeat.mode === 'forever' && repeat.condition === undefined && repeat.exitCodes.length === 0) {
    return end.status !== 'failed';
  }
  let holds: boolean;
  if (repeat.condition === undefined) holds = repeat.exitCodes.includes(end.exitCode);
  else {
    // A condition that cannot be evaluated does not hold.
    const verdict = await evaluateCondition(repeat.condition, places.conditionTools(place, end.variables));
    holds = verdict.kind === 'met';
  }
  return repeat.mode === 'until' ? !holds : holds;
}

/**
 * What the end of a step means. `mark_success` turns a tolerated failure into a success that keeps its error text; after a timeout, or when
 * the retries ended at an exit code that `retry_policy` does not list, Dagu does not apply it: the node stays failed, its children run, and
 * the run fails all the same (dagu-format.md 3.4).
 */
function concluded(end: TryEnd, unlisted: boolean, step: Step, { logs, handler }: StepPlace): NodeEnd {
  const { timedOut, lost, ...kept } = end;
  if (end.status !== 'failed' || handler !== undefined) return { ...kept, tolerated: false };
  if (!tolerates(step.continueOn, end.exitCode, logs.stdout)) return { ...kept, tolerated: false };
  if (!step.continueOn.markSuccess) return { ...kept, tolerated: true };
  if (timedOut || lost || unlisted) return { ...kept, tolerated: true, quietly: true };
  return { ...kept, status: 'succeeded', tolerated: false };
}
