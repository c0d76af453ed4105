// Cuts a text into pieces that can be read each by itself: the entries of its documents, and the items of lists in them.

import type { TextRange } from '../base/text';

/** One entry of the mapping that a document is. The comments above the first entry belong to it. */
export interface Piece extends TextRange {
  /** Where the value is a list and begins on a line of its own: a range for each item. The key stands before the first one. */
  readonly items: readonly TextRange[];
}

/** A document, from its separator on. */
export interface DocumentPieces extends TextRange {
  /** None: the document must be read as a whole, for its lines depend on each other or it is no block mapping. */
  readonly pieces: readonly Piece[];
}

/** The pieces of every document; undefined for a text with directives or ends of documents, which must be read as a whole. */
export function piecesOf(text: string): readonly DocumentPieces[] | undefined {
  const documents: DocumentPieces[] = [];
  let start = 0;
  let body = 0;
  let entries: number[] = [];
  let whole = text.charCodeAt(0) === 0xfeff;
  let content = false;
  const finish = (end: number): void => {
    const tied = whole || anchor.test(text.slice(body, end));
    documents.push({ start, end, pieces: tied ? [] : cut(text, body, end, entries) });
  };
  for (let line = 0; line < text.length; line = nextLine(text, line)) {
    const kind = kindOf(text, line);
    if (kind === 'directive') return undefined;
    if (kind === 'separator') {
      // Comments above the first separator are no document.
      if (content || documents.length > 0) finish(line);
      start = documents.length === 0 && !content ? 0 : line;
      body = nextLine(text, line);
      entries = [];
      whole = !/^---[ \t\r]*(#.*)?$/.test(text.slice(line, body).trimEnd());
      content = true;
    } else if (kind === 'entry') {
      entries.push(line);
      content = true;
    } else if (kind === 'tied' || (kind === 'item' && entries.length === 0)) {
      whole = true;
      content = true;
    }
  }
  if (content) finish(text.length);
  return documents;
}

/** An anchor, an alias or a tag at the beginning of a value: it ties places of a document together. */
const anchor = /(?:^|[:\-,[{])[ \t]+[&*!][^\s*&!]|^[&*!]/m;

type LineKind = 'entry' | 'item' | 'separator' | 'directive' | 'tied' | 'inside';

/** What a line is by its first characters. */
function kindOf(text: string, line: number): LineKind {
  switch (text[line]) {
    case ' ':
    case '\t':
    case '\n':
    case '\r':
    case '#':
    case ']':
    case '}':
      return 'inside';
    case '%':
      return 'directive';
    case '.':
      return /^\.\.\.(\s|$)/.test(text.slice(line, line + 4)) ? 'directive' : 'entry';
    case '-':
      if (/^---(\s|$)/.test(text.slice(line, line + 4))) return 'separator';
      return /^-(\s|$)/.test(text.slice(line, line + 2)) ? 'item' : 'entry';
    case '{':
    case '[':
    case '?':
    case '|':
    case '>':
      return 'tied';
    default:
      return 'entry';
  }
}

function cut(text: string, start: number, end: number, entries: readonly number[]): readonly Piece[] {
  return entries.map((entry, index) => {
    const range = { start: index === 0 ? start : entry, end: entries[index + 1] ?? end };
    return { ...range, items: itemsOf(text, entry, range.end) };
  });
}

/** The items of a list below a key that has nothing beside it. */
function itemsOf(text: string, entry: number, end: number): readonly TextRange[] {
  const first = nextLine(text, entry);
  if (!/^[^#]*:[ \t\r]*(#.*)?$/.test(text.slice(entry, first).trimEnd())) return [];
  let column = -1;
  const starts: number[] = [];
  for (let line = first; line < end; line = nextLine(text, line)) {
    const at = contentOf(text, line);
    const here = text[at];
    if (here === undefined || here === '\n' || here === '\r' || here === '#') continue;
    const dash = here === '-' && /^-(\s|$)/.test(text.slice(at, at + 2));
    if (column === -1) {
      if (!dash) return [];
      column = at - line;
    }
    if (dash && at - line === column) starts.push(line);
  }
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? end }));
}

function contentOf(text: string, line: number): number {
  let at = line;
  while (text.charCodeAt(at) === 0x20) at++;
  return at;
}

function nextLine(text: string, line: number): number {
  const end = text.indexOf('\n', line);
  return end === -1 ? text.length : end + 1;
}
