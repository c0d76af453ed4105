// Texts with stops to fill in: `«»` is an empty stop, `«text»` one with a text in it, `«a|b»` a choice of words.

/** The snippet as an editor reads it, its stops numbered from the first on. */
export function snippetOf(text: string): string {
  let number = 0;
  return text
    .split(/«([^»]*)»/)
    .map((part, index) => (index % 2 === 0 ? literal(part) : stop(++number, part)))
    .join('');
}

/** The text alone, where no stops can be. */
export function withoutStops(text: string): string {
  return text.replace(/«([^|»]*)[^»]*»/g, '$1');
}

/** A text from a file inside such a text: it must begin no stop of its own. */
export function withoutMarks(text: string): string {
  return text.replace(/[«»]/g, '');
}

function stop(number: number, text: string): string {
  if (text === '') return `$${number}`;
  const words = text.split('|');
  if (words.length === 1) return `\${${number}:${literal(text)}}`;
  return `\${${number}|${words.map(word => word.replace(/[\\,|$}]/g, character => `\\${character}`)).join(',')}|}`;
}

function literal(text: string): string {
  return text.replace(/[\\$}]/g, character => `\\${character}`);
}
