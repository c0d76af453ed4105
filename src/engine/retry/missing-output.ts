// Outputs that what runs needs and that kept steps cannot hand on: masked, never published, or of a step that is gone (retry.md).

import type { Dag, Step } from '../../model/dag';
import { descendants } from '../../model/graph';
import type { Refusal } from '../../model/plan';
import type { Node, RetryChoice } from '../../model/run';
import { statusFacts } from '../../model/status';
import { type OutputUse, outputUse, uses } from './output-use';
import { definitionConflict, nameList, outputMissing } from './refusal';

export interface MissingOutputOptions {
  readonly dag: Dag;
  readonly nodeOf: (name: string) => Node | undefined;
  readonly runs: ReadonlySet<string>;
  /** Nodes that the definition no longer has. */
  readonly gone: readonly Node[];
  readonly choice: RetryChoice;
  /** Names of outputs for which the user gives a value, by producer. */
  readonly entered: Readonly<Record<string, readonly string[]>>;
}

export interface MissingOutputs {
  readonly refusals: readonly Refusal[];
  readonly notes: readonly string[];
}

export function missingOutputs(options: MissingOutputOptions): MissingOutputs {
  const { dag, runs } = options;
  const known = new Map<string, OutputUse>();
  const useOf = (step: Step): OutputUse => {
    const use = known.get(step.name) ?? outputUse(step);
    known.set(step.name, use);
    return use;
  };
  const running = dag.steps.filter(step => runs.has(step.name));
  const refusals: Refusal[] = [];
  const notes: string[] = [];
  for (const producer of dag.steps) {
    if (runs.has(producer.name)) continue;
    const node = options.nodeOf(producer.name);
    const entered = new Set(options.entered[producer.name] ?? []);
    const masked = (node?.masked ?? []).filter(name => !entered.has(name));
    const suspicious = node?.marked === true || options.choice.definition === 'current';
    const absent = suspicious ? absentOutputs(producer, node).filter(name => !entered.has(name)) : [];
    if (masked.length + absent.length === 0) continue;
    const below = descendants(dag.steps, [producer.name]);
    const consumers = running.filter(step => below.has(step.name));
    for (const [names, hidden] of [
      [masked, true],
      [absent, false],
    ] as const) {
      for (const consumer of consumers) {
        const needed = names.filter(name => uses(useOf(consumer), producer, name));
        if (needed.length > 0) refusals.push(outputMissing(producer.name, needed, consumer.name, hidden));
      }
    }
    if (masked.length > 0 && consumers.length > 0)
      notes.push(`${nameList(masked)} of "${producer.name}" held a secret and cannot be handed on.`);
  }
  return { refusals: [...refusals, ...goneProducers(options, running, useOf)], notes };
}

/** What a kept step that went well should have left and did not: it was marked succeeded, or ran with another definition. */
function absentOutputs(step: Step, node: Node | undefined): string[] {
  if (node === undefined || !statusFacts(node.status).good) return [];
  const outputs = step.outputs.map(output => output.name).filter(name => !(name in node.outputs));
  const variable = step.output !== undefined && !(step.output in node.variables) ? [step.output] : [];
  return [...outputs, ...variable];
}

function goneProducers(
  options: MissingOutputOptions,
  running: readonly Step[],
  useOf: (step: Step) => OutputUse,
): Refusal[] {
  if (options.gone.length === 0) return [];
  const provided = providedNames(options.dag);
  const ids = new Set(options.dag.steps.map(step => step.id));
  return options.gone.flatMap(node => {
    const names = [...Object.keys(node.variables), ...Object.keys(node.outputs)].filter(name => !provided.has(name));
    const users = running.filter(step => {
      const use = useOf(step);
      const own = new Set(step.env.map(binding => binding.name));
      const member = node.id !== undefined && !ids.has(node.id) && use.outputs.has(node.id);
      return member || names.some(name => !own.has(name) && use.variables.has(name));
    });
    if (users.length === 0) return [];
    const consumers = nameList(users.map(step => step.name));
    const message = `The current file no longer has "${node.name}", whose outputs ${consumers} would need.`;
    return [definitionConflict(message, options.choice.definition, [node.name])];
  });
}

/** Names that mean something in the definition itself, whoever else may have published them. */
function providedNames(dag: Dag): ReadonlySet<string> {
  return new Set([
    ...[...dag.consts, ...dag.env, ...dag.secrets, ...dag.params.list].map(entry => entry.name),
    ...dag.steps.flatMap(step => (step.output === undefined ? [] : [step.output])),
  ]);
}
