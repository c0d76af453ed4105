// A step inside a child run as the target of a retry: the way to it, and the plan there (retry.md, "Sub-DAGs").

import { fail, ok, type Result } from '../base/result';
import { oneLine } from '../base/terminal-text';
import type { ChildPick } from '../engine/child-run';
import { planRetry } from '../engine/retry/retry-plan';
import { definitionOfRun } from '../host/definitions';
import { daguPlaces } from '../host/places';
import type { Plan } from '../model/plan';
import { findNode, type RetryChoice, type Run } from '../model/run';
import type { RunSource } from '../model/source';
import type { Surroundings } from './command';
import { loadChildren } from './print-tree';

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

/** Where a step that a run does not have is found below it, as a line of a message; empty when it is nowhere. One that failed comes first. */
export async function belowHint(root: Run, step: string, source: RunSource): Promise<string> {
  const below = [...(await loadChildren(root, source)).values()].filter(run => findNode(run, step) !== undefined);
  const child = below.find(run => findNode(run, step)?.status === 'failed') ?? below[0];
  return child === undefined
    ? ''
    : `\n"${oneLine(step)}" is a step of a run below this one: add --sub-run-id ${child.runId}`;
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
