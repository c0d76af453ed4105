// The plan of a retry: a pure function of the earlier run, the definition and the choice (retry.md, "Procedure").

import { type Dag, isHumanTask, type Step } from '../../model/dag';
import { matchNodes } from '../../model/matching';
import type { Plan, PlannedStep, Refusal } from '../../model/plan';
import { currentAttempt, type Node, type RetryChoice, type Run } from '../../model/run';
import { unsupportedRefusals } from '../unsupported';
import { type Closure, closeOver } from './boundary';
import { type ChosenDefinition, definitionRefusals } from './definition';
import { expectedDuration, lastDuration, prospect, staleForecast } from './forecast';
import { missingOutputs } from './missing-output';
import { retryNotes } from './note';
import { unfinishedSteps } from './preset';
import {
  blockedTarget,
  dagPreconditionUnmet,
  gateRefusal,
  humanTask,
  nothingToDo,
  rejectedTarget,
  unknownTarget,
} from './refusal';
import { keptStep, runReason } from './wording';

/** What the plan needs to know besides run, definition and choice; all of it may be left out. */
export interface RetryFacts {
  /** The user has confirmed what needs an extra confirmation: running a rejected step again. */
  readonly confirmed?: boolean;
  /** In words: a precondition of the DAG that was evaluated and does not hold. */
  readonly dagPreconditionUnmet?: string;
  /** Names of missing outputs for which the user gives a value, by producer. */
  readonly entered?: Readonly<Record<string, readonly string[]>>;
  /** Milliseconds that a step usually takes; without it, what it took in this run counts. */
  readonly durationsMs?: Readonly<Record<string, number>>;
}

/**
 * Plans a retry. Without targets the whole run is retried as Dagu does: what failed, was aborted or rejected, or never began, and
 * everything below that; the plan's choice then names those targets. The plan is complete even when it is refused, so that it can be
 * shown; it may be carried out only when `refusals` is empty.
 */
export function planRetry(run: Run, definition: ChosenDefinition, choice: RetryChoice, facts: RetryFacts = {}): Plan {
  const { dag } = definition;
  const matches = matchNodes(dag.steps, run.nodes);
  const nodeOf = (name: string): Node | undefined => matches.get(name);
  const kept = new Set(matches.values());
  const gone = run.nodes.filter(node => !kept.has(node));
  const wanted = resolveTargets(run, dag, nodeOf, choice, facts);
  const changed = new Set(choice.definition === 'current' ? definition.changed : []);
  const gate = gateRefusal(run);
  const broken = gate === undefined ? [...definitionRefusals(definition, choice.definition), ...wanted.hard] : [gate];
  const closure: Closure =
    broken.length > 0
      ? { runs: [], blocked: [], ignored: [], skipped: [] }
      : closeOver({
          steps: dag.steps,
          nodeOf,
          targets: wanted.targets,
          downstream: wanted.choice.scope === 'downstream',
          ignoreUpstream: choice.ignoreUpstream,
        });
  const runs = new Set(closure.runs);
  const missing = missingOutputs({ dag, nodeOf, runs, gone, choice, entered: facts.entered ?? {} });
  const refusals: Refusal[] = [
    ...broken,
    ...wanted.soft,
    ...closure.blocked
      .filter(step => wanted.targets.has(step.name))
      .map(step => blockedTarget(step.name, step.by, step.reason, false)),
    ...missing.refusals,
    ...(broken.length > 0 ? [] : unsupportedRefusals(dag, runs, choice.runHandlers)),
    ...(facts.dagPreconditionUnmet === undefined ? [] : [dagPreconditionUnmet(facts.dagPreconditionUnmet)]),
  ];
  if (runs.size === 0 && refusals.length === 0) refusals.push(nothingToDo(idleReason(run, choice)));
  const ahead = prospect(dag, nodeOf, runs, choice);
  const pending = new Set(ahead.pending);
  const expectedMs = expectedDuration(
    dag.steps,
    runs,
    name => facts.durationsMs?.[name] ?? lastDuration(matches.get(name)),
  );
  const byName = new Map(dag.steps.map(step => [step.name, step]));
  const planned = closure.runs.flatMap(name => {
    const step = byName.get(name);
    return step === undefined ? [] : [plannedStep(step, nodeOf(name), wanted.targets.has(name), runs, choice)];
  });
  return {
    dag: run.dag,
    runId: run.runId,
    attempt: currentAttempt(run)?.number ?? 0,
    choice: wanted.choice,
    definitionDiffers: definition.differs,
    targets: dag.steps.flatMap(step => (wanted.targets.has(step.name) ? [step.name] : [])),
    runs: planned,
    kept: dag.steps
      .filter(step => !runs.has(step.name))
      .map(({ name }) => keptStep(name, nodeOf(name), pending.has(name), changed.has(name))),
    blocked: closure.blocked,
    stale: staleForecast(dag.steps, nodeOf, runs),
    pending: ahead.pending,
    handlers: runs.size === 0 ? [] : ahead.handlers,
    dropped: gone.map(node => node.name),
    refusals,
    notes: [
      ...retryNotes({ run, dag, nodeOf, planned, closure, choice, differs: definition.differs, changed, gone }),
      ...missing.notes,
    ],
    ...(expectedMs === undefined ? {} : { expectedMs }),
  };
}

interface Wanted {
  readonly targets: ReadonlySet<string>;
  /** The choice with its targets resolved to names. */
  readonly choice: RetryChoice;
  /** Refusals that leave nothing to plan. */
  readonly hard: readonly Refusal[];
  /** Refusals beside which the plan can be shown. */
  readonly soft: readonly Refusal[];
}

function resolveTargets(
  run: Run,
  dag: Dag,
  nodeOf: (name: string) => Node | undefined,
  choice: RetryChoice,
  facts: RetryFacts,
): Wanted {
  const whole = choice.targets.length === 0;
  const targets = new Set<string>();
  const hard: Refusal[] = [];
  if (whole) {
    const unfinished = new Set(unfinishedSteps(run));
    for (const { name } of dag.steps) {
      const node = nodeOf(name);
      if (node === undefined || unfinished.has(node.name)) targets.add(name);
    }
  }
  const byId = new Map(dag.steps.flatMap(step => (step.id === undefined ? [] : [[step.id, step] as const])));
  const byName = new Map(dag.steps.map(step => [step.name, step]));
  for (const target of choice.targets) {
    const step = byId.get(target) ?? byName.get(target);
    if (step === undefined) hard.push(unknownTarget(target, dag, run.nodes));
    else if (isHumanTask(step)) hard.push(humanTask(step.name, step.depends));
    else targets.add(step.name);
  }
  const names = [...targets];
  const soft =
    facts.confirmed === true ? [] : names.filter(name => nodeOf(name)?.status === 'rejected').map(rejectedTarget);
  const scope = whole ? 'downstream' : choice.scope;
  return { targets, choice: { ...choice, scope, targets: hard.length > 0 ? choice.targets : names }, hard, soft };
}

function plannedStep(
  step: Step,
  node: Node | undefined,
  target: boolean,
  runs: ReadonlySet<string>,
  choice: RetryChoice,
): PlannedStep {
  const role = target ? 'target' : 'descendant';
  const upstream = step.depends.filter(name => runs.has(name));
  return {
    name: step.name,
    reason: runReason(step, node, role, upstream),
    preconditions: step.preconditions.length === 0 ? 'none' : choice.bypassPreconditions ? 'ignored' : 'evaluated',
    role,
  };
}

function idleReason(run: Run, choice: RetryChoice): string {
  return choice.targets.length === 0
    ? `Nothing in the run ${run.runId} failed, was aborted or is left to do: choose a step to run it again.`
    : 'None of the chosen steps can run.';
}
