// Completions for names of workflows that a step can call.

import { paragraph } from '../prose';
import type { Completion } from './completion';
import type { Place } from './place';
import { valueText } from './value-text';

/** A workflow in a file of its own. */
export interface CallableWorkflow {
  readonly name: string;
  /** Where it lies, for people. */
  readonly file: string;
}

/** Later documents of the file first: a name means them before it means a file. */
export function workflowCompletions(place: Place, callable: readonly CallableWorkflow[]): readonly Completion[] {
  const inline = place.workflow.documents.slice(1).flatMap(document => document.name?.name ?? []);
  const files = callable.filter(({ name }) => !inline.includes(name));
  return [
    ...inline.map(name => item(name, 'a document of this file', place)),
    ...files.map(({ name, file }) => item(name, file, place)),
  ];
}

function item(name: string, where: string, place: Place): Completion {
  return {
    label: name,
    kind: 'workflow',
    detail: where,
    documentation: [paragraph({ strong: name }, ', ', where)],
    range: place.written.range,
    text: valueText(place, name),
  };
}
