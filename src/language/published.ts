// Everything that a step publishes under a name: what it declares itself, and what its action does.

import { fixedOutputs } from '../model/fixed-outputs';
import { entryOf, type YamlNode } from '../syntax/node';
import { type Named, namedBy } from './named';
import type { OutputName } from './outputs';
import type { WorkflowStep } from './workflow';

export type PublishedOutput = Pick<OutputName, 'name' | 'form' | 'json'>;

/** Nothing for steps without an id: no reference could name them. */
export function publishedBy(step: WorkflowStep): readonly PublishedOutput[] {
  if (step.id === undefined) return [];
  const action = step.action?.name ?? '';
  const fixed = fixedOutputs({ name: 'other', action, with: {} }) ?? formNames(step).map(({ name }) => name);
  return fixed.length === 0
    ? step.outputs
    : [...step.outputs, ...fixed.map(name => ({ name, form: 'declared' as const, json: false }))];
}

/** What a person enters, by the properties of the form. */
export function formNames(step: WorkflowStep): readonly Named[] {
  const form = formOf(step);
  const properties = entryOf(form, 'properties')?.value ?? form;
  return properties?.kind === 'mapping' ? properties.entries.flatMap(entry => namedBy(entry.key) ?? []) : [];
}

/** Where a form says which of them must be entered. */
export function requiredByForm(step: WorkflowStep): readonly Named[] {
  const required = entryOf(formOf(step), 'required')?.value;
  return required?.kind === 'sequence' ? required.items.flatMap(item => namedBy(item) ?? []) : [];
}

function formOf({ node, action }: WorkflowStep): YamlNode | undefined {
  return action?.name === 'human.task' ? entryOf(entryOf(node, 'with')?.value, 'form')?.value : undefined;
}
