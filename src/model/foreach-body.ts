// The body of a foreach step as a workflow of its own: every item is a run of it.

import type { Dag, Step } from './dag';

/** Where the body stands: the workflow, and the foreach steps that lead to it, outermost first. */
export interface BodyPlace {
  readonly dag: string;
  readonly steps: readonly string[];
}

/** The steps of a foreach step as a Dag with its name, or undefined when the step is none. It has neither handlers nor conditions. */
export function bodyOf(dag: Dag, step: Step): Dag | undefined {
  if (step.action.name !== 'foreach') return undefined;
  const { preconditions, handlers, retention, retryPolicy, ...shared } = dag;
  const { range } = step;
  return {
    ...shared,
    name: step.name,
    type: 'graph',
    preconditions: [],
    handlers: {},
    steps: step.action.steps,
    timeoutSec: 0,
    delaySec: 0,
    maxActiveSteps: 0,
    unsupported: dag.unsupported.filter(one => range.start <= one.range.start && one.range.end <= range.end),
  };
}

/** The body at a place inside a definition, or undefined when there is none any more. */
export function bodyAt(dag: Dag, steps: readonly string[]): Dag | undefined {
  return steps.reduce<Dag | undefined>((around, name) => {
    if (around === undefined) return undefined;
    const step = [...around.steps, ...Object.values(around.handlers)].find(one => one.name === name);
    return step === undefined ? undefined : bodyOf(around, step);
  }, dag);
}

/** The steps of a list, and behind them those of the bodies among them, however deep. */
export function everyStep(steps: readonly Step[]): readonly Step[] {
  return [...steps, ...steps.flatMap(({ action }) => (action.name === 'foreach' ? everyStep(action.steps) : []))];
}
