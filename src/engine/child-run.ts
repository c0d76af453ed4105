// A run below the run whose step calls it: started, gone on with, or taken as it is (retry.md "Sub-DAGs").

import { existsSync } from 'node:fs';
import { limit } from '../base/limit';
import { fail, ok, type Result } from '../base/result';
import { handlerNodeNames } from '../model/dag';
import type { Plan, Refusal } from '../model/plan';
import { type ChildRun, currentAttempt, type Node, type RetryChoice, type Run } from '../model/run';
import type { RunWriter } from '../model/source';
import type { RunStatus } from '../model/status';
import type { AttemptRun } from './attempt-run';
import { type AttemptGround, beginFirst, beginRecovery, beginResume, beginRetry } from './attempt-start';
import type { Definition, EngineParts, RunLineage } from './engine-parts';
import type { StopReason } from './executor';
import { planFirstRun } from './plan';
import { type ChildState, type ChildTreatment, childTreatments } from './retry/children';
import { planRetry } from './retry/retry-plan';
import type { RunBase } from './run-base';
import type { CallingTry, RunningAttempt } from './running-attempt';
import type { StepPlace } from './step-place';
import type { ResolvedParams } from './values/params';

/** A step inside a child run that a retry means: the ids of the runs on the way to it, outermost first, and the choice for the last. */
export interface ChildPick {
  readonly path: readonly string[];
  readonly choice: RetryChoice;
}

/** A run whose steps may call others. */
export interface CallerContext {
  readonly definition: Definition;
  readonly lineage: RunLineage;
  readonly parts: EngineParts;
  readonly base: RunBase;
  readonly runId: string;
  readonly pick?: ChildPick;
}

/** One try of a step of such a run. */
export interface Caller extends CallerContext, CallingTry {
  readonly attempt: RunningAttempt;
  /** The name of the calling node. */
  readonly step: string;
}

/** What is to be run below a step. */
export interface Below {
  readonly definition: Definition;
  readonly runId: string;
  /** The item that it is for, as text. */
  readonly item?: string;
  /** The definition for a run that has begun already. */
  stored(before: Run): Result<Definition, string>;
  params(): Promise<Result<ResolvedParams, string>>;
  ground(definition: Definition, writer: RunWriter): AttemptGround;
}

/** How it ended, or what it was left as. */
export interface BelowEnd {
  readonly child: ChildRun;
  readonly run: Run;
  /** Absent when nothing had to run. */
  readonly attempt?: AttemptRun;
}

/** Why nothing could run. */
export interface NotBegun {
  readonly message: string;
  readonly why: 'params' | 'refused' | 'stopped';
}

export function callerOf(context: CallerContext, calling: CallingTry, attempt: RunningAttempt): Caller {
  const { place } = calling;
  const step = place.handler === undefined ? place.step.name : handlerNodeNames[place.handler];
  return { ...context, ...calling, attempt, step };
}

/** The choice of what is left to run when a pick goes on below the run with this id. */
export function pickBelow({ pick }: Caller): { readonly pick?: ChildPick } {
  return pick === undefined || pick.path.length < 2 ? {} : { pick: { ...pick, path: pick.path.slice(1) } };
}

/** Runs everything given, at most `most` at a time, in order; nothing begins any more once the calling step is to end. */
export async function runAllBelow(
  all: readonly Below[],
  most: number,
  caller: Caller,
): Promise<readonly Result<BelowEnd, NotBegun>[]> {
  // Worked out before the first child changes anything.
  const treatments = await treatmentsOf(new Set(all.map(below => below.runId)), caller);
  const next = limit(most);
  return Promise.all(
    all.map(below =>
      next(async () =>
        caller.signal.aborted
          ? fail({ message: 'The step ended before this could begin.', why: 'stopped' } as const)
          : runBelow(below, treatments.get(below.runId), caller),
      ),
    ),
  );
}

async function runBelow(
  below: Below,
  treatment: ChildTreatment | undefined,
  caller: Caller,
): Promise<Result<BelowEnd, NotBegun>> {
  const { attempt, place } = caller;
  const { definition, runId, item } = below;
  const { name } = definition.dag;
  const dir = attempt.writer.childDir(name, runId);
  const child: ChildRun = { dag: name, runId, dir, ...(item === undefined ? {} : { item: attempt.hide(item) }) };
  const begun = existsSync(dir);
  attempt.append({ type: 'step.child', ...place.node, child });
  const writer = attempt.writer.openChild(name, runId);
  try {
    const before = begun ? begunRun(writer) : undefined;
    const started =
      before === undefined || before.attempts.length === 0
        ? await start(below, writer)
        : await goOn(before, treatment ?? 'resume', below, writer, caller);
    if (!started.ok) return started;
    const { value } = started;
    if (value === undefined) return ok({ child, run: writer.run() });
    return ok({ child, run: await watched(value, caller), attempt: value });
  } finally {
    await writer.close();
  }
}

/** Undefined: there is nothing to run, the child's result is taken as it is. */
type Started = Result<AttemptRun | undefined, NotBegun>;

async function start(below: Below, writer: RunWriter): Promise<Started> {
  const { definition, runId } = below;
  const plan = planFirstRun(definition.dag, { runId });
  const refusal = plan.refusals.find(found => found.code !== 'nothing-to-do');
  if (refusal !== undefined) return refused(refusal.message);
  const params = await below.params();
  if (!params.ok) return fail({ message: params.error, why: 'params' });
  const { labels } = definition.dag;
  const ground = below.ground(definition, writer);
  return ok(beginFirst({ ...ground, runId, params: params.value, trigger: 'subdag', labels, plan }));
}

async function goOn(
  before: Run,
  treatment: ChildTreatment,
  below: Below,
  writer: RunWriter,
  caller: Caller,
): Promise<Started> {
  const stored = below.stored(before);
  if (!stored.ok) return refused(stored.error);
  const ground = below.ground(stored.value, writer);
  const last = currentAttempt(before);
  if (last?.finishedAt === undefined) return ok(beginRecovery(ground));
  // The earlier host saw to this child in the same try: its result stands.
  if (caller.adoptedSince !== undefined && last.startedAt >= caller.adoptedSince) return ok(undefined);
  if (before.status === 'queued') return begun(beginResume(ground));
  const plan = planBelow(before, treatment, stored.value, below.runId, caller);
  if (plan === undefined) return ok(undefined);
  if (plan.refusals.length > 0) return refused(plan.refusals[0]?.message);
  return begun(await beginRetry({ ...ground, plan, trigger: 'subdag' }));
}

function begun(result: Result<AttemptRun, Refusal>): Started {
  return result.ok ? result : refused(result.error.message);
}

function refused(message = 'The child run cannot be continued.'): Started {
  return fail({ message, why: 'refused' });
}

/** What of the child runs again; undefined: nothing, its result is kept. */
function planBelow(
  before: Run,
  treatment: ChildTreatment,
  { dag }: Definition,
  runId: string,
  { pick }: Caller,
): Plan | undefined {
  const definition = { dag, differs: false };
  if (pick !== undefined) {
    const [own, next] = pick.path;
    if (own !== runId) return undefined;
    if (next === undefined) return planRetry(before, definition, pick.choice, { confirmed: true });
    const container = before.nodes.find(node => node.children.some(child => child.runId === next));
    return planRetry(before, definition, choiceOf(container === undefined ? [] : [container.name]));
  }
  // One that waits for a person goes on waiting.
  if (treatment === 'keep' || before.status === 'waiting') return undefined;
  if (treatment === 'resume') {
    const plan = planRetry(before, definition, choiceOf([]), { confirmed: true });
    // What failed outside its steps has nothing to resume.
    if (!plan.refusals.some(refusal => refusal.code === 'nothing-to-do')) return plan;
  }
  return planRetry(before, definition, choiceOf(dag.steps.map(step => step.name)), { confirmed: true });
}

function choiceOf(targets: readonly string[]): RetryChoice {
  return {
    targets,
    scope: 'step',
    bypassPreconditions: false,
    definition: 'snapshot',
    runHandlers: true,
    ignoreUpstream: false,
  };
}

async function watched(run: AttemptRun, { attempt, signal }: Caller): Promise<Run> {
  const onAbort = (): void => {
    const reason: StopReason = signal.reason;
    if (reason.kind === 'stopped') run.stop(reason.signal);
    else run.kill();
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  attempt.live.add(run);
  try {
    return (await run.run()).run;
  } finally {
    attempt.live.delete(run);
    signal.removeEventListener('abort', onAbort);
  }
}

/** The run of a child, if its journal has begun: a host may have gone away between making its folder and the first event. */
function begunRun(writer: RunWriter): Run | undefined {
  try {
    return writer.run();
  } catch {
    return undefined;
  }
}

function callingNode({ node }: StepPlace, { writer }: RunningAttempt): Node | undefined {
  const run = writer.run();
  return 'handler' in node ? run.handlers[node.handler] : run.nodes.find(candidate => candidate.name === node.step);
}

/** What a child had come to before the try, also when an earlier host has begun the try; undefined: it was not there. */
function statusBefore({ status, attempts }: Run, adoptedSince: number | undefined): RunStatus | undefined {
  const isNew = adoptedSince !== undefined && attempts.some(one => one.startedAt >= adoptedSince);
  return isNew ? attempts.findLast(one => one.startedAt < adoptedSince)?.status : status;
}

/** What happens to each child that the calling step is known to have started before and calls again; others do not count. */
async function treatmentsOf(
  called: ReadonlySet<string>,
  { place, attempt, adoptedSince }: Caller,
): Promise<ReadonlyMap<string, ChildTreatment>> {
  const states: ChildState[] = [];
  for (const child of callingNode(place, attempt)?.children ?? []) {
    if (!called.has(child.runId) || !existsSync(child.dir)) continue;
    const opened = attempt.writer.openChild(child.dag, child.runId);
    const run = begunRun(opened);
    const status = run === undefined ? undefined : statusBefore(run, adoptedSince);
    if (status !== undefined) states.push({ child, status });
    await opened.close();
  }
  return new Map(childTreatments(states).map((treatment, at) => [states[at]?.child.runId ?? '', treatment]));
}
