// A YAML stream as positioned trees: never throws, whatever the text.

import { isCollection, type Document as LibraryDocument, parseAllDocuments } from 'yaml';
import type { TextRange } from '../base/text';
import type { SyntaxFault } from './fault';
import type { YamlNode } from './node';
import { readPlain } from './plain-text';
import { treeOf } from './tree';

export interface YamlDocument {
  /** Absent when the document is empty. */
  readonly root?: YamlNode;
  readonly range: TextRange;
  readonly faults: readonly SyntaxFault[];
}

export interface YamlStream {
  /** None for a text without content. */
  readonly documents: readonly YamlDocument[];
}

/** The most characters that are parsed, and the deepest nesting. */
const bounds = { characters: 3_000_000, depth: 200 } as const;

/** Parses every document of a text. A byte order mark at the start is passed over. */
export function parseStream(text: string): YamlStream {
  const beyond = beyondBounds(text);
  return beyond === undefined ? parsePart(text, 0) : refused(text, beyond);
}

/** Parses a part of a text that is within the bounds. `at`: where it stands in the whole, from whose beginning all offsets count. */
export function parsePart(text: string, at: number): YamlStream {
  const plain = readPlain(text, at);
  if (plain === undefined) return parseWithLibrary(text, at);
  const { root, start } = plain;
  return { documents: [{ root, range: { start, end: at + text.length }, faults: [] }] };
}

/** The same, read by the YAML library alone. */
export function parseWithLibrary(text: string, at: number): YamlStream {
  try {
    const parsed = parseAllDocuments(text, {
      schema: 'failsafe',
      prettyErrors: false,
      keepSourceTokens: false,
      uniqueKeys: false,
      merge: false,
      strict: true,
      logLevel: 'silent',
    });
    return { documents: Array.isArray(parsed) ? parsed.map(document => convert(document, text, at)) : [] };
  } catch (error) {
    // The library recurses over what it reads; the bounds above keep honest files far from the end of the stack.
    if (!(error instanceof RangeError)) throw error;
    return refused(text, 'This file nests too deeply and is not read');
  }
}

/** Why a text is not read at all; undefined when it is. */
export function beyondBounds(text: string): string | undefined {
  if (text.length > bounds.characters) {
    const millions = bounds.characters / 1_000_000;
    return `This file has more than ${millions} million characters and is not read; split it`;
  }
  return nesting(text) > bounds.depth
    ? `This file nests deeper than ${bounds.depth} levels and is not read`
    : undefined;
}

function refused(text: string, message: string): YamlStream {
  const range = { start: 0, end: text.length };
  const firstLine = { start: 0, end: Math.min(text.length, Math.max(1, Math.min(80, text.search(/\n|$/)))) };
  return { documents: [{ range, faults: [{ code: 'yaml-too-large', message, range: firstLine }] }] };
}

function convert(document: LibraryDocument.Parsed, text: string, at: number): YamlDocument {
  // Once the structure is lost, the parser stumbles over every token that follows.
  const first = document.errors.filter((error, index) => index === 0 || error.code !== 'UNEXPECTED_TOKEN');
  const faults: SyntaxFault[] = first.map(error => ({
    code: 'yaml-syntax',
    message: `This is not valid YAML: ${explanation(error.code, error.message)}`,
    range: shifted(faultRange(text, error.pos), at),
  }));
  const range = shifted({ start: document.range[0], end: document.range[2] }, at);
  const { contents } = document;
  if (contents === null || (!isCollection(contents) && contents.range[0] === contents.range[1]))
    return { range, faults };
  const { root, faults: more } = treeOf(contents, at);
  return { root, range, faults: [...faults, ...more] };
}

function shifted({ start, end }: TextRange, by: number): TextRange {
  return { start: start + by, end: end + by };
}

/** The mistakes that people make most, in words that say what to do. */
function explanation(code: string, message: string): string {
  if (code === 'TAB_AS_INDENT') return 'a tab cannot indent; use spaces';
  const plain = message.replace(/\s+/g, ' ').replace(/ at line \d+, column \d+:?.*$/, '');
  if (code === 'BAD_INDENT') return `the indentation does not fit (${plain})`;
  if (code === 'BLOCK_AS_IMPLICIT_KEY' || code === 'MULTILINE_IMPLICIT_KEY') {
    return 'a value with ": " or over several lines must be quoted, or begin on its own line behind "|"';
  }
  return plain.charAt(0).toLowerCase() + plain.slice(1);
}

/** At least one character, on one line; at the end of the text, the last one. */
function faultRange(text: string, [from, to]: readonly [number, number]): TextRange {
  const start = Math.max(0, Math.min(from, text.length - 1));
  const end = Math.max(start + 1, Math.min(to, endOfLine(text, start)));
  return { start, end: Math.min(end, text.length) };
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : Math.max(end, from + 1);
}

/** A cheap upper bound of the nesting: open flow brackets, indentation, dashes in a row. Keeps the recursive parser off hostile texts. */
function nesting(text: string): number {
  let flow = 0;
  let deepest = 0;
  const indents: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (at === 0 || text.charCodeAt(at - 1) === 0x0a) {
      let dashes = 0;
      let end = at;
      for (; ; end++) {
        const here = text.charCodeAt(end);
        if ((here === 0x2d || here === 0x3f) && text.charCodeAt(end + 1) === 0x20) dashes++;
        else if (here !== 0x20) break;
      }
      const indent = end - at;
      while ((indents.at(-1) ?? -1) >= indent) indents.pop();
      indents.push(indent);
      deepest = Math.max(deepest, indents.length + dashes);
    }
    if (character === 0x5b || character === 0x7b) deepest = Math.max(deepest, ++flow);
    else if (character === 0x5d || character === 0x7d) flow = Math.max(0, flow - 1);
  }
  return deepest;
}
