// What an action does and takes, in a few sentences: for hovers and for the documentation of completions.

import { type BuiltIn, neededInputs } from '../spec/actions/built-in';
import type { Field } from '../spec/fields/field';
import { isExecuted } from '../spec/supported';
import { entryOf, stringOf } from '../syntax/node';
import { inputsOf } from './free-fields';
import { bullets, type Piece, type Prose, paragraph, said } from './prose';
import type { WorkflowDocument } from './workflow';

export function builtInProse(action: BuiltIn): Prose {
  const required = neededInputs(action);
  const fields = [...action.input.values()];
  const ordered = [
    ...fields.filter(field => required.includes(field.name)),
    ...fields.filter(field => !required.includes(field.name)),
  ];
  return [
    paragraph({ strong: action.name }),
    paragraph(...said(action.meaning)),
    ...(ordered.length === 0 ? [] : [bullets(ordered.map(field => inputLine(field, required.includes(field.name))))]),
    ...(isExecuted(action.name) ? [] : [paragraph('This engine does not execute it; a run that needs it is refused.')]),
  ];
}

/** An action that the file defines. */
export function customProse(document: WorkflowDocument, name: string): Prose {
  const definition = entryOf(entryOf(document.root, 'actions')?.value, name)?.value;
  const description = stringOf(entryOf(definition, 'description')?.value);
  const inputs = inputsOf(document, name).map(({ field, description: about }): readonly Piece[] => [
    { code: field.name },
    field.required === true ? ' (required)' : '',
    about === undefined ? '' : `: ${about}`,
  ]);
  return [
    paragraph({ strong: name }, ', an action of this file'),
    ...(description === undefined ? [] : [paragraph(description)]),
    ...(inputs.length === 0 ? [] : [bullets(inputs)]),
  ];
}

function inputLine(field: Field, required: boolean): readonly Piece[] {
  const standard = field.default === undefined ? [] : [' Default: ', { code: field.default }];
  return [{ code: field.name }, required ? ' (required): ' : ': ', ...said(field.meaning), ...standard];
}
