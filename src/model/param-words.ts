// The words of a parameter text such as `A=1 B="x y" plain`, in declarations and on the command line (dagu-format.md 1.3).

import type { TextRange } from '../base/text';

/** One word. Without a name it is positional. */
export interface ParamWord {
  readonly name?: string;
  readonly value: string;
  /** The whole word in the text. */
  readonly range: TextRange;
}

/**
 * Splits a text into words as Dagu does: `"…"` and backticks hold a word together (the double quotes are removed, with `\"` inside them
 * read as `"`; backticks stay), single quotes mean nothing, and `F=` before a blank is a positional word.
 */
export function paramWords(text: string): readonly ParamWord[] {
  return [...text.matchAll(wordShape)].map(match => {
    const [whole, name, value = ''] = match;
    return {
      ...(name === undefined ? {} : { name }),
      value: unquoted(value),
      range: { start: match.index, end: match.index + whole.length },
    };
  });
}

/** One argument of a command line: everything before the first `=` is the name, nothing is unquoted. */
export function argumentWord(text: string): ParamWord {
  const match = /^([^\s="`]+)=([\s\S]*)$/.exec(text);
  const range = { start: 0, end: text.length };
  return match === null ? { value: text, range } : { name: match[1] ?? '', value: match[2] ?? '', range };
}

/** The name that a word has in a list of parameters: its own, or its place counted from 1. */
export function nameOfWord(word: ParamWord, index: number): string {
  return word.name ?? String(index + 1);
}

const wordShape = /(?:([^\s="`]+)=)?("(?:\\"|[^"])*"|`[^`]*`|[^"\s]+)/g;

function unquoted(value: string): string {
  return value.length > 1 && value.startsWith('"') ? value.slice(1, -1).replaceAll('\\"', '"') : value;
}
