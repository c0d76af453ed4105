// Child runs: found, given their parameters, started or gone on with below the run that calls them (dagu-format.md 3.13, retry.md "Sub-DAGs").

import { existsSync, readFileSync } from 'node:fs';
import { fail, ok, type Result } from '../base/result';
import { handlerNodeNames } from '../model/dag';
import type { Plan, Refusal } from '../model/plan';
import { type ChildRun, currentAttempt, type Node, type RetryChoice, type Run } from '../model/run';
import type { RunWriter } from '../model/source';
import type { AttemptRun } from './attempt-run';
import type { RunChild } from './attempt-spec';
import { type AttemptGround, beginFirst, beginRecovery, beginRetry } from './attempt-start';
import { childFailure, childOutcome } from './child-report';
import type { Definition, EngineParts, RunLineage } from './engine-parts';
import type { ChildCall, ChildOutcome, StopReason } from './executor';
import { planFirstRun } from './plan';
import { type ChildState, type ChildTreatment, childTreatments } from './retry/children';
import { planRetry } from './retry/retry-plan';
import type { RunBase } from './run-base';
import { resolveRunParams } from './run-params';
import type { RunningAttempt } from './running-attempt';
import type { StepPlace } from './step-place';
import { childRunId } from './values/child-run-id';
import { normalizedParams } from './values/param-input';

/** A step inside a child run that a retry means: the ids of the runs on the way to it, outermost first, and the choice for the last. */
export interface ChildPick {
  readonly path: readonly string[];
  readonly choice: RetryChoice;
}

export interface CallerContext {
  readonly definition: Definition;
  readonly lineage: RunLineage;
  readonly parts: EngineParts;
  readonly base: RunBase;
  readonly runId: string;
  readonly pick?: ChildPick;
}

/** What runs the children of one attempt. */
export function childRunner(context: CallerContext): RunChild {
  const treatments = new Map<string, Promise<ReadonlyMap<string, ChildTreatment>>>();
  return async ({ place, signal, adoptedSince }, call, attempt) => {
    const found = findDefinition(call.dag, context);
    if (!found.ok) return childFailure(found.error);
    const definition = found.value;
    const step = place.handler === undefined ? place.step.name : handlerNodeNames[place.handler];
    const runId = childRunId(context.runId, step, definition.dag.name, normalizedParams(call.params.values));
    const since = adoptedSince === undefined ? {} : { adoptedSince };
    const caller: Caller = { ...context, ...since, callerId: context.runId, place, attempt, signal, step, runId };
    const node = callingNode(place, attempt);
    // Worked out before the first child of a try changes anything.
    const key = `${step}:${node?.tries ?? 0}`;
    const known = treatments.get(key) ?? treatmentsOf(node, attempt);
    treatments.set(key, known);
    return runChild(call, definition, (await known).get(runId), caller);
  };
}

interface Caller extends CallerContext {
  readonly place: StepPlace;
  readonly attempt: RunningAttempt;
  readonly signal: AbortSignal;
  readonly adoptedSince?: number;
  /** The id of the calling run. */
  readonly callerId: string;
  /** The name of the calling node. */
  readonly step: string;
  /** The child's. */
  readonly runId: string;
}

async function runChild(
  call: ChildCall,
  definition: Definition,
  treatment: ChildTreatment | undefined,
  caller: Caller,
): Promise<ChildOutcome> {
  const { attempt, place, runId } = caller;
  const { name } = definition.dag;
  const dir = attempt.writer.childDir(name, runId);
  const child: ChildRun = {
    dag: name,
    runId,
    dir,
    ...(call.item === undefined ? {} : { item: attempt.hide(call.item) }),
  };
  const begun = existsSync(dir);
  attempt.append({ type: 'step.child', ...place.node, child });
  const writer = attempt.writer.openChild(name, runId);
  try {
    const before = begun ? begunRun(writer) : undefined;
    const started =
      before === undefined || before.attempts.length === 0
        ? await startChild(call, definition, writer, caller)
        : await continueChild(before, treatment ?? 'resume', definition, writer, caller);
    if (!started.ok) return started.error;
    const run = started.value === undefined ? writer.run() : await watched(started.value, caller);
    return childOutcome(run, child, definition.dag);
  } finally {
    await writer.close();
  }
}

/** Undefined: there is nothing to run, the child's result is taken as it is. */
type Started = Result<AttemptRun | undefined, ChildOutcome>;

async function startChild(
  call: ChildCall,
  definition: Definition,
  writer: RunWriter,
  caller: Caller,
): Promise<Started> {
  const { parts, runId } = caller;
  const plan = planFirstRun(definition.dag, { runId });
  const refusal = plan.refusals.find(found => found.code !== 'nothing-to-do');
  if (refusal !== undefined) return fail(childFailure(refusal.message));
  const params = await resolveRunParams(definition, call.params, parts);
  if (!params.ok) return fail(childFailure(params.error.message, 'null\n'));
  const ground = groundOf(definition, writer, caller);
  return ok(
    beginFirst({ ...ground, runId, params: params.value, trigger: 'subdag', labels: definition.dag.labels, plan }),
  );
}

async function continueChild(
  before: Run,
  treatment: ChildTreatment,
  found: Definition,
  writer: RunWriter,
  caller: Caller,
): Promise<Started> {
  const stored = storedDefinition(before, found, caller);
  if (!stored.ok) return fail(childFailure(stored.error));
  const definition = stored.value;
  const ground = groundOf(definition, writer, caller);
  const last = currentAttempt(before);
  if (last?.finishedAt === undefined) return ok(beginRecovery(ground));
  // The earlier host saw to this child in the same try: its result stands.
  if (caller.adoptedSince !== undefined && last.startedAt >= caller.adoptedSince) return ok(undefined);
  const plan = childPlan(before, treatment, definition, caller);
  if (plan === undefined) return ok(undefined);
  const refused = (refusal: Refusal | undefined): Started =>
    fail(childFailure(refusal?.message ?? 'The child run cannot be continued.'));
  if (plan.refusals.length > 0) return refused(plan.refusals[0]);
  const begun = await beginRetry({ ...ground, plan, trigger: 'subdag' });
  return begun.ok ? begun : refused(begun.error);
}

/** What of the child runs again; undefined: nothing, its result is kept. */
function childPlan(
  before: Run,
  treatment: ChildTreatment,
  { dag }: Definition,
  { pick, runId }: Caller,
): Plan | undefined {
  const definition = { dag, differs: false };
  if (pick !== undefined) {
    const [own, next] = pick.path;
    if (own !== runId) return undefined;
    if (next === undefined) return planRetry(before, definition, pick.choice, { confirmed: true });
    const container = before.nodes.find(node => node.children.some(child => child.runId === next));
    return planRetry(before, definition, choiceOf(container === undefined ? [] : [container.name]));
  }
  if (treatment === 'keep') return undefined;
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

function findDefinition(word: string, { definition, lineage, parts }: CallerContext): Result<Definition, string> {
  const inline = lineage.documents.find(document => document.name === word);
  if (inline !== undefined) return ok({ dag: inline, text: lineage.text });
  return parts.definitions.find(word, filesOf(definition, lineage));
}

function filesOf({ dag }: Definition, { callers }: RunLineage): readonly string[] {
  return [...new Set([...(dag.file === '' ? [] : [dag.file]), ...callers])];
}

/** A retried child uses the definition that it was started with, unless its caller was told to use the current one. */
function storedDefinition(
  before: Run,
  found: Definition,
  { attempt, lineage, parts }: Caller,
): Result<Definition, string> {
  const last = currentAttempt(before);
  const current = currentAttempt(attempt.writer.run())?.definition === 'current' && attempt.number > 1;
  if (last === undefined || current || lineage.documents.includes(found.dag)) return ok(found);
  const text = readFileSync(last.definitionFile, 'utf8');
  if (text === found.text) return ok(found);
  const dag = parts.definitions.compile(text, before.file);
  return dag.ok ? ok({ dag: dag.value, text }) : fail(dag.error);
}

function groundOf(definition: Definition, writer: RunWriter, caller: Caller): AttemptGround {
  const { parts, base, runId, step, pick } = caller;
  const inline = caller.lineage.documents.includes(definition.dag);
  const self = { dag: caller.definition.dag.name, runId: caller.callerId };
  const lineage: RunLineage = {
    parent: { ...self, step },
    root: caller.lineage.root ?? self,
    outer: base.handedDown,
    callers: filesOf(caller.definition, caller.lineage),
    documents: inline ? caller.lineage.documents : definition.dag.documents,
    text: inline ? caller.lineage.text : definition.text,
  };
  const inner = pick === undefined || pick.path.length < 2 ? {} : { pick: { ...pick, path: pick.path.slice(1) } };
  return {
    definition,
    writer,
    lineage,
    parts,
    childRunner: ownBase => childRunner({ definition, lineage, parts, base: ownBase, runId, ...inner }),
  };
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

/** What happens to each child that the calling step is known to have started before. */
async function treatmentsOf(
  node: Node | undefined,
  { writer }: RunningAttempt,
): Promise<ReadonlyMap<string, ChildTreatment>> {
  const states: ChildState[] = [];
  for (const child of node?.children ?? []) {
    if (!existsSync(child.dir)) continue;
    const opened = writer.openChild(child.dag, child.runId);
    const run = begunRun(opened);
    if (run !== undefined) states.push({ child, status: run.status });
    await opened.close();
  }
  return new Map(childTreatments(states).map((treatment, at) => [states[at]?.child.runId ?? '', treatment]));
}
