// Parses large texts in parts: what the library leaves behind for each part is gone before it lives long, which takes less time and memory.

import type { TextRange } from '../base/text';
import { beyondBounds, parsePart, parseStream, type YamlStream } from './document';
import type { MappingEntry, YamlNode } from './node';
import { type Piece, piecesOf } from './pieces';

/** Texts below so many characters are parsed as a whole. */
const largeText = 20_000;

/** How many items of a list make a part. */
const itemsInPart = 10;

/** Parses every document of a text, and answers what `parseStream` answers. */
export function parseText(text: string, large = largeText): YamlStream {
  return (text.length < large ? undefined : parseInParts(text)) ?? parseStream(text);
}

/** Undefined where parts cannot tell all: several documents, entries that depend on each other, and everything that is not quite right. */
function parseInParts(text: string): YamlStream | undefined {
  if (beyondBounds(text) !== undefined) return undefined;
  const documents = piecesOf(text);
  const [document] = documents ?? [];
  if (document === undefined || documents?.length !== 1 || /^---/m.test(text)) return undefined;
  const entries: MappingEntry[] = [];
  const keys = new Set<string>();
  let last: ReadEntry | undefined;
  for (const piece of document.pieces) {
    const read = entryOfPiece(text, piece);
    if (read === undefined) return undefined;
    const { entry } = read;
    if (keys.has(entry.key.text) || entry.key.text === '<<') return undefined;
    keys.add(entry.key.text);
    entries.push(entry);
    last = read;
  }
  const [first] = entries;
  if (first === undefined || last === undefined) return undefined;
  const { start } = first.key.range;
  const range = { start, end: last.end };
  const root = { kind: 'mapping', range, flow: false, usesAlias: false, entries } as const;
  return { documents: [{ root, range: { start, end: last.documentEnd }, faults: [] }] };
}

interface ReadEntry {
  readonly entry: MappingEntry;
  /** Where a mapping, and where a document ends that ends with it. */
  readonly end: number;
  readonly documentEnd: number;
}

function entryOfPiece(text: string, piece: Piece): ReadEntry | undefined {
  if (piece.items.length <= itemsInPart) return onlyEntry(partAt(text, piece));
  const [first] = piece.items;
  const head = onlyEntry(partAt(text, { start: piece.start, end: first?.start ?? piece.end }));
  if (head === undefined) return undefined;
  const items: YamlNode[] = [];
  let range = head.entry.value.range;
  let documentEnd = range.end;
  for (let at = 0; at < piece.items.length; at += itemsInPart) {
    const [from, to] = [piece.items[at], piece.items[Math.min(at + itemsInPart, piece.items.length) - 1]];
    const part = from === undefined || to === undefined ? undefined : partAt(text, { start: from.start, end: to.end });
    if (part?.root.kind !== 'sequence' || part.root.flow) return undefined;
    range = { start: at === 0 ? part.root.range.start : range.start, end: part.root.range.end };
    items.push(...part.root.items);
    documentEnd = part.documentEnd;
  }
  const value: YamlNode = { kind: 'sequence', range, flow: false, items };
  const { key } = head.entry;
  return { entry: { key, value, range: { start: key.range.start, end: range.end } }, end: range.end, documentEnd };
}

function onlyEntry(part: Part | undefined): ReadEntry | undefined {
  const node = part?.root;
  if (node?.kind !== 'mapping' || node.flow || node.usesAlias || node.entries.length !== 1) return undefined;
  const [entry] = node.entries;
  return entry === undefined ? undefined : { entry, end: node.range.end, documentEnd: part?.documentEnd ?? 0 };
}

interface Part {
  readonly root: YamlNode;
  readonly documentEnd: number;
}

/** A part without any fault. */
function partAt(text: string, { start, end }: TextRange): Part | undefined {
  const { documents } = parsePart(text.slice(start, end), start);
  const [document] = documents;
  if (documents.length !== 1 || document?.root === undefined || document.faults.length > 0) return undefined;
  return { root: document.root, documentEnd: document.range.end };
}
