// What Dagu runs and this engine does not: refused before anything starts, as far as it concerns what is going to run.

import type { Dag } from '../model/dag';
import type { Refusal } from '../model/plan';

/** One refusal for each unsupported field of the DAG itself, of a step that runs, or of a handler that may run. */
export function unsupportedRefusals(dag: Dag, runs: ReadonlySet<string>, handlers: boolean): readonly Refusal[] {
  const idle = [
    ...dag.steps.filter(step => !runs.has(step.name)),
    ...(handlers ? [] : Object.values(dag.handlers)),
  ].map(step => step.range);
  return dag.unsupported
    .filter(({ range }) => !idle.some(place => place.start <= range.start && range.end <= place.end))
    .map(({ field, message }) => ({
      code: 'unsupported',
      message: `${/[.!?]$/.test(message) ? message : `${message}.`} (${field})`,
      actions: [],
    }));
}
