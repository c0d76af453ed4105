// How wide texts are in the fonts of the picture.

import type { Measures } from './node-view';
import type { Measure } from './text-fit';

/** Measures each text once for a font family; the editor may change the family at any time. */
export function textMeasures(family: () => string): Measures {
  const context = document.createElement('canvas').getContext('2d');
  const measure = (size: number): Measure => {
    const known = new Map<string, number>();
    let font = '';
    return text => {
      if (font !== family()) {
        font = family();
        known.clear();
      }
      const before = known.get(text);
      if (before !== undefined) return before;
      if (context !== null) context.font = `${size}px ${font}`;
      const width = context?.measureText(text).width ?? (text.length * size) / 2;
      if (known.size < mostKnown) known.set(text, width);
      return width;
    };
  };
  return { name: measure(13), line: measure(11) };
}

const mostKnown = 20_000;
