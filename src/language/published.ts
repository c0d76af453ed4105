// Everything that a step publishes under a name: what it declares itself, and what its action does.

import { fixedOutputs } from '../model/fixed-outputs';
import { entryOf } from '../syntax/node';
import type { OutputName } from './outputs';
import type { WorkflowStep } from './workflow';

export type PublishedOutput = Pick<OutputName, 'name' | 'form' | 'json'>;

/** Nothing for steps without an id: no reference could name them. */
export function publishedBy(step: WorkflowStep): readonly PublishedOutput[] {
  if (step.id === undefined) return [];
  const action = step.action?.name ?? '';
  const fixed = fixedOutputs({ name: 'other', action, with: {} }) ?? (action === 'human.task' ? formNames(step) : []);
  return fixed.length === 0
    ? step.outputs
    : [...step.outputs, ...fixed.map(name => ({ name, form: 'declared' as const, json: false }))];
}

/** What a person enters, by the properties of the form. */
function formNames({ node }: WorkflowStep): readonly string[] {
  const form = entryOf(entryOf(node, 'with')?.value, 'form')?.value;
  const properties = entryOf(form, 'properties')?.value ?? form;
  return properties?.kind === 'mapping' ? properties.entries.map(entry => entry.key.text) : [];
}
