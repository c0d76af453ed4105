// Completions inside `${…}` and behind `$`: what a reference at the place can name.

import type { TextEdit, TextRange } from '../../base/text';
import { namespaces } from '../../model/reference';
import { dependsFix } from '../../spec/rules/depends-fix';
import { paragraph, said } from '../prose';
import { variablesAt, visibleAt } from '../visible';
import { membersOf } from '../visible-outputs';
import type { Visible } from '../visible-place';
import type { Completion } from './completion';
import type { Place } from './place';

const namespaceMeanings: { readonly [N in (typeof namespaces)[number]]: string } = {
  consts: 'Constants of this file.',
  params: 'Parameters of the run.',
  env: 'Variables of the workflow and the step.',
  steps: 'Declared outputs of steps that have ended: `${steps.ID.outputs.NAME}`.',
  context: 'Facts about the run: ids, paths, what started it.',
  foreach: 'The item of the loop around this step.',
  inputs: 'Paths of the files that this step reads.',
  outputs: 'Paths of the files that this step makes.',
};

/** Undefined: the cursor is in no reference. */
export function referenceCompletions(place: Place): readonly Completion[] | undefined {
  const { text, offset, line } = place;
  const before = text.slice(line.start, offset);
  const open = before.lastIndexOf('${');
  if (open !== -1 && !before.includes('}', open)) {
    return isEscaped(before, open) ? [] : braced(place, before.slice(open + 2));
  }
  const bare = /\$\w*$/.exec(before);
  if (bare === null) return undefined;
  return isEscaped(before, bare.index) || before[bare.index - 1] === '$' ? [] : unbraced(place, bare[0].length);
}

function braced(place: Place, inside: string): readonly Completion[] {
  const { text, offset } = place;
  const typed = /^\s*([\w.]*)$/.exec(inside)?.[1];
  // Behind an operator or a blank there is no name to complete.
  if (typed === undefined) return [];
  const end = offset + (/^[\w.]*/.exec(text.slice(offset, place.line.end))?.[0].length ?? 0);
  const range = { start: offset - typed.length, end };
  const close = /^[ \t]*\}/.test(text.slice(end, place.line.end)) ? '' : '}';
  const prefix = typed.slice(0, typed.lastIndexOf('.') + 1);
  const all = visibleAt(place);
  const members = all.length === 0 ? [] : memberNames(place, prefix);
  const fitting = [...members, ...all].filter(({ written }) => written.startsWith(prefix));
  return [
    ...(prefix === '' ? namespaceItems(all, range) : []),
    ...fitting.map(visible => item(visible, range, `${visible.written}${close}`, visible.written, place)),
  ];
}

function unbraced(place: Place, length: number): readonly Completion[] {
  const { text, offset } = place;
  const end = offset + (/^\w*/.exec(text.slice(offset, place.line.end))?.[0].length ?? 0);
  const range = { start: offset - length, end };
  return [
    ...variablesAt(place).map(visible => item(visible, range, `$${visible.written}`, `$${visible.written}`, place)),
    ...visibleAt(place).map(visible => item(visible, range, `\${${visible.written}}`, `\${${visible.written}}`, place)),
  ];
}

/** The namespaces in which there is something. */
function namespaceItems(all: readonly Visible[], range: TextRange): readonly Completion[] {
  return namespaces
    .filter(name => all.some(({ written }) => written.startsWith(`${name}.`)))
    .map(name => ({
      label: `${name}.`,
      kind: 'structure',
      detail: 'namespace',
      documentation: [paragraph(...said(namespaceMeanings[name]))],
      range,
      text: `${name}.`,
      again: true,
    }));
}

/** Of `ID.` what is known of the step. */
function memberNames({ document, step }: Place, prefix: string): readonly Visible[] {
  const id = prefix.slice(0, -1);
  const lists = step?.handler === undefined ? [step?.list, step?.list.owner?.list] : [document.steps];
  const named = lists.flatMap(list => list?.steps ?? []).find(other => other.id?.name === id && other !== step);
  return named === undefined ? [] : membersOf(named, id);
}

function item(visible: Visible, range: TextRange, text: string, label: string, place: Place): Completion {
  const edits = missingDependency(visible, place);
  const { note } = visible;
  const hint = edits.length === 0 ? '' : '; it is added to depends';
  return {
    label,
    kind: visible.kind,
    range,
    text,
    ...(note === undefined && visible.detail === undefined ? {} : { detail: note ?? visible.detail }),
    documentation: note === undefined ? visible.prose : [...visible.prose, paragraph(`Note: ${note}${hint}.`)],
    ...(edits.length === 0 ? {} : { edits }),
  };
}

/** Makes the step wait for the one that it reads from, where that is easy to write. */
function missingDependency({ missing }: Visible, { text, step, document, line }: Place): readonly TextEdit[] {
  const id = missing?.id?.name;
  if (id === undefined || step?.node.kind !== 'mapping' || document.type !== 'graph' || missing?.list !== step.list)
    return [];
  const edits = dependsFix(text, step.node, id)?.edits ?? [];
  // The line of the cursor is being changed already.
  return edits.some(({ range }) => range.end >= line.start && range.start <= line.end) ? [] : edits;
}

function isEscaped(text: string, at: number): boolean {
  const backslashes = /\\*$/.exec(text.slice(0, at))?.[0].length ?? 0;
  return backslashes % 2 === 1;
}
