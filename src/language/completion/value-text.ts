// A value as it must be written where the cursor is: quoted or not, with the blank and the quote that are missing.

import { scalarSource } from '../../syntax/edits';
import type { Place } from './place';

/** The YAML of a text for the place. `isText`: it must stay a text, so that what looks like a number is quoted. */
export function valueText({ written, flow }: Place, value: string): string {
  const lead = written.tight ? ' ' : '';
  const end = written.closed ? '' : written.quote;
  if (written.quote === '"') return `${JSON.stringify(value).slice(1, -1)}${end}`;
  if (written.quote === "'") return `${value.replaceAll("'", "''")}${end}`;
  return lead + (flow && /[,[\]{}]/.test(value) ? JSON.stringify(value) : scalarSource(value));
}

/** A word of YAML that is no text, such as true: it stands as it is and cannot be written between quotes. */
export function wordText({ written }: Place, word: string): string | undefined {
  return written.quote === '' ? `${written.tight ? ' ' : ''}${word}` : undefined;
}
