// YAML in tests with all the places of one thing marked: `‹name›`.

import type { TextRange } from '../../src/base/text';

export interface MarkedPlaces {
  readonly text: string;
  readonly places: readonly TextRange[];
}

/** The text without its marks, and the places that they are around. */
export function withoutPlaces(marked: string): MarkedPlaces {
  const places: TextRange[] = [];
  let text = '';
  let from = 0;
  for (const { 0: whole, 1: inside = '', index } of marked.matchAll(/‹([^›]*)›/g)) {
    text += marked.slice(from, index);
    places.push({ start: text.length, end: text.length + inside.length });
    text += inside;
    from = index + whole.length;
  }
  return { text: text + marked.slice(from), places };
}

/** The text with marks around the places. */
export function withPlaces(text: string, places: readonly TextRange[]): string {
  return [...places]
    .sort((a, b) => b.start - a.start)
    .reduce((all, { start, end }) => `${all.slice(0, start)}‹${all.slice(start, end)}›${all.slice(end)}`, text);
}
