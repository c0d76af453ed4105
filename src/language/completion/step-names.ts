// Completions for names of steps: what a step depends on, where a router goes, where a push-back begins.

import { touches } from '../../base/text';
import { ancestorsOf, descendantsOf } from '../ancestors';
import { paragraph } from '../prose';
import type { WorkflowStep } from '../workflow';
import type { Completion } from './completion';
import type { Place } from './place';
import { valueText } from './value-text';

/** Undefined: no name of a step stands here. */
export function stepNameCompletions(place: Place): readonly Completion[] | undefined {
  const { step, rest, document } = place;
  if (step === undefined) return undefined;
  const [field, second, third] = rest;
  const beside = step.list.steps.filter(other => other !== step);
  if (field === 'depends') {
    if (step.handler !== undefined || (document.type === 'chain' && step.list.owner === undefined)) return [];
    // A step that waits for this one would wait for itself.
    const after = descendantsOf(step);
    return items(
      beside.filter(other => !after.has(other) && !isListed(step.depends, other, place)),
      place,
    );
  }
  if (
    (field === 'with' && second === 'routes' && third !== undefined) ||
    (field === 'routes' && second !== undefined)
  ) {
    const before = ancestorsOf(document, step);
    return items(
      beside.filter(other => !before.has(other) && !isListed(step.routes, other, place)),
      place,
    );
  }
  if (field === 'approval' && second === 'rewind_to') return items([step, ...ancestorsOf(document, step)], place);
  return undefined;
}

function items(steps: readonly WorkflowStep[], place: Place): readonly Completion[] {
  return steps.flatMap(step => {
    const label = step.id?.name ?? step.name?.name;
    if (label === undefined) return [];
    const name = step.name?.name === label ? undefined : step.name?.name;
    const action = step.action?.name;
    return {
      label,
      kind: 'step',
      ...(name === undefined ? {} : { detail: name }),
      documentation: [
        paragraph({ strong: label }, ...(name === undefined ? [] : [`: ${name}`])),
        ...(action === undefined ? [] : [paragraph('Performs ', { code: action }, '.')]),
      ],
      range: place.written.range,
      text: valueText(place, label),
    };
  });
}

/** Whether the step is in the list already, elsewhere than at the cursor. */
function isListed(names: WorkflowStep['depends'], step: WorkflowStep, { offset, beside }: Place): boolean {
  const others = names.filter(({ range }) => !touches(range, offset)).map(({ name }) => name);
  return [...others, ...beside].some(name => name === step.id?.name || name === step.name?.name);
}
