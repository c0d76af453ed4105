// Hovers on references: what they name, the value or default that the file gives it, and where it comes from.

import { touches } from '../../base/text';
import { isEscaped, parseReferences, type Reference } from '../../model/reference';
import { lineAt } from '../../syntax/outline';
import { policyOf } from '../field-policy';
import { type Prose, paragraph } from '../prose';
import { variablesAt, visibleAt } from '../visible';
import { membersOf } from '../visible-outputs';
import type { Visible } from '../visible-place';
import type { Hover, HoverPlace } from './hover-place';

export function referenceHover(place: HoverPlace): Hover | undefined {
  if (policyOf(place.step, place.rest) === undefined) return undefined;
  const line = lineAt(place.workflow.text, place.offset);
  const found = parseReferences(line.text).find(({ range }) => touches(range, place.offset - line.start));
  if (found === undefined || isEscaped(found)) return undefined;
  const prose = proseOf(found, place);
  const range = { start: line.start + found.range.start, end: line.start + found.range.end };
  return prose === undefined ? undefined : { range, prose };
}

function proseOf(reference: Reference, place: HoverPlace): Prose | undefined {
  if (reference.kind === 'unreadable')
    return [paragraph('No reference that Dagu knows: it stays in the text as it is.')];
  const visible = reference.kind === 'scoped' ? scoped(reference, place) : variable(reference, place);
  if (visible !== undefined) {
    const { prose, note } = visible;
    return note === undefined ? prose : [...prose, paragraph(`Note: ${note}, so that it need not have run by then.`)];
  }
  if (reference.kind === 'scoped')
    return reference.namespace === 'env' ? fromOutside(reference.path[0]?.text) : undefined;
  return reference.path === undefined ? fromOutside(reference.name.text) : undefined;
}

function scoped(reference: Reference & { kind: 'scoped' }, place: HoverPlace): Visible | undefined {
  const { namespace, path } = reference;
  if (namespace === 'params' && path.length === 0) {
    const prose = [paragraph('All parameters of the run, as a JSON object of texts.')];
    return { written: 'params', kind: 'variable', prose };
  }
  // What follows the item of a loop is a path into it.
  const names = namespace === 'foreach' ? path.slice(0, 1) : path;
  const written = [namespace, ...names.map(({ text }) => text)].join('.');
  return visibleAt(place).find(visible => visible.written === written);
}

/** A published output, something that is known of a step, or a variable, with or without a path into its JSON. */
function variable(reference: Reference & { kind: 'variable' }, place: HoverPlace): Visible | undefined {
  const { name, path } = reference;
  const [first = '', second = '', third = ''] = `${name.text}${path?.text ?? ''}`.split('.');
  if (second !== '') {
    const output = `${first}.outputs.${third}`;
    const published = visibleAt(place).find(({ written }) => written === output || written === `steps.${output}`);
    const lists =
      place.step?.handler === undefined ? [place.step?.list, place.step?.list.owner?.list] : [place.document.steps];
    const step = lists.flatMap(list => list?.steps ?? []).find(({ id }) => id?.name === first);
    const member =
      step === undefined ? undefined : membersOf(step, first).find(({ written }) => written === `${first}.${second}`);
    if (published !== undefined || member !== undefined) return published ?? member;
  }
  return variablesAt(place).find(({ written }) => written === first);
}

function fromOutside(name: string | undefined): Prose | undefined {
  if (name === undefined || /^\d/.test(name)) return undefined;
  return [
    paragraph(
      { strong: name },
      ' is not set in this file: its value comes from the environment, a .env file or the base configuration, if there is one.',
    ),
  ];
}
