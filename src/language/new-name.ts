// Whether a thing can have another name: what the format, reserved words and the names beside it say.

import { isBuiltIn } from '../spec/actions/catalog';
import {
  isReservedId,
  isReservedItem,
  isRunVariable,
  longestId,
  longestStepName,
  nameShapes,
} from '../spec/name-shapes';
import { plainValue } from '../syntax/scalar';
import type { Thing, ThingKind } from './thing';
import { allSteps, type Workflow } from './workflow';

/** What people call things. */
export const thingTitles: { readonly [K in ThingKind]: string } = {
  step: 'step',
  const: 'constant',
  param: 'parameter',
  env: 'variable',
  secret: 'secret',
  variable: 'captured variable',
  output: 'output',
  input: 'input',
  item: 'item',
  action: 'custom action',
  document: 'workflow',
};

/** Why the thing cannot be called so, as a sentence; undefined when nothing stands against it. */
export function newNameFault(thing: Thing, name: string, workflow: Workflow): string | undefined {
  if (name.trim() === '') return 'A name must not be empty.';
  if (name !== name.trim() || /[\r\n\t]/.test(name))
    return 'A name must neither begin nor end with blanks, nor hold tabs or line breaks.';
  const fault = shapeFault(thing, name, workflow);
  if (fault !== undefined) return fault;
  return thing.space.has(name) ? `There is already a ${thingTitles[thing.kind]} called ${name} here.` : undefined;
}

function shapeFault(thing: Thing, name: string, workflow: Workflow): string | undefined {
  const { kind } = thing;
  switch (kind) {
    case 'step':
      return stepFault(thing, name, workflow);
    case 'document':
      if ([...name].length > longestId) return `The name of a workflow must have at most ${longestId} characters.`;
      return nameShapes.workflow.test(name)
        ? undefined
        : 'The name of a workflow consists of letters, digits and _ . -';
    case 'action':
      if (isBuiltIn(name)) return `${name} is an action of Dagu itself.`;
      return nameShapes.customAction.test(name)
        ? undefined
        : 'The name of an action consists of letters, digits, _ and -, in parts that begin with a letter and are joined by dots.';
    case 'item':
      if (isReservedItem(name)) return `\${foreach.${name}} has a meaning of its own.`;
      return wordFault(nameShapes.variable, name);
    case 'env':
    case 'secret':
    case 'variable':
      if (isRunVariable(name)) return `Every run sets ${name} itself.`;
      return wordFault(nameShapes.variable, name);
    case 'param':
      return isRunVariable(name) ? `Every run sets ${name} itself.` : wordFault(nameShapes.word, name);
    case 'const':
    case 'output':
    case 'input':
      return wordFault(nameShapes.word, name);
  }
}

function wordFault(shape: RegExp, name: string): string | undefined {
  const first = shape === nameShapes.word ? 'a letter first' : 'no digit first';
  if (!shape.test(name)) return `The name must consist of letters, digits and underscores, ${first}.`;
  return typeof plainValue(name) === 'string' ? undefined : `YAML does not read ${name} as text.`;
}

function stepFault({ definitions }: Thing, name: string, workflow: Workflow): string | undefined {
  const steps = workflow.documents.flatMap(allSteps);
  const defines = (range: { readonly start: number } | undefined): boolean =>
    definitions.some(({ start }) => start === range?.start);
  if (steps.some(({ id }) => defines(id?.range))) {
    if (!nameShapes.word.test(name)) return 'An id must consist of letters, digits and underscores, a letter first.';
    if (name.length > longestId) return `An id must have at most ${longestId} characters.`;
    if (isReservedId(name)) return `${name} is a reserved word and cannot be an id.`;
  }
  return Buffer.byteLength(name) > longestStepName
    ? `The name of a step must have at most ${longestStepName} bytes.`
    : undefined;
}
