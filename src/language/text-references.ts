// References inside texts: `${params.x}`, `${id.output}`, `$NAME`, and what a shell reads by itself.

import {
  isEscaped,
  type Namespace,
  parseReferences,
  type Reference,
  type ScopedReference,
  type Segment,
  type VariableReference,
} from '../model/reference';
import { sourcePlaces } from '../syntax/source-place';
import type { Reading } from './name-references';
import { writesOf } from './outputs';
import { powershellReads, programReads } from './program-variables';
import { environmentReads, type VariableRead } from './shell-variables';
import { type ReferenceText, referenceTexts } from './text-reading';
import type { Thing, Things } from './thing';
import { type VariableLookup, variableLookup } from './variable-scope';
import { allSteps, calledDocument, type StepList, type WorkflowDocument, type WorkflowStep } from './workflow';

/** A text that is read, and what its parts may mean. */
interface Around {
  readonly reading: Reading;
  readonly text: ReferenceText;
  readonly variable: (name: string) => Thing | undefined;
  /** A part, by its place in the text, means a thing. */
  readonly refer: (thing: Thing | undefined, part: Pick<Segment, 'range'>) => void;
}

export function referByTexts(reading: Reading, things: Things): void {
  const lookup: VariableLookup = variableLookup(reading);
  for (const text of referenceTexts(reading.document)) {
    const place = sourcePlaces(reading.workflow.text, text.scalar);
    referByText({
      reading,
      text,
      variable: name => lookup(name, text),
      refer: (thing, { range }) => {
        if (thing !== undefined) things.refer(thing, place(range));
      },
    });
  }
}

function referByText(around: Around): void {
  const { text, variable, refer, reading } = around;
  const { scalar, step } = text;
  for (const reference of scalar.text.includes('$') ? withOperands(parseReferences(scalar.text)) : []) {
    if (reference.kind === 'scoped' && !isEscaped(reference)) referScoped(reference, around);
    else if (reference.kind === 'variable') referVariable(reference, around);
  }
  for (const read of variableReads(scalar.text, text)) refer(variable(read.name), read);
  const outputs = step === undefined ? undefined : reading.names.own.get(step)?.outputs;
  for (const thing of outputs?.values() ?? []) {
    for (const range of writesOf(scalar.text, 0, thing.name)) refer(thing, { range });
  }
}

function withOperands(references: readonly Reference[]): readonly Reference[] {
  const hasOperands = references.some(reference => reference.kind === 'variable' && reference.operands.length > 0);
  if (!hasOperands) return references;
  return references.flatMap(reference =>
    reference.kind === 'variable' ? [reference, ...withOperands(reference.operands)] : reference,
  );
}

function referScoped({ namespace, path }: ScopedReference, around: Around): void {
  const [first, , third] = path;
  if (first === undefined) return;
  if (namespace === 'steps') referStep(first, third, around);
  else around.refer(scopedThing(namespace, first.text, around), first);
}

function scopedThing(namespace: Namespace, name: string, around: Around): Thing | undefined {
  const { reading, text, variable } = around;
  const { names } = reading;
  const own = text.step === undefined ? undefined : names.own.get(text.step);
  switch (namespace) {
    case 'consts':
    case 'params':
      return names[namespace].get(name);
    case 'env':
      return variable(name);
    case 'foreach':
      return itemOf(name, around);
    case 'inputs':
    case 'outputs':
      return own?.[namespace].get(name);
    case 'steps':
    case 'context':
      return undefined;
  }
}

const members: ReadonlySet<string> = new Set(['stdout', 'stderr', 'exit_code', 'exitCode', 'output', 'outputs']);

function referVariable(reference: VariableReference, around: Around): void {
  const { name, path, braced } = reference;
  const { text, variable, refer } = around;
  if (path !== undefined && braced) {
    const [head = '', member = '', output = ''] = /^\.(\w+)(?:\.([A-Za-z_]\w*))?/.exec(path.text) ?? [];
    const end = path.range.start + head.length;
    const part = { text: output, range: { start: end - output.length, end } };
    if (!members.has(member) || stepWithId(name.text, around) === undefined) {
      refer(variable(name.text), name);
      if (output !== '') refer(reportedByCalled(name.text, member, output, around), part);
      return;
    }
    referStep(name, output === '' ? undefined : part, around);
    return;
  }
  // Only Dagu itself heeds its own quotes and backslashes; positional parameters it replaces for shells as well.
  const isRead = text.reader === 'fields' || (text.reader === 'shell' && /^\d/.test(name.text));
  if (isRead && !reference.quoted && !isEscaped(reference)) refer(variable(name.text), name);
}

function referStep(id: Segment, output: Segment | undefined, around: Around): void {
  const step = stepWithId(id.text, around);
  if (step === undefined) return;
  const { names } = around.reading;
  around.refer(names.steps.get(step.list)?.get(id.text), id);
  if (output === undefined) return;
  const own = names.own.get(step)?.outputs.get(output.text);
  around.refer(own ?? outputOfCalled(step, output.text, around.reading), output);
}

/** A step that calls a document has the outputs that the steps of that one publish. */
function outputOfCalled(step: WorkflowStep, name: string, { workflow, definitions }: Reading): Thing | undefined {
  const called = calledDocument(step, workflow);
  const names = called === undefined ? undefined : definitions.of.get(called);
  const publisher = called?.steps.steps.find(inner =>
    inner.outputs.some(output => output.name === name && output.form === 'published'),
  );
  return publisher === undefined ? undefined : names?.own.get(publisher)?.outputs.get(name);
}

/** What a called document reports (dagu-format.md 3.13), by the variable that captured its report: `${OUT.outputs.NAME}`. */
function reportedByCalled(variable: string, member: string, name: string, around: Around): Thing | undefined {
  const { workflow, document, definitions } = around.reading;
  const caller = allSteps(document).find(step => step.variable?.name === variable && step.calls !== undefined);
  if (caller === undefined) return undefined;
  if (member === 'outputValues') return outputOfCalled(caller, name, around.reading);
  const called = calledDocument(caller, workflow);
  return member !== 'outputs' || called === undefined ? undefined : definitions.of.get(called)?.variables.get(name);
}

/** In the list of the step itself, or in one around it. */
function stepWithId(id: string, { text, reading }: Around): WorkflowStep | undefined {
  for (let list: StepList | undefined = listOf(text, reading.document); list !== undefined; list = list.owner?.list) {
    const found = list.steps.find(step => step.id?.name === id);
    if (found !== undefined) return found;
  }
  return undefined;
}

function listOf({ step, isPerItem }: ReferenceText, document: WorkflowDocument): StepList {
  if (isPerItem === true && step?.body !== undefined) return step.body;
  return step === undefined || step.list.steps.length === 0 ? document.steps : step.list;
}

function itemOf(name: string, { text, reading }: Around): Thing | undefined {
  let owner = text.isPerItem === true ? text.step : text.step?.list.owner;
  for (; owner !== undefined; owner = owner.list.owner) {
    const item = reading.names.own.get(owner)?.item;
    if (item?.name === name) return item;
  }
  return undefined;
}

/** What the program that gets the text reads by itself. */
function variableReads(source: string, { reader, field }: ReferenceText): readonly VariableRead[] {
  const isScript = field === 'run' || field === 'command' || field === 'script';
  return [
    ...(reader === 'shell' ? environmentReads(source) : []),
    ...(reader === 'powershell' ? powershellReads(source) : []),
    ...(isScript ? programReads(source) : []),
  ];
}
