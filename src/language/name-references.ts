// Fields that name something: `depends`, routes, calls, actions, and the like.

import { entryOf, type YamlNode } from '../syntax/node';
import { givenNames, schemaMentions } from './bindings';
import type { Definitions, DocumentDefinitions } from './definitions';
import { namedBy } from './named';
import { requiredByForm } from './published';
import type { Names, Things } from './thing';
import { allSteps, type Workflow, type WorkflowDocument, type WorkflowStep } from './workflow';

/** A document and all that is defined around it. */
export interface Reading {
  readonly workflow: Workflow;
  readonly document: WorkflowDocument;
  readonly names: DocumentDefinitions;
  readonly definitions: Definitions;
}

export function referByNames(reading: Reading, things: Things): void {
  const { document, names } = reading;
  for (const { name, range } of schemaMentions(entryOf(document.root, 'params')?.value)) {
    things.refer(names.params.get(name), range);
  }
  for (const step of [...allSteps(document), ...document.templates]) referByStep(step, reading, things);
}

function referByStep(step: WorkflowStep, { workflow, names, definitions }: Reading, things: Things): void {
  const refer = (block: Names | undefined, named: WorkflowStep['action']): void => {
    if (named !== undefined) things.refer(block?.get(named.name), named.range);
  };
  const siblings = names.steps.get(step.list);
  for (const named of [...step.depends, ...step.routes]) refer(siblings, named);
  refer(siblings, step.rewindTo);
  refer(names.actions, step.action);
  refer(definitions.documents, step.calls);
  const required = entryOf(entryOf(step.node, 'approval')?.value, 'required')?.value;
  for (const item of required?.kind === 'sequence' ? required.items : []) refer(names.variables, namedBy(item));
  for (const named of requiredByForm(step)) refer(names.own.get(step)?.outputs, named);
  const called = workflow.documents.find(({ name }) => name !== undefined && name.name === step.calls?.name);
  const given = called === undefined ? undefined : definitions.of.get(called)?.params;
  for (const named of givenNames(workflow.text, callParams(step))) refer(given, named);
}

function callParams({ node }: WorkflowStep): YamlNode | undefined {
  return entryOf(entryOf(node, 'with')?.value, 'params')?.value ?? entryOf(node, 'params')?.value;
}
