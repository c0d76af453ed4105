// The plan of a first run: all of a DAG, or only some of its steps.

import { type Dag, isHumanTask, type Step } from '../model/dag';
import { topologicalOrder } from '../model/graph';
import type { KeptStep, Plan, PlannedStep, Refusal } from '../model/plan';
import type { RetryChoice } from '../model/run';
import { closeOver } from './retry/boundary';
import { definitionRefusals } from './retry/definition';
import { prospect } from './retry/forecast';
import { blockedTarget, humanTask, nothingToDo, unknownTarget } from './retry/refusal';
import { unsupportedRefusals } from './unsupported';

export interface FirstRunOptions {
  /** Empty while the id is not given out yet. */
  readonly runId?: string;
  /** Steps by id or name; absent or empty: the whole DAG. */
  readonly targets?: readonly string[];
  readonly scope?: RetryChoice['scope'];
  readonly bypassPreconditions?: boolean;
  readonly runHandlers?: boolean;
  /** Chosen steps run although what they depend on has never run. */
  readonly ignoreUpstream?: boolean;
  readonly comment?: string;
}

/**
 * The plan for a run that does not exist yet: attempt 0. With targets, only those run (and what lies below them, with `downstream`);
 * everything else stays not started with the reason not-in-plan. A target whose upstream is not among what runs is refused as
 * upstream-blocked: there is nothing that could have satisfied it, and only the user knows whether that matters.
 */
export function planFirstRun(dag: Dag, options: FirstRunOptions = {}): Plan {
  const choice: RetryChoice = {
    targets: options.targets ?? [],
    scope: options.scope ?? 'step',
    bypassPreconditions: options.bypassPreconditions === true,
    definition: 'snapshot',
    runHandlers: options.runHandlers !== false,
    ignoreUpstream: options.ignoreUpstream === true,
    ...(options.comment === undefined ? {} : { comment: options.comment }),
  };
  const whole = choice.targets.length === 0;
  const { targets, refusals } = resolveTargets(dag, choice.targets);
  const broken = [...definitionRefusals({ dag, differs: false }, 'snapshot'), ...refusals];
  if (broken.length > 0) return firstPlan(dag, options, choice, { targets: [...targets], refusals: broken });
  const closure = whole
    ? { runs: topologicalOrder(dag.steps), blocked: [], ignored: [], skipped: [] }
    : closeOver({
        steps: dag.steps,
        nodeOf: () => undefined,
        targets,
        downstream: choice.scope === 'downstream',
        ignoreUpstream: choice.ignoreUpstream,
      });
  const runs = new Set(closure.runs);
  const byName = new Map(dag.steps.map(step => [step.name, step]));
  const found: Refusal[] = [
    ...unsupportedRefusals(dag, runs, choice.runHandlers),
    ...closure.blocked
      .filter(step => targets.has(step.name))
      .map(step => blockedTarget(step.name, step.by, step.reason, true)),
  ];
  if (runs.size === 0 && found.length === 0) found.push(nothingToDo(`${dag.name} has no steps.`));
  const ahead = prospect(dag, () => undefined, runs, choice);
  return firstPlan(dag, options, choice, {
    targets: dag.steps.filter(step => targets.has(step.name)).map(step => step.name),
    runs: closure.runs.flatMap(name => {
      const step = byName.get(name);
      return step === undefined ? [] : [plannedStep(step, whole || targets.has(name), whole, choice)];
    }),
    kept: keptSteps(dag, runs),
    blocked: closure.blocked,
    pending: ahead.pending,
    handlers: ahead.handlers,
    refusals: found,
    notes: closure.ignored.map(name => `"${name}" has never run and is ignored this once.`),
  });
}

type FirstPlanParts = Partial<Plan> & Pick<Plan, 'targets' | 'refusals'>;

function firstPlan(dag: Dag, options: FirstRunOptions, choice: RetryChoice, parts: FirstPlanParts): Plan {
  return {
    dag: dag.name,
    runId: options.runId ?? '',
    attempt: 0,
    choice,
    definitionDiffers: false,
    runs: [],
    kept: [],
    blocked: [],
    stale: [],
    pending: [],
    handlers: [],
    dropped: [],
    notes: [],
    ...parts,
  };
}

function resolveTargets(
  dag: Dag,
  wanted: readonly string[],
): { readonly targets: ReadonlySet<string>; readonly refusals: readonly Refusal[] } {
  const byId = new Map(dag.steps.flatMap(step => (step.id === undefined ? [] : [[step.id, step] as const])));
  const byName = new Map(dag.steps.map(step => [step.name, step]));
  const targets = new Set<string>();
  const refusals: Refusal[] = [];
  for (const target of wanted) {
    const step = byId.get(target) ?? byName.get(target);
    if (step === undefined) refusals.push(unknownTarget(target, dag, []));
    else if (isHumanTask(step)) refusals.push(humanTask(step.name, step.depends));
    else targets.add(step.name);
  }
  return { targets, refusals };
}

function plannedStep(step: Step, target: boolean, whole: boolean, choice: RetryChoice): PlannedStep {
  const conditions = step.preconditions.length === 0 ? 'none' : choice.bypassPreconditions ? 'ignored' : 'evaluated';
  const reason = whole ? 'It is part of the DAG.' : target ? 'It was chosen.' : 'It lies below a chosen step.';
  return { name: step.name, reason, preconditions: conditions, role: target ? 'target' : 'descendant' };
}

function keptSteps(dag: Dag, runs: ReadonlySet<string>): KeptStep[] {
  return dag.steps
    .filter(step => !runs.has(step.name))
    .map(step => ({ name: step.name, status: 'not_started', reason: 'It is not part of what is to run.' }));
}
