// The table of the format as data: what can stand under a path of a document.

import { builtInAction, builtInActions } from '../actions/catalog';
import { containerFields } from './container';
import {
  customActionFields,
  paramSchemaFields,
  richParamFields,
  scheduleEntryFields,
  scheduleFields,
  secretFields,
  taskFields,
} from './declarations';
import type { Field, FieldTable, Shape } from './field';
import { harnessFields } from './harness';
import { execFields, runInputFields } from './input';
import {
  declaredOutputFields,
  sourceFields,
  stderrFields,
  stdoutFields,
  streamOutputFields,
  streamValueFields,
} from './outputs';
import { buildInputFields, conditionFields, continueOnFields, foreachFields, parallelFields } from './policies';
import { handlerFields, rootFields } from './root';
import { defaultsFields, stepFields } from './step';

/** What can stand in a value that is not a plain scalar. */
export interface Content {
  /** The fields of a mapping. */
  readonly mapping?: FieldTable;
  /** The fields of a mapping in a list. */
  readonly item?: FieldTable;
  /** The fields of the value under a key that is free. */
  readonly each?: FieldTable;
}

/** Tells what stands under a key of the step at a path: `action`, for the fields of `with`. */
export type StepText = (stepPath: readonly (string | number)[], key: string) => string | undefined;

/**
 * What can stand at a path: `[]` for the document, `['steps', 0, 'retry_policy']`, …; undefined where nothing is known. `stepText` is asked
 * for the action when the path is in its `with`.
 */
export function contentAt(path: readonly (string | number)[], stepText: StepText): Content | undefined {
  let here: Content | undefined = { mapping: rootFields };
  for (const [index, part] of path.entries()) {
    if (typeof part === 'number') here = inItem(here);
    else here = inMember(here, part, path.slice(0, index), stepText);
  }
  return here;
}

/** The fields that a mapping at this path can have; undefined where keys are free or nothing is known. */
export function fieldsAt(path: readonly (string | number)[], stepText: StepText): FieldTable | undefined {
  return contentAt(path, stepText)?.mapping;
}

/** The field of the last key of a path. */
export function fieldAt(path: readonly (string | number)[], stepText: StepText): Field | undefined {
  const keys = path.findLastIndex(part => typeof part === 'string');
  const name = path[keys];
  return typeof name === 'string' ? fieldsAt(path.slice(0, keys), stepText)?.get(name) : undefined;
}

/** What stands inside the fields of a table that have a reader of their own. */
export function contentOf(fields: FieldTable, name: string): Content | undefined {
  const own = inside.get(fields)?.[name];
  return own ?? contentOfShape(fields.get(name)?.shape);
}

const step: Content = { mapping: stepFields };
const steps: Content = { item: stepFields, each: stepFields };
const conditions: Content = { item: conditionFields };
const scheduleEntries: Content = { mapping: scheduleEntryFields, item: scheduleEntryFields };

const inPolicies: Readonly<Record<string, Content>> = {
  continue_on: { mapping: continueOnFields },
  preconditions: conditions,
};

const inside: ReadonlyMap<FieldTable, Readonly<Record<string, Content>>> = new Map([
  [
    rootFields,
    {
      actions: { each: customActionFields },
      container: { mapping: containerFields },
      harnesses: { each: harnessFields },
      params: { mapping: paramSchemaFields, item: richParamFields },
      preconditions: conditions,
      schedule: { mapping: scheduleFields, item: scheduleEntryFields },
      secrets: { item: secretFields },
      steps,
      tasks: { item: taskFields },
    },
  ],
  [
    stepFields,
    {
      ...inPolicies,
      container: { mapping: containerFields },
      exec: { mapping: execFields },
      foreach: { mapping: foreachFields },
      inputs: { item: buildInputFields },
      output: { each: sourceFields },
      outputs: { item: declaredOutputFields },
      parallel: { mapping: parallelFields },
      stderr: { mapping: stderrFields },
      stdout: { mapping: stdoutFields },
    },
  ],
  [defaultsFields, inPolicies],
  [foreachFields, { steps }],
  [streamOutputFields, { fields: { each: streamValueFields } }],
  [scheduleFields, { start: scheduleEntries, stop: scheduleEntries, restart: scheduleEntries }],
  [customActionFields, { template: step }],
  [handlerFields, Object.fromEntries([...handlerFields.keys()].map(name => [name, step]))],
]);

function inItem(here: Content | undefined): Content | undefined {
  // A list of steps may hold lists of steps.
  return here?.item === undefined ? undefined : { mapping: here.item, item: here.item };
}

function inMember(
  here: Content | undefined,
  key: string,
  before: readonly (string | number)[],
  stepText: StepText,
): Content | undefined {
  const fields = here?.mapping;
  if (fields?.has(key) !== true) return here?.each === undefined ? undefined : { mapping: here.each };
  if (fields === stepFields && key === 'config') return inputOfType(stepText(before, 'type')?.trim());
  if (fields !== stepFields || key !== 'with') return contentOf(fields, key);
  const action = stepText(before, 'action')?.trim();
  const input = action === undefined ? runInputFields : builtInAction(action)?.input;
  return input === undefined ? undefined : { mapping: input };
}

/** Options of an older step are those of the action that its type has become. */
function inputOfType(type: string | undefined): Content | undefined {
  const action = builtInActions().find(({ kind }) => kind === type);
  return action === undefined ? undefined : { mapping: action.input };
}

function contentOfShape(shape: Shape | undefined): Content | undefined {
  if (shape?.kind === 'object') return { mapping: shape.fields };
  if (shape?.kind === 'list' && shape.item.kind === 'object') return { item: shape.item.fields };
  return undefined;
}
