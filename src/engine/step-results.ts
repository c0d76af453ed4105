// What the steps above a step left for it, looked up only when it is asked for.

import { isHumanTask, type Step } from '../model/dag';
import { fixedOutputs } from '../model/fixed-outputs';
import type { Node } from '../model/run';
import { inputVariables } from './pushback';
import type { Scope, StepValues } from './values/scope';

/** The values of all finished steps of an attempt, and who may see which of them. */
export class StepResults {
  readonly #depends: ReadonlyMap<string, readonly string[]>;
  readonly #byName = new Map<string, StepValues>();
  readonly #byId = new Map<string, StepValues>();
  #withVariables = 0;

  constructor(steps: readonly Step[]) {
    this.#depends = new Map(steps.map(step => [step.name, step.depends]));
  }

  keep(values: StepValues): void {
    const before = this.#byName.get(values.name);
    if (before !== undefined && leavesVariables(before)) this.#withVariables--;
    if (leavesVariables(values)) this.#withVariables++;
    this.#byName.set(values.name, values);
    if (values.id !== undefined) this.#byId.set(values.id, values);
  }

  /** Every step, as handlers see them. */
  all(): ReadonlyMap<string, StepValues> {
    return this.#byId;
  }

  /** The ancestors of a step by id. The way up is only walked when something is looked up. */
  above(step: Step): ReadonlyMap<string, StepValues> {
    return new AncestorMap(this.#byId, () => new Set(this.#upwards(step.depends)));
  }

  /**
   * The variables that a step inherits, captured ones and inputs of approvals: breadth-first over `depends`, what is visited later wins, so that a remoter ancestor beats a
   * nearer one and the last entry of `depends` beats the first (dagu-format.md 2.6).
   */
  variablesAbove(step: Step): Readonly<Record<string, string>> {
    if (this.#withVariables === 0 || step.depends.length === 0) return {};
    const variables: Record<string, string> = {};
    for (const name of this.#upwards(step.depends)) {
      const values = this.#byName.get(name);
      Object.assign(variables, values?.variables, values?.inputs);
    }
    return variables;
  }

  /** The captured variables of all steps, in the order in which they ended. */
  allVariables(): Readonly<Record<string, string>> {
    return Object.assign({}, ...[...this.#byName.values()].flatMap(values => [values.variables, values.inputs]));
  }

  /** Names of all ancestors, breadth-first from the given ones. */
  #upwards(depends: readonly string[]): string[] {
    const order = [...depends];
    const seen = new Set(order);
    // The array grows while it is walked.
    for (const name of order) {
      for (const up of this.#depends.get(name) ?? []) {
        if (seen.has(up)) continue;
        seen.add(up);
        order.push(up);
      }
    }
    return order;
  }
}

/** The scope with what all steps of a list left, as it is behind them. */
export function scopeAfter(scope: Scope, results: StepResults): Scope {
  const env = { ...scope.env, ...results.allVariables() };
  return { ...scope, env, steps: withOuter(scope.steps, results.all()) };
}

/** Steps by id, those of the list around them included; inner ones win. */
export function withOuter(
  outer: ReadonlyMap<string, StepValues>,
  inner: ReadonlyMap<string, StepValues>,
): ReadonlyMap<string, StepValues> {
  return outer.size === 0 ? inner : new Map([...outer, ...inner]);
}

/** What a step left in an earlier attempt. Values that were stored masked are left out, never handed on as the mask. */
export function keptValues(node: Node, step: Step | undefined): StepValues {
  const declared = new Set(step === undefined ? [] : declaredNames(step, node));
  const outputs = Object.entries(without(node.outputs, node.masked));
  const inputs = node.answer?.kind === 'approved' ? inputVariables(node.answer.inputs) : undefined;
  return {
    name: node.name,
    ...(node.id === undefined ? {} : { id: node.id }),
    ...(node.stdout === undefined ? {} : { stdout: node.stdout }),
    ...(node.stderr === undefined ? {} : { stderr: node.stderr }),
    exitCode: node.exitCode ?? 0,
    variables: without(node.variables, node.masked),
    ...(inputs === undefined ? {} : { inputs }),
    declared: Object.fromEntries(outputs.filter(([name]) => declared.has(name))),
    published: Object.fromEntries(outputs.filter(([name]) => !declared.has(name))),
    ...(step?.structuredOutput === undefined ? {} : { structured: true }),
  };
}

/** What a form asks for counts as declared by it. */
function declaredNames(step: Step, { outputs }: Node): readonly string[] {
  if (isHumanTask(step)) return Object.keys(outputs);
  const file = step.build?.output;
  return fixedOutputs(step.action) ?? [...step.outputs, ...(file === undefined ? [] : [file])].map(({ name }) => name);
}

function leavesVariables({ variables, inputs = {} }: StepValues): boolean {
  return Object.keys(variables).length > 0 || Object.keys(inputs).length > 0;
}

/** What a step leaves that did not run. */
export function nothingLeft(name: string, id: string | undefined): StepValues {
  return { name, ...(id === undefined ? {} : { id }), exitCode: 0, variables: {}, declared: {}, published: {} };
}

/** A view of a map that shows the steps in a set, which is worked out at the first look. */
class AncestorMap implements ReadonlyMap<string, StepValues> {
  readonly #all: ReadonlyMap<string, StepValues>;
  readonly #find: () => ReadonlySet<string>;
  #names: ReadonlySet<string> | undefined;

  constructor(all: ReadonlyMap<string, StepValues>, find: () => ReadonlySet<string>) {
    this.#all = all;
    this.#find = find;
  }

  get size(): number {
    return [...this.entries()].length;
  }

  get(id: string): StepValues | undefined {
    const values = this.#all.get(id);
    if (values === undefined) return undefined;
    this.#names ??= this.#find();
    return this.#names.has(values.name) ? values : undefined;
  }

  has(id: string): boolean {
    return this.get(id) !== undefined;
  }

  *entries(): MapIterator<[string, StepValues]> {
    for (const id of this.#all.keys()) {
      const values = this.get(id);
      if (values !== undefined) yield [id, values];
    }
  }

  *keys(): MapIterator<string> {
    for (const [id] of this.entries()) yield id;
  }

  *values(): MapIterator<StepValues> {
    for (const [, values] of this.entries()) yield values;
  }

  [Symbol.iterator](): MapIterator<[string, StepValues]> {
    return this.entries();
  }

  forEach(callback: (value: StepValues, key: string, map: ReadonlyMap<string, StepValues>) => void): void {
    for (const [id, values] of this.entries()) callback(values, id, this);
  }
}

function without(
  record: Readonly<Record<string, string>>,
  names: readonly string[] | undefined,
): Readonly<Record<string, string>> {
  if (names === undefined || names.length === 0) return record;
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}
