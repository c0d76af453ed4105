// Names and ids of steps: automatic names, uniqueness, format (dagu-format.md 1.2).

import type { Fix } from '../base/diagnostic';
import { isReservedId, longestId, longestStepName, nameShapes } from './name-shapes';
import type { StepDraft } from './step';
import type { StepContext } from './step-context';
import { shorten } from './values';

export interface Placed {
  readonly draft: StepDraft;
  /** Place in the top-level list, from 1; members of a group share it. */
  readonly place: number;
  /** Place of the group in the order of a chain. */
  readonly group: number;
}

export interface Named extends Placed {
  readonly name: string;
}

export function nameSteps(placed: readonly Placed[], { findings }: StepContext): readonly Named[] {
  const used = new Map<string, Named>();
  return placed.map(entry => {
    const { draft, place } = entry;
    let name = draft.givenName ?? draft.step.id;
    if (name === undefined) {
      let number = place;
      while (used.has(`${draft.kind}_${number}`)) number++;
      name = `${draft.kind}_${number}`;
    } else if (Buffer.byteLength(name) > longestStepName)
      findings.add('step-name', 'The step name must be at most 255 bytes long', draft.givenNameRange);
    const named = { ...entry, name };
    const other = used.get(name);
    if (other !== undefined) {
      findings.add('step-name-duplicate', `The step name "${shorten(name)}" must be unique`, draft.givenNameRange, {
        related: [{ message: `"${shorten(name)}" is here as well`, range: other.draft.givenNameRange }],
      });
    } else used.set(name, named);
    return named;
  });
}

export function checkIds(steps: readonly Named[], { findings }: StepContext): void {
  const byName = new Map(steps.map(step => [step.name, step]));
  const seen = new Map<string, Named>();
  for (const step of steps) {
    const { id, nameRange } = step.draft.step;
    if (id === undefined) continue;
    const range = nameRange;
    if (!nameShapes.word.test(id))
      findings.add(
        'step-id',
        `invalid step ID format: "${shorten(id)}" must be letters, digits and underscores, a letter first`,
        range,
        idFix(step, id),
      );
    else if (id.length > longestId)
      findings.add('step-id', `The step id "${shorten(id)}" must have at most 40 characters`, range);
    if (isReservedId(id)) findings.add('step-id-reserved', `The step id "${id}" is a reserved word`, range);
    const twin = seen.get(id);
    if (twin !== undefined)
      findings.add('step-id-duplicate', `duplicate step ID: "${shorten(id)}"`, range, {
        related: [{ message: 'It is here as well', range: twin.draft.step.nameRange }],
      });
    else seen.set(id, step);
    const named = byName.get(id);
    if (named !== undefined && named !== step)
      findings.add('step-id-conflict', `The step id "${id}" conflicts with the name of another step`, range, {
        related: [{ message: 'The step with this name', range: named.draft.givenNameRange }],
      });
  }
}

function idFix(step: Named, id: string): { readonly fixes?: readonly Fix[] } {
  const valid = id
    .replace(/[^a-zA-Z0-9_]/g, '_')
    .replace(/^([^a-zA-Z])/, 's$1')
    .slice(0, 40);
  return step.draft.givenName === undefined
    ? { fixes: [{ title: `Rename to ${valid}`, edits: [{ range: step.draft.step.nameRange, text: valid }] }] }
    : {};
}
