// Starts runs, retries and recoveries, and hands out what runs as something that can be waited for and stopped.

import { fail, ok, type Result } from '../base/result';
import type { Plan, Refusal } from '../model/plan';
import type { Trigger } from '../model/run';
import type { RunWriter } from '../model/source';
import type { Answered, AnswerRequest } from './answers';
import type { AttemptEnd, AttemptRun } from './attempt-run';
import { type AttemptGround, beginFirst, beginRecovery, beginResume, beginRetry } from './attempt-start';
import type { ChildPick } from './child-run';
import { childRunner } from './children';
import type { Definition, EngineParts, RunLineage } from './engine-parts';
import type { EnteredValues } from './entered-values';
import { planFirstRun } from './plan';
import { pruneRuns } from './retention';
import { resolveRunParams } from './run-params';
import { pauseBehind, pauseBehindOpen, RunRetries } from './run-retries';
import type { ParamInput } from './values/param-input';

/** An attempt that runs. */
export interface RunHandle {
  /** Resolves when the last event is in the journal, the run's lock is released and runs that are too old are gone. Rejects when the journal cannot be written. */
  readonly done: Promise<AttemptEnd>;
  /** Asks everything that runs to end. `signal`: passed on to the processes instead of their own. A second call ends the handlers too. */
  stop(signal?: string): void;
  /** Ends everything at once. */
  kill(): void;
  /** Takes an answer to a step that waits while others run; the steps behind it run in the same attempt. */
  answer(request: AnswerRequest): Result<Answered, Refusal>;
}

export interface StartRequest {
  readonly definition: Definition;
  readonly runId: string;
  readonly params: ParamInput;
  readonly trigger: Trigger;
  /** When the run was due, as RFC 3339. */
  readonly scheduledAt?: string;
  /** Besides the DAG's own. */
  readonly labels?: readonly string[];
  /** A plan of a first run that covers only some steps; without it, all run. */
  readonly plan?: Plan;
  /** Of a build: every step runs, whatever its files say. */
  readonly noReuse?: boolean;
  /** Creates the run. Called once everything that can be checked before is in order, so that a refused run leaves nothing behind. */
  create(): Promise<Result<RunWriter, Refusal>>;
}

export interface RetryRequest {
  /** What the plan was made for: the snapshot, or the current file. */
  readonly definition: Definition;
  readonly plan: Plan;
  /** A step inside a child run is meant. */
  readonly child?: ChildPick;
  /** The preconditions of the DAG itself are not evaluated, this once. */
  readonly ignoreDagPreconditions?: boolean;
  /** Values for outputs that kept steps cannot hand on; the plan was made with their names (`enteredNames`). They are never stored. */
  readonly entered?: EnteredValues;
  /** Opens the run under its lock. */
  open(): Promise<Result<RunWriter, Refusal>>;
}

export interface RecoverRequest {
  /** The definition that the open attempt uses: its snapshot. */
  readonly definition: Definition;
  /** The run, open under its lock; its last attempt has no end. */
  readonly writer: RunWriter;
}

export interface ResumeRequest {
  /** The definition of the newest attempt: its snapshot. */
  readonly definition: Definition;
  /** It only has to end: nothing starts any more but handlers. */
  readonly stopped?: boolean;
  /** Opens the run under its lock. */
  open(): Promise<Result<RunWriter, Refusal>>;
}

/** Starts a run. Refused: an unsupported DAG, parameters that do not fit, and whatever `create` refuses. */
export async function startRun(request: StartRequest, parts: EngineParts): Promise<Result<RunHandle, Refusal>> {
  const { definition, runId, trigger, scheduledAt } = request;
  const due = scheduledAt === undefined ? {} : { scheduledAt };
  const plan = request.plan ?? planFirstRun(definition.dag, { runId });
  const [refusal] = plan.refusals;
  // A DAG without steps succeeds with nothing done.
  if (refusal !== undefined && refusal.code !== 'nothing-to-do') return fail(refusal);
  const params = await resolveRunParams(definition, request.params, parts);
  if (!params.ok) return params;
  const created = await request.create();
  if (!created.ok) return created;
  const writer = created.value;
  return held(writer, async () => {
    const labels = [...definition.dag.labels, ...(request.labels ?? [])];
    const ground = groundOf(definition, writer, runId, parts);
    // What was chosen by hand is not followed by more than that.
    const policy = plan.choice.targets.length === 0 ? definition.dag.retryPolicy : undefined;
    return ok(
      handle(
        beginFirst({
          ...ground,
          ...due,
          ...pauseBehind(policy, 0),
          runId,
          params: params.value,
          trigger,
          labels,
          plan,
          noReuse: request.noReuse === true,
        }),
        ground,
      ),
    );
  });
}

/**
 * Carries out the plan of a retry. Refused, with nothing written: a plan with refusals, a run that changed since the plan was made, a DAG
 * precondition that does not hold, and whatever `open` refuses.
 */
export async function retryRun(request: RetryRequest, parts: EngineParts): Promise<Result<RunHandle, Refusal>> {
  const { definition, plan, child } = request;
  const [refusal] = plan.refusals;
  if (refusal !== undefined) return fail(refusal);
  const opened = await request.open();
  if (!opened.ok) return opened;
  const writer = opened.value;
  return held(writer, async () => {
    const ground = groundOf(definition, writer, plan.runId, parts, child);
    const begun = await beginRetry({
      ...ground,
      plan,
      trigger: 'retry',
      ignorePreconditions: request.ignoreDagPreconditions === true,
      ...(request.entered === undefined ? {} : { entered: request.entered }),
    });
    if (begun.ok) return ok(handle(begun.value, ground));
    await writer.close();
    return begun;
  });
}

/** Goes on with a run behind the steps that people have answered. Refused: one that nobody has answered, and whatever `open` refuses. */
export async function resumeRun(request: ResumeRequest, parts: EngineParts): Promise<Result<RunHandle, Refusal>> {
  const { definition } = request;
  const opened = await request.open();
  if (!opened.ok) return opened;
  const writer = opened.value;
  return held(writer, async () => {
    const ground = groundOf(definition, writer, writer.run().runId, parts);
    const begun = beginResume(ground);
    if (begun.ok && request.stopped === true) begun.value.stop();
    if (begun.ok) return ok(handle(begun.value, ground));
    await writer.close();
    return begun;
  });
}

/** Goes on with a run whose host went away: what still runs is adopted, what ended is accounted for, the rest runs. */
export async function recoverRun({ definition, writer }: RecoverRequest, parts: EngineParts): Promise<RunHandle> {
  const run = writer.run();
  const ground = groundOf(definition, writer, run.runId, parts);
  const pause = pauseBehindOpen(definition.dag.retryPolicy, run);
  return held(writer, async () => handle(beginRecovery({ ...ground, ...pause }), ground));
}

function groundOf(
  definition: Definition,
  writer: RunWriter,
  runId: string,
  parts: EngineParts,
  pick?: ChildPick,
): AttemptGround {
  const { dag, text } = definition;
  const lineage: RunLineage = { outer: {}, callers: [], documents: dag.documents, text };
  return {
    definition,
    writer,
    lineage,
    parts,
    childRunner: base =>
      childRunner({ definition, lineage, parts, base, runId, ...(pick === undefined ? {} : { pick }) }),
  };
}

/** Whatever goes wrong before an attempt runs, the lock is not kept. */
async function held<T>(writer: RunWriter, begin: () => Promise<T>): Promise<T> {
  try {
    return await begin();
  } catch (error) {
    await writer.close();
    throw error;
  }
}

function handle(first: AttemptRun, ground: AttemptGround): RunHandle {
  const attempts = new RunRetries(first, ground);
  return {
    done: ended(attempts, ground),
    stop: signal => attempts.stop(signal),
    kill: () => attempts.kill(),
    answer: request => attempts.answers.take(request),
  };
}

async function ended(attempts: RunRetries, { definition, writer, parts }: AttemptGround): Promise<AttemptEnd> {
  const end = await attempts.run().finally(() => writer.close());
  await pruneRuns(definition.dag, end.run, parts);
  return end;
}
