// What a field of the format is, in a few sentences: for hovers and for the documentation of completions.

import type { Field, Shape } from '../spec/fields/field';
import { shapeWords } from '../spec/fields/shape-words';
import { bullets, type Piece, type Prose, paragraph, said } from './prose';

export interface FieldContext {
  /** What the field stands in: `step`, `log.write`, `retry_policy`. */
  readonly owner?: string;
  /** What a run needs that is not there, in words: `steps in containers`. */
  readonly notExecuted?: string;
}

export function fieldProse(field: Field, { owner, notExecuted }: FieldContext = {}): Prose {
  const facts: (readonly Piece[])[] = [
    ['Type: ', shapeWords(field.shape), ...fieldNames(field.shape)],
    ...(field.default === undefined ? [] : [['Default: ', { code: field.default }]]),
    ...(field.required === true ? [['Required']] : []),
    ...(field.shape.kind === 'word' || field.usual === undefined
      ? []
      : [['Such as ', ...listed(field.usual.slice(0, 6))]]),
  ];
  return [
    paragraph({ strong: field.name }, ...(owner === undefined ? [] : [` of ${owner}`])),
    paragraph(...said(field.meaning)),
    bullets(facts),
    ...(field.remark === undefined ? [] : [paragraph('Note: ', ...said(field.remark))]),
    ...(field.deprecated === undefined
      ? []
      : [paragraph('An older form that still loads. Today: ', { code: field.deprecated }, '.')]),
    ...(field.otherCase === 'lost'
      ? [
          paragraph(
            'Written in another case, such as ',
            { code: capitalized(field.name) },
            ', Dagu accepts it and loses what it holds.',
          ),
        ]
      : []),
    ...(field.tag === 'server'
      ? [paragraph('Only a Dagu server acts on it; a run here goes on as if it were not there.')]
      : []),
    ...(notExecuted === undefined
      ? []
      : [paragraph(`This engine does not execute ${notExecuted}; a run that needs it is refused.`)]),
  ];
}

/** The fields of a mapping, those that it needs first. */
function fieldNames(shape: Shape): readonly Piece[] {
  if (shape.kind !== 'object') return [];
  const fields = [...shape.fields.values()].filter(({ deprecated }) => deprecated === undefined);
  const ordered = [...fields].sort((a, b) => Number(b.required === true) - Number(a.required === true));
  return [' with ', ...listed(ordered.slice(0, 12).map(({ name }) => name)), ...(ordered.length > 12 ? [', …'] : [])];
}

function listed(words: readonly string[]): readonly Piece[] {
  return words.flatMap((word, index) => (index === 0 ? [{ code: word }] : [', ', { code: word }]));
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
