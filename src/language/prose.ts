// Text for people in plain pieces, and the one function that makes Markdown of them in which nothing from a file can act.

import { manyLines, oneLine } from '../base/terminal-text';

/** A piece of a line: text, or text that is shown as code or in bold. */
export type Piece = string | { readonly code: string } | { readonly strong: string };

export type Paragraph =
  | { readonly kind: 'text'; readonly pieces: readonly Piece[] }
  | { readonly kind: 'list'; readonly items: readonly (readonly Piece[])[] }
  | { readonly kind: 'block'; readonly text: string };

export type Prose = readonly Paragraph[];

export function paragraph(...pieces: readonly Piece[]): Paragraph {
  return { kind: 'text', pieces };
}

export function bullets(items: readonly (readonly Piece[])[]): Paragraph {
  return { kind: 'list', items };
}

/** Several lines as they are written. */
export function block(text: string): Paragraph {
  return { kind: 'block', text };
}

/** Our own sentences mark code with backticks; never for text from a file. */
export function said(sentence: string): readonly Piece[] {
  return sentence.split('`').map((text, index) => (index % 2 === 0 ? text : { code: text }));
}

/** The text alone, for tests and for places without Markdown. */
export function plainText(prose: Prose): string {
  const line = (pieces: readonly Piece[]): string => pieces.map(textOf).join('');
  return prose
    .map(part => {
      if (part.kind === 'block') return part.text;
      return part.kind === 'text' ? line(part.pieces) : part.items.map(item => `- ${line(item)}`).join('\n');
    })
    .join('\n');
}

/** Markdown that shows the pieces and nothing else: no links, images, HTML or icons can come out of any text. */
export function markdown(prose: Prose): string {
  // Blanks at the beginning would make it a block of code.
  const line = (pieces: readonly Piece[]): string => pieces.map(escaped).join('').trimStart();
  return prose
    .map(part => {
      if (part.kind === 'block') return codeBlock(part.text);
      return part.kind === 'text' ? line(part.pieces) : part.items.map(item => `- ${line(item)}`).join('\n');
    })
    .join('\n\n');
}

/** Longer texts of a file are cut off: a hover is no place to read them. */
const most = { line: 400, block: 2000 } as const;

function textOf(piece: Piece): string {
  if (typeof piece === 'string') return piece;
  return 'code' in piece ? piece.code : piece.strong;
}

function escaped(piece: Piece): string {
  const text = cut(oneLine(textOf(piece)), most.line);
  if (typeof piece === 'string') return withoutMeaning(text);
  if ('strong' in piece) return text.trim() === '' ? '' : `**${withoutMeaning(text.trim())}**`;
  return codeSpan(text);
}

/**
 * Whatever could begin something becomes a character reference, which Markdown takes for text and nothing else: emphasis, code, links, HTML,
 * headings, tables, lists at the beginning, and addresses that would become links by themselves.
 */
function withoutMeaning(text: string): string {
  return text.replace(/[\\`*_{}[\]<>&#~|@$]|^\s*[-+]|^\s*\d+[.)]|:(?=\/\/)|(?<=www)\./gi, found =>
    [...found]
      .map(character => (/[\w ]/.test(character) && character !== '_' ? character : reference(character)))
      .join(''),
  );
}

function reference(character: string): string {
  return `&#${character.codePointAt(0) ?? 0};`;
}

function codeSpan(text: string): string {
  if (text === '') return '';
  const fence = '`'.repeat(longestTicks(text) + 1);
  const gap = text.startsWith('`') || text.endsWith('`') || text.trim() === '' ? ' ' : '';
  return `${fence}${gap}${text}${gap}${fence}`;
}

function codeBlock(text: string): string {
  const fence = '`'.repeat(Math.max(3, longestTicks(text) + 1));
  return `${fence}\n${cut(manyLines(text), most.block)}\n${fence}`;
}

function longestTicks(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}
