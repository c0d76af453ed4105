// Reads the versions of a text that is being edited: what did not change is not parsed again.

import type { TextRange } from '../base/text';
import { parseStream, type YamlDocument, type YamlStream } from './document';
import type { SyntaxFault } from './fault';
import { movedNode, movedRange } from './moved-node';
import type { MappingEntry, YamlNode } from './node';
import { type Piece, piecesOf } from './pieces';

export interface StreamReader {
  (text: string): YamlStream;
  /** Reads a text piece by piece, one each time that the next is asked for; reading the whole of it costs little afterwards. */
  ahead(text: string): Iterable<void>;
}

/**
 * A reader with a memory of the text before. It answers what `parseStream` answers for texts without faults. In a text with faults it sees
 * more: a quote that is not closed spoils its own piece and no other. Keys that are given twice at the margin it does not report.
 */
export function streamReader(): StreamReader {
  let known: Memory = new Map();
  const read = (text: string): YamlStream => {
    const documents = piecesOf(text);
    if (documents === undefined) return parseStream(text);
    const next: Memory = new Map();
    const read = (range: TextRange): Reading => readAt(text, range, known, next);
    const answer = { documents: documents.map(({ pieces, ...range }) => assemble(range, pieces, read)) };
    known = next;
    return answer;
  };
  function* ahead(text: string): Iterable<void> {
    for (const { pieces } of piecesOf(text) ?? [])
      for (const piece of pieces)
        for (const { start, end } of piece.items.length === 0 ? [piece] : piece.items) {
          const key = copyOf(text.slice(start, end));
          if (known.has(key)) continue;
          known.set(key, { own: readAlone(key), placed: new Map() });
          yield;
        }
  }
  return Object.assign(read, { ahead });
}

interface Reading {
  readonly root?: YamlNode;
  readonly faults: readonly SyntaxFault[];
}

/** By the text of a piece what it says, with offsets that count from its start, and where it stood with which tree. */
type Memory = Map<string, { readonly own: Reading; readonly placed: Map<number, Reading> }>;

function readAt(text: string, { start, end }: TextRange, known: Memory, next: Memory): Reading {
  const source = text.slice(start, end);
  const before = known.get(source);
  let entry = next.get(source);
  if (entry === undefined) {
    const key = before === undefined ? copyOf(source) : source;
    entry = { own: before?.own ?? readAlone(key), placed: new Map() };
    next.set(key, entry);
  }
  const reading = before?.placed.get(start) ?? moved(entry.own, start);
  entry.placed.set(start, reading);
  return reading;
}

/** The slice of a text would keep the whole of it alive for as long as it is remembered. */
function copyOf(slice: string): string {
  return Buffer.from(slice, 'utf16le').toString('utf16le');
}

function readAlone(source: string): Reading {
  const [document] = parseStream(source).documents;
  return { faults: document?.faults ?? [], ...(document?.root === undefined ? {} : { root: document.root }) };
}

function assemble(range: TextRange, pieces: readonly Piece[], read: (range: TextRange) => Reading): YamlDocument {
  if (pieces.length === 0) return { range, ...read(range) };
  const faults: SyntaxFault[] = [];
  const entries: MappingEntry[] = [];
  for (const piece of pieces) {
    const reading = piece.items.length === 0 ? read(piece) : readList(piece, read);
    faults.push(...reading.faults);
    if (reading.root?.kind === 'mapping') entries.push(...reading.root.entries);
  }
  const first = entries[0];
  if (first === undefined) return { range, ...read(range) };
  const place = { start: first.key.range.start, end: range.end };
  return { range, faults, root: { kind: 'mapping', range: place, flow: false, usesAlias: false, entries } };
}

/** A key whose value is a list, item by item. */
function readList(piece: Piece, read: (range: TextRange) => Reading): Reading {
  const begin = piece.items[0]?.start ?? piece.end;
  const head = read({ start: piece.start, end: begin });
  const key = head.root?.kind === 'mapping' ? head.root.entries[0]?.key : undefined;
  if (key === undefined) return read(piece);
  const faults = [...head.faults];
  const items: YamlNode[] = [];
  for (const item of piece.items) {
    const reading = read(item);
    faults.push(...reading.faults);
    if (reading.root?.kind === 'sequence') items.push(...reading.root.items);
  }
  const range = { start: items[0]?.range.start ?? begin, end: piece.end };
  const value: YamlNode = { kind: 'sequence', range, flow: false, items };
  const entry = { key, value, range: { start: key.range.start, end: range.end } };
  return { root: { kind: 'mapping', range: entry.range, flow: false, usesAlias: false, entries: [entry] }, faults };
}

function moved({ root, faults }: Reading, by: number): Reading {
  return {
    ...(root === undefined ? {} : { root: movedNode(root, by) }),
    faults: faults.map(fault => ({
      ...fault,
      range: movedRange(fault.range, by),
      ...(fault.first === undefined ? {} : { first: movedRange(fault.first, by) }),
    })),
  };
}
