// The table of the format as data: which fields can stand under a path of a document.

import { builtInAction } from '../actions/catalog';
import { containerFields } from './container';
import { richParamFields, secretFields } from './declarations';
import { any, type Field, type FieldTable, field, list, map, own, table, text, texts } from './field';
import {
  approvalFields,
  buildInputFields,
  conditionFields,
  continueOnFields,
  declaredOutputFields,
  foreachFields,
  parallelFields,
  repeatFields,
  retryFields,
  streamFields,
} from './policies';
import { rootFields } from './root';
import { defaultsFields, stepFields } from './step';

/** Tells what stands under a key of the step at a path: `action`, for the fields of `with`. */
export type StepText = (stepPath: readonly (string | number)[], key: string) => string | undefined;

/** Every field of a workflow, in the order of the reference. */
export function workflowFields(): readonly Field[] {
  return [...rootFields.values()];
}

/** Every field of a step. */
export function fieldsOfStep(): readonly Field[] {
  return [...stepFields.values()];
}

/**
 * The fields that a mapping at this path can have: `[]` for the document, `['steps', 0, 'retry_policy']`, …; undefined where keys are free or
 * nothing is known. `stepText` is asked for the action when the path is in its `with`.
 */
export function fieldsAt(path: readonly (string | number)[], stepText: StepText): FieldTable | undefined {
  let here: FieldTable | undefined = rootFields;
  for (const [index, part] of path.entries()) {
    if (typeof part === 'number') continue;
    const table: FieldTable | undefined = here;
    here = next(table, part, path.slice(0, index), stepText);
  }
  return here;
}

/** The field of the last key of a path. */
export function fieldAt(path: readonly (string | number)[], stepText: StepText): Field | undefined {
  const keys = path.findLastIndex(part => typeof part === 'string');
  const name = path[keys];
  return typeof name === 'string' ? fieldsAt(path.slice(0, keys), stepText)?.get(name) : undefined;
}

/** `with` beside run. */
export const runInputFields = table(
  field('shell', own('a text or a list'), 'The shell of this step.'),
  field('shell_args', list(text), 'Further arguments of the shell.'),
  field('shell_packages', list(text), 'Packages for nix-shell.'),
);

export const execFields = table(
  field('command', text, 'The program.'),
  field('args', list(any), 'Its arguments, each one word.'),
);

const scheduleFields = table(
  field('start', texts, 'Cron expressions of starts.', { tag: 'server' }),
  field('stop', texts, 'Cron expressions of stops.', { tag: 'server' }),
  field('restart', texts, 'Cron expressions of restarts.', { tag: 'server' }),
);

const actionFields = table(
  field('description', text, 'What the action does.'),
  field('input_schema', map, 'A JSON Schema of the input: an object.'),
  field('output_schema', map, 'A JSON Schema that stdout must match.'),
  field('template', own('one step'), 'The step that the action stands for.'),
);

/** Fields with a reader of their own, and what stands inside them. */
const inRoot: Readonly<Record<string, FieldTable>> = {
  steps: stepFields,
  preconditions: conditionFields,
  container: containerFields,
  secrets: secretFields,
  schedule: scheduleFields,
  params: richParamFields,
};

const inStep: Readonly<Record<string, FieldTable>> = {
  continue_on: continueOnFields,
  retry_policy: retryFields,
  repeat_policy: repeatFields,
  preconditions: conditionFields,
  parallel: parallelFields,
  foreach: foreachFields,
  container: containerFields,
  stdout: streamFields,
  stderr: streamFields,
  outputs: declaredOutputFields,
  inputs: buildInputFields,
  approval: approvalFields,
  exec: execFields,
};

function next(
  here: FieldTable | undefined,
  key: string,
  before: readonly (string | number)[],
  stepText: StepText,
): FieldTable | undefined {
  // Names of handlers, custom actions and members of free mappings stand between tables.
  if (before.length === 1 && before[0] === 'handler_on') return stepFields;
  if (before.length === 1 && before[0] === 'actions') return actionFields;
  if (here === undefined) return undefined;
  if (here === foreachFields && key === 'steps') return stepFields;
  if (here === actionFields && key === 'template') return stepFields;
  if (here === stepFields && key === 'with') {
    const action = stepText(before, 'action')?.trim();
    return action === undefined ? runInputFields : builtInAction(action)?.input;
  }
  const inSteps = here === stepFields || here === defaultsFields;
  const known = here === rootFields ? inRoot : inSteps ? inStep : {};
  if (Object.hasOwn(known, key)) return known[key];
  return tableOf(here.get(key));
}

function tableOf(found: Field | undefined): FieldTable | undefined {
  if (found?.shape.kind === 'object') return found.shape.fields;
  if (found?.shape.kind !== 'list') return undefined;
  return found.shape.item.kind === 'object' ? found.shape.item.fields : undefined;
}
