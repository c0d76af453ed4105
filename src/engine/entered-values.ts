// Values that a person enters in place of outputs that cannot be handed on: they reach the steps of one attempt and are never stored.

import type { Dag, Step } from '../model/dag';
import type { Node } from '../model/run';
import { outputUse, uses } from './retry/output-use';

/** By the name of the producer, then by the name of the output or captured variable. */
export type EnteredValues = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Why a step cannot begin whose values are gone. */
export const deprivedText =
  'A value was entered for this step. It is never stored, so it went with the program that was to use it.';

/** The names alone: what a plan needs to know, and all that a journal keeps. */
export function enteredNames(entered: EnteredValues): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(Object.entries(entered).map(([producer, values]) => [producer, Object.keys(values)]));
}

/** The values that stand for something which was stored masked: they are to be hidden like secrets. */
export function enteredSecrets(entered: EnteredValues, nodes: readonly Node[]): readonly string[] {
  return nodes.flatMap(({ name, masked = [] }) =>
    masked.flatMap(output => entered[name]?.[output] ?? []).filter(value => value !== ''),
  );
}

/** The node as if it had left the values that were entered for it. */
export function withEntered(node: Node, step: Step | undefined, values: EnteredValues[string] | undefined): Node {
  if (values === undefined) return node;
  const captured = step?.output?.replace(/^\$/, '');
  const isVariable = (name: string): boolean => name === captured;
  const entries = Object.entries(values);
  return {
    ...node,
    variables: { ...node.variables, ...Object.fromEntries(entries.filter(([name]) => isVariable(name))) },
    outputs: { ...node.outputs, ...Object.fromEntries(entries.filter(([name]) => !isVariable(name))) },
    masked: (node.masked ?? []).filter(name => !Object.hasOwn(values, name)),
  };
}

/** The steps that refer to an output for which a value was entered; `names`: as `enteredNames` gives them. */
export function stepsInNeed(dag: Dag, names: Readonly<Record<string, readonly string[]>>): ReadonlySet<string> {
  const producers = dag.steps.filter(step => (names[step.name] ?? []).length > 0);
  const needing = dag.steps.filter(step => {
    const use = outputUse(step);
    return producers.some(producer => names[producer.name]?.some(name => uses(use, producer, name)));
  });
  return new Set(producers.length === 0 ? [] : needing.map(step => step.name));
}
