// Completions for names of actions: those of the file, the built-in ones, and last those that are not executed here.

import type { BuiltIn } from '../../spec/actions/built-in';
import { builtInActions } from '../../spec/actions/catalog';
import { isExecuted } from '../../spec/supported';
import { nodeAt } from '../../syntax/cursor';
import { entryOf } from '../../syntax/node';
import { builtInProse, customProse } from '../action-prose';
import { inputsOf } from '../free-fields';
import type { Completion } from './completion';
import type { Place } from './place';
import { withoutMarks } from './snippet';
import { below, inputLines } from './structures';
import { valueText } from './value-text';

export function actionCompletions(place: Place): readonly Completion[] {
  const all = builtInActions();
  const isInTemplate = place.path[0] === 'actions';
  const own = place.document.actions.filter(({ name }) => !isInTemplate || name !== place.path[1]);
  return [
    ...own.map(({ name }) => customItem(name, place)),
    ...all.filter(({ name }) => isExecuted(name)).map(action => builtInItem(action, place)),
    ...all.filter(({ name }) => !isExecuted(name)).map(action => builtInItem(action, place)),
  ];
}

function builtInItem(action: BuiltIn, place: Place): Completion {
  return {
    label: action.name,
    kind: 'action',
    detail: isExecuted(action.name) ? 'built-in' : 'not executed here',
    documentation: builtInProse(action),
    range: place.written.range,
    ...withInput(action.name, inputLines(action.name), place),
  };
}

function customItem(name: string, place: Place): Completion {
  const inputs = inputsOf(place.document, name).filter(({ field }) => field.required === true);
  const lines = inputs.map(({ field }) => `${withoutMarks(field.name)}: «»`);
  return {
    label: name,
    kind: 'action',
    detail: 'of this file',
    documentation: customProse(place.document, name),
    range: place.written.range,
    ...withInput(withoutMarks(name), lines.length === 0 ? undefined : lines, place),
  };
}

/** The name, and below it the input that the action needs where the step has none yet. */
function withInput(
  name: string,
  lines: readonly string[] | undefined,
  place: Place,
): Pick<Completion, 'text' | 'snippet'> {
  const { text, line, written, flow, path, document } = place;
  const value = valueText(place, name);
  const isLast = text.slice(written.range.end, line.end).trim() === '';
  const hasInput = entryOf(nodeAt(document.root, path.slice(0, -1)), 'with') !== undefined;
  if (lines === undefined || flow || written.quote !== '' || !isLast || hasInput) return { text: value };
  const indent = ' '.repeat(line.column);
  return { text: `${value}${below(['with:', ...lines.map(input => `  ${input}`)], indent)}`, snippet: true };
}
