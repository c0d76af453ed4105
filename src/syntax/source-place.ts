// From a place in the value of a scalar to the place in the file, whatever the quotes, escapes and line folding between them.

import type { TextRange } from '../base/text';
import type { ScalarNode } from './node';

/**
 * Where a part of a scalar's value stands in the text. Exact wherever the part is written as it reads; the whole scalar where escapes or
 * folding change the part itself.
 */
export function sourceRange(text: string, scalar: ScalarNode, part: TextRange): TextRange {
  const { start, end } = scalar.range;
  const source = text.slice(start, end);
  const value = scalar.text;
  const wanted = value.slice(part.start, part.end);
  if (wanted === '') return scalar.range;
  const quote = scalar.style === 'single' || scalar.style === 'double' ? 1 : 0;
  if (scalar.style !== 'block' && source.startsWith(value, quote)) {
    return { start: start + quote + part.start, end: start + quote + part.end };
  }
  // The same part may stand there several times: the count of those before it tells which one is meant.
  let count = 0;
  for (let at = value.indexOf(wanted); at !== -1 && at < part.start; at = value.indexOf(wanted, at + 1)) count++;
  // The first line of a block scalar is its header.
  const from = scalar.style === 'block' ? source.indexOf('\n') : 0;
  let place = source.indexOf(wanted, Math.max(0, from));
  for (; count > 0 && place !== -1; count--) place = source.indexOf(wanted, place + 1);
  return place === -1 ? scalar.range : { start: start + place, end: start + place + wanted.length };
}
