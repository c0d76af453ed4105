// Hovers on keys: what a field means, and where Dagu or this engine surprises.

import { neededInputs } from '../../spec/actions/built-in';
import { builtInAction } from '../../spec/actions/catalog';
import type { Field, FieldTable } from '../../spec/fields/field';
import { fieldsAt } from '../../spec/fields/lookup';
import { modernName } from '../../spec/fields/migration';
import { rootFields } from '../../spec/fields/root';
import { stepFields } from '../../spec/fields/step';
import { missingForRoot, missingForStep } from '../../spec/supported';
import { nodeAt } from '../../syntax/cursor';
import { entryOf, type ScalarNode, stringOf } from '../../syntax/node';
import { customProse } from '../action-prose';
import { fieldProse } from '../field-prose';
import { freeFields } from '../free-fields';
import { type Prose, paragraph } from '../prose';
import type { Hover, HoverPlace } from './hover-place';

export function keyHover(place: HoverPlace, { range, text }: ScalarNode): Hover | undefined {
  const prose = fieldHover(place, text) ?? ownHover(place, text) ?? olderHover(text);
  return prose === undefined ? undefined : { range, prose };
}

/** What a key of the format means, in whatever case it is written. */
export function fieldHover(place: HoverPlace, name: string): Prose | undefined {
  const { document, path, step } = place;
  const fields = fieldsAt(path, (stepPath, key) => stringOf(entryOf(nodeAt(document.root, stepPath), key)?.value));
  const field = fields?.get(name) ?? fields?.get(name.toLowerCase());
  if (fields === undefined || field === undefined) return undefined;
  const action = isInput(place) ? builtInAction(step?.action?.name ?? '') : undefined;
  const needed = action !== undefined && neededInputs(action).includes(field.name);
  const notExecuted = missingIn(fields, field);
  return fieldProse(needed ? { ...field, required: true } : field, {
    owner: ownerOf(place, fields),
    ...(notExecuted === undefined ? {} : { notExecuted }),
  });
}

function isInput({ rest }: HoverPlace): boolean {
  return rest.length === 1 && rest[0] === 'with';
}

function missingIn(fields: FieldTable, { name }: Field): string | undefined {
  if (fields === rootFields) return missingForRoot(name);
  return fields === stepFields ? missingForStep(name) : undefined;
}

/** What the field stands in, in words. */
function ownerOf(place: HoverPlace, fields: FieldTable): string {
  if (fields === rootFields) return 'the workflow';
  if (fields === stepFields) return place.path[0] === 'handler_on' ? 'a handler' : 'a step';
  if (isInput(place)) return place.step?.action?.name ?? 'run';
  return String(place.path.findLast(part => typeof part === 'string') ?? '');
}

/** Keys that the file itself defines. */
function ownHover({ workflow, document, step, rest, path }: HoverPlace, name: string): Prose | undefined {
  if (path.length === 1 && path[0] === 'actions') return customProse(document, name);
  return freeFields(workflow, document, step, rest).find(({ field }) => field.name === name)?.prose;
}

/** A key of an older dialect. */
function olderHover(name: string): Prose | undefined {
  const modern = modernName(name);
  return modern === undefined
    ? undefined
    : [paragraph({ strong: name }, ' does not load any more. Today it is ', { code: modern }, '.')];
}
