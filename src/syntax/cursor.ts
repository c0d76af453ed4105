// Where a place in a text is in the tree of its values, also in a text that is only half written.

import { type TextRange, touches } from '../base/text';
import type { YamlStream } from './document';
import type { MappingEntry, MappingNode, SequenceNode, YamlNode } from './node';
import { lineAt, outlinePath, type PathPart } from './outline';

export interface Cursor {
  /** Which document of the stream. */
  readonly document: number;
  /**
   * `key`: a key is, or could be, written here, and `path` leads to the mapping around it (`- wo|` may still become an item that is text).
   * `value`: `path` leads to the value. `comment`: nothing counts here.
   */
  readonly at: 'key' | 'value' | 'comment';
  readonly path: readonly PathPart[];
  /** What stands there, as far as the text can be read. For keys: the entry's key. */
  readonly node?: YamlNode;
  /** The word around the cursor: what a completion replaces. */
  readonly word: TextRange;
}

/** Finds the place of an offset. */
export function cursorAt(text: string, stream: YamlStream, offset: number): Cursor {
  const document = documentAt(stream, offset);
  const root = stream.documents[document]?.root;
  const found = root === undefined ? undefined : within(root, [], offset, text);
  if (found !== undefined) return { document, word: wordAt(text, offset), ...found };
  const line = lineAt(text, offset);
  if (line.comment !== undefined && offset > line.comment) {
    return { document, at: 'comment', path: [], word: { start: offset, end: offset } };
  }
  const start = stream.documents[document]?.range.start ?? 0;
  const outline = outlinePath(text, offset, document === 0 ? 0 : start);
  const node = nodeAt(root, outline.path);
  return { document, ...outline, word: wordAt(text, offset), ...(node === undefined ? {} : { node }) };
}

/** The value under a path of keys and indexes. */
export function nodeAt(root: YamlNode | undefined, path: readonly PathPart[]): YamlNode | undefined {
  let node = root;
  for (const part of path) {
    if (node?.kind === 'sequence' && typeof part === 'number') node = node.items[part];
    else if (node?.kind === 'mapping') node = node.entries.find(entry => entry.key.text === String(part))?.value;
    else return undefined;
  }
  return node;
}

/** `steps[2].with.message` */
export function pathText(path: readonly PathPart[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  );
}

function documentAt({ documents }: YamlStream, offset: number): number {
  let found = 0;
  for (const [index, document] of documents.entries()) if (document.range.start <= offset) found = index;
  return found;
}

type Found = Pick<Cursor, 'at' | 'path' | 'node'>;

/**
 * The place by the tree, where the tree knows better than the indentation: inside flow collections, quoted texts and block scalars, and on
 * scalars that are complete.
 */
function within(
  node: YamlNode,
  path: readonly PathPart[],
  offset: number,
  text: string,
  inFlow = false,
): Found | undefined {
  if (!touches(node.range, offset)) return undefined;
  if (node.kind === 'mapping') return inMapping(node, path, offset, text);
  if (node.kind === 'sequence') return inSequence(node, path, offset, text);
  // A plain word may be a key whose colon is still to come; the indentation tells.
  const firstLine = !text.slice(node.range.start, offset).includes('\n');
  if (node.style === 'plain' && firstLine && !inFlow) return undefined;
  // At the end of a block scalar a new line begins, whose indentation decides.
  if (node.style === 'block' && offset >= node.range.end) return undefined;
  return node.empty === true ? undefined : { at: 'value', path, node };
}

function inMapping(node: MappingNode, path: readonly PathPart[], offset: number, text: string): Found | undefined {
  // What came through an alias has its places elsewhere.
  for (const entry of node.entries) {
    if (entry.merged === true || !inside(entry, node)) continue;
    if (touches(entry.key.range, offset)) return { at: 'key', path, node: entry.key };
    const found = within(entry.value, [...path, entry.key.text], offset, text, node.flow);
    if (found !== undefined) return found;
  }
  if (!node.flow || offset <= node.range.start || isClosed(node, offset, text)) return undefined;
  const before = node.entries.filter(entry => entry.key.range.end <= offset).at(-1);
  const gap = text.slice(before?.key.range.end ?? node.range.start + 1, offset);
  return before !== undefined && /^\s*:(?![^,]*,)/.test(gap)
    ? { at: 'value', path: [...path, before.key.text], node: before.value }
    : { at: 'key', path };
}

function inSequence(node: SequenceNode, path: readonly PathPart[], offset: number, text: string): Found | undefined {
  for (const [index, item] of node.items.entries()) {
    const found = within(item, [...path, index], offset, text, node.flow);
    if (found !== undefined) return found;
  }
  if (!node.flow || offset <= node.range.start || isClosed(node, offset, text)) return undefined;
  const index = node.items.filter(item => item.range.end < offset).length;
  return { at: 'value', path: [...path, index] };
}

function inside(entry: MappingEntry, node: MappingNode): boolean {
  return entry.key.range.start >= node.range.start && entry.key.range.end <= node.range.end;
}

/** Whether the place is behind the bracket that ends the collection. */
function isClosed(node: MappingNode | SequenceNode, offset: number, text: string): boolean {
  return offset >= node.range.end && /[\]}]/.test(text[node.range.end - 1] ?? '');
}

/** Letters, digits and what stands inside names and references. */
function wordAt(text: string, offset: number): TextRange {
  let start = offset;
  while (start > 0 && /[\w.-]/.test(text[start - 1] ?? '')) start--;
  let end = offset;
  while (end < text.length && /[\w.-]/.test(text[end] ?? '')) end++;
  // A dash with a blank behind it begins an item of a list and no word.
  if (text[start] === '-' && /^-(\s|$)/.test(text.slice(start, start + 2))) start = Math.min(start + 1, offset);
  return { start, end };
}
