// Where the things of a workflow file stand that other places refer to, also in files that are only half right.

import type { TextRange } from '../base/text';
import { handlerNodeNames } from '../model/dag';
import type { YamlStream } from '../syntax/document';
import type { SyntaxFault } from '../syntax/fault';
import { entryOf, type MappingNode, type ScalarNode, stringOf, type YamlNode } from '../syntax/node';
import type { PathPart } from '../syntax/outline';
import { type Binding, constNames, envNames, paramNames, secretNames } from './bindings';
import { type Named, namedBy, namedUnder, namedWithin } from './named';
import { type OutputName, outputNames } from './outputs';

/** A file, read for questions about places in it. Nothing in it is executed or looked up. */
export interface Workflow {
  readonly text: string;
  readonly documents: readonly WorkflowDocument[];
}

export interface WorkflowDocument {
  readonly range: TextRange;
  /** What is wrong with it as YAML. */
  readonly faults: readonly SyntaxFault[];
  readonly root?: YamlNode;
  readonly name?: Named;
  readonly type: string;
  readonly steps: StepList;
  readonly handlers: readonly WorkflowStep[];
  readonly consts: readonly Binding[];
  readonly params: readonly Binding[];
  readonly env: readonly Binding[];
  readonly secrets: readonly Binding[];
  /** Custom actions. */
  readonly actions: readonly Named[];
  /** The steps that custom actions stand for. */
  readonly templates: readonly WorkflowStep[];
}

/** Steps that can wait for each other: those of a document, or of one foreach body. */
export interface StepList {
  readonly steps: readonly WorkflowStep[];
  /** The foreach step around the list. */
  readonly owner?: WorkflowStep;
}

export interface WorkflowStep {
  readonly node: YamlNode;
  readonly path: readonly PathPart[];
  readonly range: TextRange;
  readonly list: StepList;
  readonly id?: Named;
  readonly name?: Named;
  /** The name or id that people know it by; for a step without both, what it does. */
  readonly label: string;
  /** `init`, `exit`, … for handlers. */
  readonly handler?: string;
  readonly action?: Named;
  readonly depends: readonly Named[];
  /** Targets of its routes. */
  readonly routes: readonly Named[];
  readonly rewindTo?: Named;
  /** The workflow that it calls. */
  readonly calls?: Named;
  readonly outputs: readonly OutputName[];
  /** `output: NAME`. */
  readonly variable?: Named;
  readonly env: readonly Binding[];
  /** Build workflows. */
  readonly inputs: readonly Named[];
  /** The name of the item of its foreach, where it is written. */
  readonly item?: Named;
  readonly body?: StepList;
}

const stepsOf = new WeakMap<WorkflowDocument, readonly WorkflowStep[]>();

/** Every step of a document: of the list, of its foreach bodies, and the handlers, in the order of the file. */
export function allSteps(document: WorkflowDocument): readonly WorkflowStep[] {
  const known = stepsOf.get(document);
  if (known !== undefined) return known;
  const nested = (list: StepList): readonly WorkflowStep[] =>
    list.steps.flatMap(step => (step.body === undefined ? step : [step, ...nested(step.body)]));
  const steps = [...nested(document.steps), ...document.handlers].sort((a, b) => a.range.start - b.range.start);
  stepsOf.set(document, steps);
  return steps;
}

/** The document that an offset lies in. */
export function documentAt(workflow: Workflow, offset: number): WorkflowDocument | undefined {
  return workflow.documents.findLast(document => document.range.start <= offset) ?? workflow.documents[0];
}

/** Whether other documents come before it, so that it is called by a name of its own. */
export function isLater(document: WorkflowDocument, { documents }: Workflow): boolean {
  return documents.indexOf(document) > 0;
}

/** The document of the same file that a step calls. */
export function calledDocument({ calls }: WorkflowStep, { documents }: Workflow): WorkflowDocument | undefined {
  return documents.find(({ name }) => name !== undefined && name.name === calls?.name);
}

/** A document in which nothing stands yet. */
export function emptyDocument(length: number): WorkflowDocument {
  return readDocument('', { start: 0, end: length }, undefined, []);
}

/** The workflows of a text, from its trees. */
export function workflowOf(text: string, { documents }: YamlStream): Workflow {
  return {
    text,
    documents: documents.map(({ range, root, faults }) => readDocument(text, range, root, faults)),
  };
}

function readDocument(
  text: string,
  range: TextRange,
  root: YamlNode | undefined,
  faults: readonly SyntaxFault[],
): WorkflowDocument {
  const name = namedUnder(root, 'name');
  const handlers = entryOf(root, 'handler_on')?.value;
  const actions = entryOf(root, 'actions')?.value;
  return {
    range,
    faults,
    ...(root === undefined ? {} : { root }),
    ...(name === undefined ? {} : { name }),
    type: stringOf(entryOf(root, 'type')?.value)?.trim() ?? 'graph',
    steps: readList(text, entryOf(root, 'steps')?.value, ['steps']),
    handlers: handlers?.kind === 'mapping' ? handlers.entries.flatMap(entry => readHandler(text, entry)) : [],
    consts: constNames(entryOf(root, 'consts')?.value),
    params: paramNames(text, entryOf(root, 'params')?.value),
    env: envNames(text, entryOf(root, 'env')?.value),
    secrets: secretNames(entryOf(root, 'secrets')?.value),
    actions: actions?.kind === 'mapping' ? actions.entries.flatMap(entry => namedBy(entry.key) ?? []) : [],
    templates: actions?.kind === 'mapping' ? actions.entries.flatMap(entry => readTemplate(text, entry)) : [],
  };
}

function readHandler(text: string, { key, value }: MappingNode['entries'][number]): readonly WorkflowStep[] {
  const handler = Object.keys(handlerNodeNames).find(name => name === key.text.toLowerCase());
  if (handler === undefined || value.kind !== 'mapping') return [];
  const list: StepList = { steps: [] };
  const step = readStep(text, value, ['handler_on', key.text], list, namedBy(key));
  return [{ ...step, handler, label: handler, range: { start: key.range.start, end: value.range.end } }];
}

function readTemplate(text: string, { key, value }: MappingNode['entries'][number]): readonly WorkflowStep[] {
  const template = entryOf(value, 'template')?.value;
  if (template?.kind !== 'mapping') return [];
  return [readStep(text, template, ['actions', key.text, 'template'], { steps: [] })];
}

function readList(text: string, node: YamlNode | undefined, path: readonly PathPart[], owner?: WorkflowStep): StepList {
  const steps: WorkflowStep[] = [];
  // Steps know their list and the list its steps, so one of them must be filled after it exists.
  const list: StepList = { steps, ...(owner === undefined ? {} : { owner }) };
  if (node?.kind === 'mapping') {
    for (const { key, value } of node.entries) {
      const step = readStep(text, value, [...path, key.text], list, namedBy(key));
      steps.push({ ...step, range: { start: key.range.start, end: Math.max(key.range.end, value.range.end) } });
    }
  } else if (node?.kind === 'sequence') {
    for (const [index, item] of node.items.entries()) {
      if (item.kind !== 'sequence') steps.push(readStep(text, item, [...path, index], list));
      else
        for (const [inner, member] of item.items.entries())
          steps.push(readStep(text, member, [...path, index, inner], list));
    }
  }
  return list;
}

/** `key` is the name where the step is the value of a key. */
function readStep(text: string, node: YamlNode, path: readonly PathPart[], list: StepList, key?: Named): WorkflowStep {
  const input = entryOf(node, 'with')?.value;
  const id = namedUnder(node, 'id');
  const name = key ?? namedUnder(node, 'name');
  const action = namedUnder(node, 'action');
  const rewindTo = namedUnder(entryOf(node, 'approval')?.value, 'rewind_to');
  const calls = namedUnder(node, 'call') ?? (action?.name.startsWith('dag.') ? namedUnder(input, 'dag') : undefined);
  const output = entryOf(node, 'output')?.value;
  const captured = output?.kind === 'scalar' ? capturedName(text, output) : undefined;
  const foreach = entryOf(node, 'foreach')?.value;
  const item = namedUnder(foreach, 'as');
  const body = entryOf(foreach, 'steps')?.value;
  const step: WorkflowStep & { body?: StepList } = {
    node,
    path,
    range: node.range,
    list,
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name }),
    label: name?.name ?? id?.name ?? actLabel(node, action),
    ...(action === undefined ? {} : { action }),
    depends: listedNames(entryOf(node, 'depends')?.value),
    routes: routeNames(entryOf(input, 'routes')?.value ?? entryOf(node, 'routes')?.value),
    ...(rewindTo === undefined ? {} : { rewindTo }),
    ...(calls === undefined ? {} : { calls }),
    outputs: outputNames(node),
    ...(captured === undefined ? {} : { variable: captured }),
    env: envNames(text, entryOf(node, 'env')?.value),
    inputs: namesOfItems(entryOf(node, 'inputs')?.value),
    ...(item === undefined ? {} : { item }),
  };
  if (body !== undefined) step.body = readList(text, body, [...path, 'foreach', 'steps'], step);
  return step;
}

/** A dollar before the name means nothing (dagu-format.md 2.9). */
function capturedName(text: string, node: ScalarNode): Named | undefined {
  const name = namedBy(node);
  if (name?.name.startsWith('$') !== true) return name;
  if (name.name === '$') return undefined;
  const start = node.text.indexOf('$') + 1;
  return namedWithin(text, node, { start, end: start + name.name.length - 1 });
}

function actLabel(node: YamlNode, action: Named | undefined): string {
  const run = stringOf(entryOf(node, 'run')?.value) ?? stringOf(node);
  const line = run?.trim().split('\n')[0]?.slice(0, 60) ?? '';
  return action?.name ?? (line === '' ? 'step' : line);
}

function listedNames(node: YamlNode | undefined): readonly Named[] {
  return (node?.kind === 'sequence' ? node.items : [node]).flatMap(item => namedBy(item) ?? []);
}

function routeNames(node: YamlNode | undefined): readonly Named[] {
  return node?.kind === 'mapping' ? node.entries.flatMap(entry => listedNames(entry.value)) : [];
}

function namesOfItems(node: YamlNode | undefined): readonly Named[] {
  return node?.kind === 'sequence' ? node.items.flatMap(item => namedUnder(item, 'name') ?? []) : [];
}
