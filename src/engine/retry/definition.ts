// The definition that a retry uses: the snapshot stored with the run or the current file, and how the two differ (retry.md, "Changed definition").

import type { Dag, Step } from '../../model/dag';
import { findCycle } from '../../model/graph';
import { matchNodes } from '../../model/matching';
import type { Refusal } from '../../model/plan';
import type { RetryChoice } from '../../model/run';
import { definitionConflict } from './refusal';

/** The definition that was chosen for a retry, compiled. */
export interface ChosenDefinition {
  readonly dag: Dag;
  /** The file differs from the snapshot of the run. */
  readonly differs: boolean;
  /** Names, in `dag`, of steps whose text is not the same in both: see `changedSteps`. */
  readonly changed?: readonly string[];
  /** In words: why the chosen definition cannot be used for this run, for example because the params no longer validate. */
  readonly problem?: string;
}

/**
 * Names, as the current file has them, of the steps that are new or whose text is another than in the snapshot. Where they stand in the
 * file, what they are called and how they are described does not count.
 */
export function changedSteps(snapshot: Dag, current: Dag): string[] {
  const earlier = matchNodes(current.steps, snapshot.steps);
  return current.steps.flatMap(step => {
    const before = earlier.get(step.name);
    return before !== undefined && textOf(before) === textOf(step) ? [] : [step.name];
  });
}

/** Why no plan can be made from this definition, or nothing. */
export function definitionRefusals(
  definition: ChosenDefinition,
  chosen: RetryChoice['definition'],
): readonly Refusal[] {
  const { dag, problem } = definition;
  if (problem !== undefined) return [definitionConflict(problem, chosen)];
  const names = new Set(dag.steps.map(step => step.name));
  const dangling = dag.steps.flatMap(step =>
    step.depends
      .filter(up => !names.has(up))
      .map(up => definitionConflict(`"${step.name}" depends on "${up}", which does not exist.`, chosen, [up])),
  );
  if (dangling.length > 0) return dangling;
  const cycle = findCycle(dag.steps);
  if (cycle === undefined) return [];
  const path = [...cycle, cycle[0] ?? ''].map(name => `"${name}"`).join(' → ');
  return [definitionConflict(`The steps depend on each other in a circle: ${path}.`, chosen, cycle)];
}

function textOf(step: Step): string {
  const { name, description, range, nameRange, ...fields } = step;
  return JSON.stringify(fields, (key, value: unknown) =>
    key.toLowerCase().endsWith('range') && isPlace(value) ? undefined : value,
  );
}

function isPlace(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).join() === 'start,end';
}
