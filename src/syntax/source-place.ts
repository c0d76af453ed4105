// From a place in the value of a scalar to the place in the file, whatever the quotes, escapes and line folding between them.

import type { TextRange } from '../base/text';
import type { ScalarNode } from './node';

/** Where a part of a scalar's value stands in the text; the whole scalar for a part that is blank. */
export function sourceRange(text: string, scalar: ScalarNode, part: TextRange): TextRange {
  return sourcePlaces(text, scalar)(part);
}

/** The same for many parts of one scalar. */
export function sourcePlaces(text: string, scalar: ScalarNode): (part: TextRange) => TextRange {
  const { start, end } = scalar.range;
  const quote = scalar.style === 'single' || scalar.style === 'double' ? 1 : 0;
  if (scalar.style !== 'block' && text.startsWith(scalar.text, start + quote)) {
    const from = start + quote;
    return part => (part.start < part.end ? { start: from + part.start, end: from + part.end } : scalar.range);
  }
  let places: readonly TextRange[] | undefined;
  return part => {
    places ??= placesOf(text.slice(start, end), scalar, start);
    const inside = places.slice(part.start, part.end).filter(place => place.start !== place.end);
    const [first, last] = [inside[0], inside.at(-1)];
    return first === undefined || last === undefined ? scalar.range : { start: first.start, end: last.end };
  };
}

/**
 * The place of each unit of the value. Folding and indentation add and take away nothing but blanks, so the other characters stand in the
 * file in the order of the value; blanks have empty places. None at all when the text is not what the scalar was read from.
 */
function placesOf(source: string, { text: value, style }: ScalarNode, offset: number): readonly TextRange[] {
  const places: TextRange[] = [];
  // The first line of a block scalar is its header.
  let at = style === 'block' ? source.indexOf('\n') + 1 : style === 'plain' ? 0 : 1;
  while (places.length < value.length) {
    if (isBlank(value.charAt(places.length))) {
      places.push({ start: offset, end: offset });
      continue;
    }
    let written = writtenAt(source, at, style);
    while (isBlank(written.text) && at < source.length) {
      at += written.length;
      written = writtenAt(source, at, style);
    }
    if (!value.startsWith(written.text, places.length)) return [];
    const place = { start: offset + at, end: offset + at + written.length };
    for (let unit = 0; unit < written.text.length; unit++) places.push(place);
    at += written.length;
    if (written.length === 0) return [];
  }
  return places;
}

interface Written {
  /** What it stands for; nothing for a line break that is escaped. */
  readonly text: string;
  readonly length: number;
}

function writtenAt(source: string, at: number, style: ScalarNode['style']): Written {
  const character = source.charAt(at);
  if (style === 'single' && character === "'") return { text: character, length: 2 };
  if (style !== 'double' || character !== '\\') return { text: character, length: character.length };
  const kind = source.charAt(at + 1);
  const digits = { x: 2, u: 4, U: 8 }[kind];
  if (digits === undefined) return { text: escapes[kind] ?? kind.trim(), length: 2 };
  const code = Number.parseInt(source.slice(at + 2, at + 2 + digits), 16);
  return { text: code <= 0x10ffff ? String.fromCodePoint(code) : '', length: 2 + digits };
}

/** Escapes in double quotes that do not stand for the character itself. */
const escapes: Readonly<Record<string, string>> = {
  ...{ '0': '\0', a: '\x07', b: '\b', t: '\t', n: '\n', v: '\v', f: '\f', r: '\r', e: '\x1b' },
  ...{ N: '\x85', _: '\xa0', L: '\u2028', P: '\u2029' },
};

function isBlank(text: string): boolean {
  return text.trim() === '';
}
