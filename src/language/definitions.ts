// What the names of a workflow file are defined as: every thing of every document, before anyone refers to it.

import { entryOf, type YamlNode } from '../syntax/node';
import { envNames } from './bindings';
import { type Named, namedBy } from './named';
import { formNames } from './published';
import { type Names, noNames, type Thing, type Things } from './thing';
import { allSteps, type StepList, type Workflow, type WorkflowDocument, type WorkflowStep } from './workflow';

export interface Definitions {
  /** Documents by their names. */
  readonly documents: Names;
  readonly of: ReadonlyMap<WorkflowDocument, DocumentDefinitions>;
}

export interface DocumentDefinitions {
  readonly consts: Names;
  readonly params: Names;
  readonly env: Names;
  /** Of `defaults`, and of the container that all steps run in. */
  readonly usualEnv: Names;
  readonly secrets: Names;
  /** What steps capture. */
  readonly variables: Names;
  readonly actions: Names;
  /** Ids and names of the steps of a list. */
  readonly steps: ReadonlyMap<StepList, Names>;
  readonly own: ReadonlyMap<WorkflowStep, StepDefinitions>;
}

export interface StepDefinitions {
  readonly env: Names;
  readonly containerEnv: Names;
  readonly outputs: Names;
  readonly inputs: Names;
  readonly item: Thing | undefined;
}

export function defineAll(workflow: Workflow, things: Things): Definitions {
  const named = workflow.documents.filter(document => document.name !== undefined);
  const names = named.flatMap(document => document.name ?? []);
  return {
    documents: things.define(
      'document',
      names,
      named.map(document => document.range),
    ),
    of: new Map(workflow.documents.map(document => [document, defineDocument(workflow.text, document, things)])),
  };
}

function defineDocument(text: string, document: WorkflowDocument, things: Things): DocumentDefinitions {
  const { root } = document;
  const steps = allSteps(document);
  const lists = new Map<StepList, Names>();
  for (const { list } of steps) if (!lists.has(list)) lists.set(list, defineSteps(list.steps, things));
  for (const handler of document.handlers) things.define('step', namesOf(handler), [handler.range]);
  const captured = steps.flatMap(step => capturedBy(step).map(named => ({ named, step })));
  const defaults = entryOf(entryOf(root, 'defaults')?.value, 'env')?.value;
  return {
    consts: things.define('const', document.consts),
    params: things.define('param', document.params),
    env: things.define('env', document.env),
    usualEnv: things.define('env', [...envNames(text, defaults), ...containerNames(text, root)]),
    secrets: things.define('secret', document.secrets),
    variables: things.define(
      'variable',
      captured.map(({ named }) => named),
      captured.map(({ step }) => step.range),
    ),
    actions: things.define('action', document.actions),
    steps: lists,
    own: new Map([...steps, ...document.templates].map(step => [step, defineOwn(text, step, things)])),
  };
}

function defineSteps(steps: readonly WorkflowStep[], things: Things): Names {
  const named = steps.flatMap(step => namesOf(step).map(name => ({ name, step })));
  return things.define(
    'step',
    named.map(({ name }) => name),
    named.map(({ step }) => step.range),
  );
}

/** Handlers are known by the key that they stand under, which is no name of theirs. */
function namesOf({ id, name, handler }: WorkflowStep): readonly Named[] {
  return [id, handler === undefined ? name : undefined].flatMap(named => named ?? []);
}

/** What later steps find in a variable: the captured output, and what people enter at an approval. */
export function capturedBy({ variable, node }: WorkflowStep): readonly Named[] {
  const inputs = entryOf(entryOf(node, 'approval')?.value, 'input')?.value;
  const entered = inputs?.kind === 'sequence' ? inputs.items.flatMap(item => namedBy(item) ?? []) : [];
  return variable === undefined ? entered : [variable, ...entered];
}

function containerNames(text: string, node: YamlNode | undefined): readonly Named[] {
  return envNames(text, entryOf(entryOf(node, 'container')?.value, 'env')?.value);
}

function defineOwn(text: string, step: WorkflowStep, things: Things): StepDefinitions {
  const { env, inputs, item, node } = step;
  const outputs = [...step.outputs, ...formNames(step)];
  const container = containerNames(text, node);
  return {
    env: env.length === 0 ? noNames : things.define('env', env),
    containerEnv: container.length === 0 ? noNames : things.define('env', container),
    outputs: outputs.length === 0 ? noNames : things.define('output', outputs),
    inputs: inputs.length === 0 ? noNames : things.define('input', inputs),
    item: item === undefined ? undefined : things.define('item', [item]).get(item.name),
  };
}
