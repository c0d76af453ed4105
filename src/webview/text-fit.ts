// Text cut to a width, with an ellipsis; whole characters only.

/** The width of a text in pixels. */
export type Measure = (text: string) => number;

/** The text itself when it fits, else its longest beginning that fits with an ellipsis behind it. */
export function fittedText(text: string, width: number, measure: Measure): string {
  if (measure(text) <= width) return text;
  const characters = [...text];
  let low = 0;
  let high = characters.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (measure(`${characters.slice(0, middle).join('')}…`) <= width) low = middle;
    else high = middle - 1;
  }
  return `${characters.slice(0, low).join('').trimEnd()}…`;
}

/**
 * A name as it may be drawn on one line: control characters, line ends and characters that turn the direction of writing become visible, so that
 * no name can pretend to be another one.
 */
export function plainLabel(name: string): string {
  return [...name]
    .slice(0, 500)
    .join('')
    .replace(/[\u0000-\u001f]/g, character => String.fromCharCode(0x2400 + character.charCodeAt(0)))
    .replace(/[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, '\ufffd');
}
