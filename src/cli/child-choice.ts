// A step inside a child run as the target of a retry: the way to it, and the plan there (retry.md, "Sub-DAGs").

import { fail, ok, type Result } from '../base/result';
import type { ChildPick } from '../engine/child-run';
import { planRetry } from '../engine/retry/retry-plan';
import { definitionOfRun } from '../host/definitions';
import { daguPlaces } from '../host/places';
import type { Plan } from '../model/plan';
import type { RetryChoice, Run } from '../model/run';
import type { RunSource } from '../model/source';
import type { Surroundings } from './command';

export interface ChildChoice {
  /** The step of the root run whose child it is, or lies in. */
  readonly callingStep: string;
  readonly pick: ChildPick;
  /** What happens inside the child. */
  readonly plan: Plan;
}

/** Finds a child run by its id, however deep. The error is a whole message. */
export async function childChoice(
  root: Run,
  childId: string,
  choice: RetryChoice,
  source: RunSource,
  around: Surroundings,
): Promise<Result<ChildChoice, string>> {
  const way = await wayTo(root, childId, source);
  if (way === undefined) return fail(`the run ${root.runId} has no child run ${childId}`);
  const child = way.runs.at(-1);
  if (child === undefined) return fail(`the child run ${childId} cannot be read`);
  const definition = definitionOfRun(child, daguPlaces(around));
  if (!definition.ok) return definition;
  const plan = planRetry(child, { dag: definition.value.dag, differs: false }, choice);
  const path = way.runs.map(run => run.runId);
  return ok({ callingStep: way.step, pick: { path, choice: plan.choice }, plan });
}

interface Way {
  /** The step of the outermost run. */
  readonly step: string;
  /** The child runs on the way, outermost first. */
  readonly runs: readonly Run[];
}

async function wayTo(run: Run, childId: string, source: RunSource): Promise<Way | undefined> {
  for (const node of run.nodes)
    for (const child of node.children) {
      const below = await source.readChild(child);
      if (below === undefined) continue;
      if (child.runId === childId) return { step: node.name, runs: [below] };
      const deeper = await wayTo(below, childId, source);
      if (deeper !== undefined) return { step: node.name, runs: [below, ...deeper.runs] };
    }
  return undefined;
}
