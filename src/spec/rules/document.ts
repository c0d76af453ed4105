// What rules look at: a document's tree and the workflow that was read from it, walked together.

import type { Dag, Step } from '../../model/dag';
import { entryOf, type MappingNode, type YamlNode } from '../../syntax/node';

export interface RuleDocument {
  readonly text: string;
  /** As written, without what comes from the base configuration. */
  readonly root: MappingNode;
  readonly dag: Dag;
  readonly isEntry: boolean;
  /** Every step with a mapping of its own: those of the list, of foreach bodies, and handlers. */
  readonly places: readonly StepPlace[];
}

export function ruleDocument(text: string, root: MappingNode, dag: Dag, isEntry: boolean): RuleDocument {
  return { text, root, dag, isEntry, places: stepPlaces(root, dag) };
}

export interface StepPlace {
  readonly node: MappingNode;
  readonly step: Step;
  /** The steps that can wait for each other with this one. */
  readonly siblings: readonly Step[];
  readonly siblingsByName: ReadonlyMap<string, Step>;
  readonly isHandler: boolean;
  /** Inside the body of a foreach: the name of the item, and the place of the foreach itself. */
  readonly foreach?: { readonly as: string; readonly owner: StepPlace };
}

function stepPlaces(root: MappingNode, dag: Dag): readonly StepPlace[] {
  const places = inList(entryOf(root, 'steps')?.value, dag.steps, undefined);
  const handlers = entryOf(root, 'handler_on')?.value;
  if (handlers?.kind !== 'mapping') return places;
  const steps = Object.values(dag.handlers);
  return [
    ...places,
    ...handlers.entries.flatMap(({ value }) => {
      const step = value.kind === 'mapping' ? stepAt(value, steps) : undefined;
      return value.kind === 'mapping' && step !== undefined
        ? [{ node: value, step, siblings: dag.steps, siblingsByName: byName(dag.steps), isHandler: true }]
        : [];
    }),
  ];
}

function inList(
  node: YamlNode | undefined,
  steps: readonly Step[],
  foreach: StepPlace['foreach'],
): readonly StepPlace[] {
  const byStart = new Map(steps.map(step => [step.range.start, step]));
  const named = byName(steps);
  const items =
    node?.kind === 'sequence' ? node.items : node?.kind === 'mapping' ? node.entries.map(entry => entry.value) : [];
  return items
    .flatMap(item => (item.kind === 'sequence' ? item.items : [item]))
    .flatMap((item): readonly StepPlace[] => {
      const step = byStart.get(item.range.start);
      if (item.kind !== 'mapping' || step === undefined) return [];
      const place: StepPlace = {
        node: item,
        step,
        siblings: steps,
        siblingsByName: named,
        isHandler: false,
        ...(foreach === undefined ? {} : { foreach }),
      };
      if (step.action.name !== 'foreach') return [place];
      const body = entryOf(entryOf(item, 'foreach')?.value, 'steps')?.value;
      return [place, ...inList(body, step.action.steps, { as: step.action.as, owner: place })];
    });
}

function stepAt(node: YamlNode, steps: readonly Step[]): Step | undefined {
  return steps.find(step => step.range.start === node.range.start && step.range.end === node.range.end);
}

function byName(steps: readonly Step[]): ReadonlyMap<string, Step> {
  return new Map(steps.map(step => [step.name, step]));
}

/** A place, and those of the foreach steps around it, nearest first: steps beside any of them may be referred to. */
export function* placesAround(place: StepPlace): Generator<StepPlace> {
  for (let around: StepPlace | undefined = place; around !== undefined; around = around.foreach?.owner) yield around;
}

/** Whether the step of a place runs after another one, by what it depends on. */
export function isBehind({ step, siblingsByName }: Pick<StepPlace, 'step' | 'siblingsByName'>, name: string): boolean {
  const seen = new Set<string>();
  const pending = [...step.depends];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next === name) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    pending.push(...(siblingsByName.get(next)?.depends ?? []));
  }
  return false;
}
