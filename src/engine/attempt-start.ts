// Begins attempts: first runs, retries and the continuation of what a gone host left. Everything is checked before anything is written.

import { mkdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { makeFolder } from '../base/folder';
import { mask } from '../base/mask';
import { fail, ok, type Result } from '../base/result';
import { type AttemptPause, type AttemptStarted, journalVersion } from '../model/event';
import type { Plan, Refusal } from '../model/plan';
import { currentAttempt, type Node, type Run, type Trigger } from '../model/run';
import type { RunWriter } from '../model/source';
import { AttemptRun } from './attempt-run';
import { outlines } from './attempt-share';
import type { AttemptSpec, ChildRunner } from './attempt-spec';
import { buildWork } from './build/build-files';
import { unmetCondition } from './dag-condition';
import type { Definition, EngineParts, RunLineage } from './engine-parts';
import { type EnteredValues, enteredNames, enteredSecrets, stepsInNeed } from './entered-values';
import { Notifier } from './mail/notifier';
import { pushbackFacts } from './pushback';
import { nothingToResume, resumedSteps } from './resumption';
import { runChanged } from './retry/refusal';
import { emptyBase, type RunBase, resolveBase, runLogFile } from './run-base';
import { RunLog } from './run-log';
import { earlierParams } from './run-params';
import { stalenessAfter } from './staleness';
import { isNatural, type ResolvedParams } from './values/params';

/** What all beginnings need. */
export interface AttemptGround {
  readonly definition: Definition;
  readonly writer: RunWriter;
  readonly lineage: RunLineage;
  readonly parts: EngineParts;
  /** What its steps start from, when that is not worked out from the definition: the run is an item of a foreach step. */
  readonly base?: RunBase;
  /** Another attempt follows if this one fails. */
  readonly pause?: AttemptPause;
  /** Runs what steps of the attempt call, whose base is known by then. */
  childRunner(base: RunBase): ChildRunner;
}

export interface FirstAttempt extends AttemptGround {
  readonly runId: string;
  readonly params: ResolvedParams;
  readonly trigger: Trigger;
  readonly labels: readonly string[];
  /** When the run was due, as RFC 3339. */
  readonly scheduledAt?: string;
  readonly plan: Plan;
  /** Of a build: every step runs, whatever its files say. */
  readonly noReuse?: boolean;
}

/** Writes the first events of a new run and returns its first attempt, ready to be run. */
export function beginFirst(first: FirstAttempt): AttemptRun {
  const { definition, writer, lineage, parts, plan, params, trigger, runId } = first;
  const { dag, text } = definition;
  const { place } = writer;
  makePlace(writer);
  const log = new RunLog(runLogFile(writer.place));
  const at = parts.clock.now();
  const created = {
    type: 'run.created',
    at,
    version: journalVersion,
    dag: dag.name,
    file: dag.file,
    runId,
    trigger,
    labels: first.labels,
    params: params.values,
    ...(isNatural(params) ? {} : { paramOrder: params.order }),
    ...(params.payload === undefined ? {} : { paramsPayload: params.payload }),
    ...(first.scheduledAt === undefined ? {} : { scheduledAt: first.scheduledAt }),
    logDir: place.logDir,
    workDir: place.workDir,
    ...(place.artifactsDir.startsWith(place.dir + sep) ? {} : { artifactsDir: place.artifactsDir }),
    ...(lineage.parent === undefined ? {} : { parent: lineage.parent }),
    ...(lineage.body === undefined ? {} : { body: lineage.body }),
  } as const;
  writer.append(created);
  log.note(created);
  const base = baseOf(first, params, runId, 1, trigger);
  const definitionFile = writer.keepDefinition(1, text);
  const selected = plan.runs.length === dag.steps.length ? {} : { choice: plan.choice };
  startAttempt(first, log, {
    ...keptOf(first, base),
    attempt: 1,
    trigger,
    ...selected,
    definition: 'current',
    definitionFile,
    runs: namesOf(plan),
    ...(first.noReuse === true ? { noReuse: true } : {}),
  });
  return new AttemptRun(specOf(first, base, log, { number: 1, plan, noReuse: first.noReuse }));
}

export interface RetryAttempt extends AttemptGround {
  readonly plan: Plan;
  readonly trigger: Trigger;
  /** The DAG's preconditions are not evaluated, this once. */
  readonly ignorePreconditions?: boolean;
  /** What the user entered for outputs that kept steps cannot hand on. */
  readonly entered?: EnteredValues;
}

/**
 * Compares the run with the one that the plan was made from, evaluates the DAG's preconditions, and only then begins the new attempt. When
 * it is refused nothing has been written.
 */
export async function beginRetry(retry: RetryAttempt): Promise<Result<AttemptRun, Refusal>> {
  const { definition, writer, plan, trigger, entered } = retry;
  const run = writer.run();
  const last = currentAttempt(run);
  if (last === undefined || last.number !== plan.attempt || last.finishedAt === undefined)
    return fail(runChanged(run, plan));
  const number = last.number + 1;
  makePlace(writer);
  const log = new RunLog(runLogFile(writer.place));
  const base = baseOf(retry, earlierParams(definition, run), run.runId, number, trigger);
  if (base.ok && retry.ignorePreconditions !== true) {
    const unmet = await unmetCondition(definition.dag, base.value, number, scratchOf(writer), retry.parts);
    if (unmet !== undefined) return fail(unmet);
  }
  const { choice } = plan;
  const definitionFile = writer.keepDefinition(number, definition.text);
  startAttempt(retry, log, {
    ...keptOf(retry, base),
    ...(entered === undefined ? {} : { entered: enteredNames(entered) }),
    attempt: number,
    trigger,
    choice,
    definition: choice.definition,
    definitionFile,
    runs: namesOf(plan),
  });
  return ok(new AttemptRun(specOf(retry, base, log, { number, plan, before: run.nodes, entered })));
}

/**
 * Goes on with a run behind the steps that people have answered, in a new attempt as Dagu does. Preconditions of the DAG are not evaluated
 * again: it is the same run. When it is refused nothing has been written.
 */
export function beginResume(ground: AttemptGround): Result<AttemptRun, Refusal> {
  const { definition, writer } = ground;
  const run = writer.run();
  const last = currentAttempt(run);
  if (last === undefined || run.status !== 'queued') return fail(nothingToResume(run));
  const number = last.number + 1;
  makePlace(writer);
  const log = new RunLog(runLogFile(writer.place));
  startAttempt(ground, log, {
    ...(last.choice === undefined ? {} : { choice: last.choice }),
    ...(last.entered === undefined ? {} : { entered: last.entered }),
    attempt: number,
    trigger: 'retry',
    resumes: run.answered ?? [],
    definition: 'snapshot',
    definitionFile: writer.keepDefinition(number, definition.text),
    runs: resumedSteps(run),
  });
  log.flush();
  // From here on it is an attempt of which nothing has run yet.
  return ok(beginRecovery(ground));
}

/** Goes on with the open attempt of a run whose host went away. Throws when its last attempt has ended: ask before. */
export function beginRecovery(ground: AttemptGround): AttemptRun {
  const { writer } = ground;
  const run = writer.run();
  const open = currentAttempt(run);
  if (open === undefined || open.finishedAt !== undefined)
    throw new Error('Only a run whose attempt has no end can be recovered.');
  makePlace(writer);
  const log = new RunLog(runLogFile(writer.place));
  const base = baseOf(ground, earlierParams(ground.definition, run), run.runId, open.number, open.trigger);
  return new AttemptRun(specOf(ground, base, log, { number: open.number, open: run, before: run.before }));
}

type Based = Result<RunBase, string>;

function baseOf(
  ground: AttemptGround,
  params: ResolvedParams,
  runId: string,
  attempt: number,
  trigger: Trigger,
): Based {
  const { definition, writer, lineage, parts } = ground;
  if (ground.base !== undefined) return ok(ground.base);
  const { environment: captured, scheduledAt } = writer.run();
  const identity = { runId, params, attempt, trigger, scheduledAt };
  return resolveBase({ definition, parts, lineage, place: writer.place, ...identity, captured });
}

/** What of the base outlives the attempt. */
function keptOf({ base: given }: AttemptGround, base: Based): Pick<AttemptStarted, 'environment'> {
  const captured = base.ok && given === undefined ? (base.value.captured ?? []) : [];
  return captured.length === 0 ? {} : { environment: captured };
}

function startAttempt(
  { definition, writer, parts }: AttemptGround,
  log: RunLog,
  facts: Omit<AttemptStarted, 'type' | 'at' | 'nodes' | 'handlers' | 'pid'>,
): void {
  const known = { at: parts.clock.now(), ...outlines(definition.dag), pid: process.pid };
  const event = { type: 'attempt.started', ...known, ...facts } as const;
  writer.append(event);
  log.note(event);
}

interface Beginning {
  readonly number: number;
  readonly plan?: Plan;
  /** The open attempt that is gone on with. */
  readonly open?: Run;
  /** The nodes before the attempt. */
  readonly before?: readonly Node[] | undefined;
  readonly entered?: EnteredValues | undefined;
  readonly noReuse?: boolean | undefined;
}

function specOf(
  ground: AttemptGround,
  based: Based,
  log: RunLog,
  { number, plan, open, before, entered, noReuse }: Beginning,
): AttemptSpec {
  const { definition, writer, parts } = ground;
  const attempt = open === undefined ? undefined : currentAttempt(open);
  const choice = plan?.choice ?? attempt?.choice;
  const runs = plan === undefined ? (attempt?.runs ?? []) : namesOf(plan);
  const own = based.ok ? based.value : emptyBase(definition, parts, writer.place);
  const base = { ...own, secrets: [...own.secrets, ...enteredSecrets(entered ?? {}, before ?? [])] };
  for (const warning of base.warnings) log.say(parts.clock.now(), `warning: ${warning}`);
  const pushbacks = pushbackFacts(
    { nodes: before ?? [], attempts: open?.attempts.slice(0, -1) ?? [] },
    attempt?.resumes ?? [],
  );
  // What was chosen for a retry is to run again, and what was pushed back; what is below it follows the files.
  const forced = (noReuse ?? attempt?.noReuse) === true ? 'all' : [...(choice?.targets ?? []), ...pushbacks.keys()];
  const { runId } = writer.run();
  const build = based.ok ? buildWork(definition.dag, own, { runId, folder: parts.buildDir, forced }) : based;
  const scratch = scratchOf(writer);
  mkdirSync(scratch, { recursive: true });
  const notifier = new Notifier(definition.dag, base.scope, {
    ends: ground.lineage.body === undefined,
    say: text => log.say(parts.clock.now(), mask(text, base.secrets)),
  });
  const begun = open?.nodes.some(
    node => runs.includes(node.name) && (node.attempt === number || node.reason !== undefined),
  );
  return {
    dag: definition.dag,
    number,
    writer,
    base,
    log,
    processes: parts.processes,
    clock: parts.clock,
    scratch,
    runs,
    ...(build.ok ? {} : { fault: build.error }),
    ...(build.ok && build.value !== undefined ? { build: build.value } : {}),
    retry: number > 1,
    ...(entered === undefined ? {} : { entered }),
    ...(attempt?.entered === undefined ? {} : { deprived: stepsInNeed(definition.dag, attempt.entered) }),
    pushbacks,
    conditions: number === 1 && begun !== true,
    bypass: choice?.bypassPreconditions === true,
    ignoreUpstream: choice?.ignoreUpstream === true,
    runHandlers: choice?.runHandlers !== false,
    intolerant: ground.lineage.body !== undefined,
    ...(ground.pause === undefined ? {} : { pause: ground.pause }),
    resumed: open !== undefined,
    ...(definition.dag.connections?.mails === undefined ? {} : { notifier }),
    children: ground.childRunner(base),
    threads: parts.threads,
    state: parts.state,
    staleness: (run, ran) => (before === undefined ? {} : stalenessAfter(before, run.nodes, ran)),
  };
}

function namesOf(plan: Plan): string[] {
  return plan.runs.map(step => step.name);
}

function scratchOf({ place }: RunWriter): string {
  return join(place.dir, 'scratch');
}

function makePlace({ place }: RunWriter): void {
  makeFolder(place.logDir);
  makeFolder(place.workDir);
}
