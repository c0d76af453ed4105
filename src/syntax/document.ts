// A YAML stream as positioned trees: never throws, whatever the text.

import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Document as LibraryDocument,
  type ParsedNode,
  parseAllDocuments,
  Scalar,
} from 'yaml';
import type { TextRange } from '../base/text';
import type { MappingEntry, MappingNode, ScalarNode, SequenceNode, YamlNode } from './node';
import { plainValue } from './scalar';

export interface SyntaxFault {
  readonly code: 'yaml-syntax' | 'yaml-duplicate-key' | 'yaml-alias' | 'yaml-too-large' | 'yaml-key';
  readonly message: string;
  readonly range: TextRange;
  /** For duplicate keys: the first one. */
  readonly first?: TextRange;
}

export interface YamlDocument {
  /** Absent when the document is empty. */
  readonly root?: YamlNode;
  readonly range: TextRange;
  readonly faults: readonly SyntaxFault[];
}

export interface YamlStream {
  readonly documents: readonly YamlDocument[];
}

/** The most characters that are parsed; the most nodes that aliases may add; the deepest nesting. */
const bounds = { characters: 8_000_000, aliasedNodes: 20_000, depth: 200 } as const;

/** Parses every document of a text. A byte order mark at the start is passed over. */
export function parseStream(text: string): YamlStream {
  if (text.length > bounds.characters)
    return failed(text, 'yaml-too-large', `The file is larger than ${bounds.characters} characters and is not read`);
  if (nesting(text) > bounds.depth)
    return failed(text, 'yaml-too-large', `The file nests deeper than ${bounds.depth} levels and is not read`);
  const parsed = parseAllDocuments(text, {
    schema: 'failsafe',
    prettyErrors: false,
    keepSourceTokens: false,
    uniqueKeys: false,
    merge: false,
    strict: true,
    logLevel: 'silent',
  });
  const list = Array.isArray(parsed) ? parsed : [];
  return { documents: list.map(document => convert(document)) };
}

function failed(text: string, code: SyntaxFault['code'], message: string): YamlStream {
  return {
    documents: [
      {
        range: { start: 0, end: text.length },
        faults: [{ code, message, range: { start: 0, end: Math.min(80, text.length) } }],
      },
    ],
  };
}

/** A cheap upper bound of the nesting: flow brackets, and indentation that only grows. Keeps the recursive parser off hostile input. */
function nesting(text: string): number {
  let flow = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === 0x5b || character === 0x7b) deepest = Math.max(deepest, ++flow);
    else if (character === 0x5d || character === 0x7d) flow = Math.max(0, flow - 1);
    else if (character === 0x0a) {
      let end = at + 1;
      while (text.charCodeAt(end) === 0x20 || (text.charCodeAt(end) === 0x2d && text.charCodeAt(end + 1) === 0x20))
        end++;
      deepest = Math.max(deepest, Math.floor((end - at - 1) / 2));
      flow = 0;
    }
  }
  return deepest;
}

function convert(document: LibraryDocument.Parsed): YamlDocument {
  const faults: SyntaxFault[] = document.errors.map(error => ({
    code: 'yaml-syntax',
    message: `This is not valid YAML: ${error.message.replace(/\s+/g, ' ')}`,
    range: { start: error.pos[0], end: Math.max(error.pos[0] + 1, error.pos[1]) },
  }));
  const range = { start: document.range[0], end: document.range[2] };
  const contents = document.contents;
  if (contents === null) return { range, faults };
  const converter = new Converter(document, faults);
  const root = converter.node(contents, 0);
  if (root.kind === 'scalar' && root.empty === true) return { range, faults };
  return { root, range, faults };
}

/** Turns the nodes of one document into ours, following aliases and merge keys within bounds. */
class Converter {
  readonly #document: LibraryDocument.Parsed;
  readonly #faults: SyntaxFault[];
  readonly #open = new Set<ParsedNode>();
  #aliasDepth = 0;
  #aliased = 0;
  #exploded = false;
  #anchors: Map<string, ParsedNode> | undefined;

  constructor(document: LibraryDocument.Parsed, faults: SyntaxFault[]) {
    this.#document = document;
    this.#faults = faults;
  }

  node(node: ParsedNode, depth: number): YamlNode {
    const range = rangeOf(node);
    if (this.#aliasDepth > 0 && ++this.#aliased > bounds.aliasedNodes) {
      if (!this.#exploded)
        this.#faults.push({ code: 'yaml-alias', message: 'The aliases of this file expand to too many values', range });
      this.#exploded = true;
      return emptyScalar(range.start);
    }
    if (depth > bounds.depth) return emptyScalar(range.start);
    if (isAlias(node)) return this.#alias(node.source, range, depth);
    if (isMap(node))
      return this.#mapping(node.items as unknown as readonly LibraryPair[], range, node.flow === true, depth);
    if (isSeq(node)) {
      const items = (node.items as ParsedNode[]).map(item => this.node(item, depth + 1));
      return { kind: 'sequence', range, flow: node.flow === true, items } satisfies SequenceNode;
    }
    return this.#scalar(node as Scalar.Parsed, range);
  }

  #scalar(node: Scalar.Parsed, range: TextRange): ScalarNode {
    const text = String(node.value ?? '');
    const style =
      node.type === Scalar.PLAIN || node.type === undefined
        ? 'plain'
        : node.type === Scalar.QUOTE_DOUBLE
          ? 'double'
          : node.type === Scalar.QUOTE_SINGLE
            ? 'single'
            : 'block';
    const tag = node.tag;
    const textual = style !== 'plain' || (tag !== undefined && tag.endsWith(':str'));
    const value = textual && !(tag !== undefined && /:(int|float|bool|null)$/.test(tag)) ? text : plainValue(text);
    const empty = style === 'plain' && text === '' && range.start === range.end;
    return { kind: 'scalar', range, value, text, style, ...(empty ? { empty } : {}) };
  }

  #alias(name: string, range: TextRange, depth: number): YamlNode {
    const target = this.#anchor(name);
    if (target === undefined || this.#open.has(target)) {
      const message =
        target === undefined
          ? `There is no anchor &${name} above this alias in the document`
          : `The alias *${name} contains itself`;
      this.#faults.push({ code: 'yaml-alias', message, range });
      return emptyScalar(range.start);
    }
    this.#open.add(target);
    this.#aliasDepth++;
    const node = this.node(target, depth + 1);
    this.#aliasDepth--;
    this.#open.delete(target);
    return node;
  }

  #anchor(name: string): ParsedNode | undefined {
    if (this.#anchors === undefined) {
      const found = new Map<string, ParsedNode>();
      const pending: unknown[] = [this.#document.contents];
      for (let item = pending.pop(); pending.length > 0 || item !== undefined; item = pending.pop()) {
        if (isMap(item)) for (const pair of item.items) pending.push(pair.key, pair.value);
        else if (isSeq(item)) pending.push(...item.items);
        if ((isMap(item) || isSeq(item) || isScalar(item)) && item.anchor !== undefined)
          found.set(item.anchor, item as ParsedNode);
      }
      this.#anchors = found;
    }
    return this.#anchors.get(name);
  }

  #mapping(pairs: readonly LibraryPair[], range: TextRange, flow: boolean, depth: number): MappingNode {
    const own: MappingEntry[] = [];
    const inherited: MappingEntry[] = [];
    const seen = new Map<string, TextRange>();
    let usesAlias = false;
    for (const pair of pairs) {
      const key = this.#key(pair, depth);
      if (key === undefined) continue;
      const value = pair.value === null ? emptyScalar(key.range.end) : this.node(pair.value, depth + 1);
      usesAlias ||= pair.value !== null && isAlias(pair.value);
      if (key.text === '<<' && key.style === 'plain') {
        usesAlias = true;
        this.#merge(value, inherited, key.range);
        continue;
      }
      const first = seen.get(key.text);
      if (first !== undefined) {
        this.#faults.push({
          code: 'yaml-duplicate-key',
          message: `The key "${shorten(key.text)}" is already defined in this mapping`,
          range: key.range,
          first,
        });
        continue;
      }
      seen.set(key.text, key.range);
      own.push({ key, value, range: { start: key.range.start, end: Math.max(key.range.end, value.range.end) } });
    }
    return {
      kind: 'mapping',
      range,
      flow,
      usesAlias,
      entries: [...own, ...inherited.filter(entry => !seen.has(entry.key.text))],
    };
  }

  #key(pair: LibraryPair, depth: number): ScalarNode | undefined {
    const key = this.node(pair.key, depth + 1);
    if (key.kind === 'scalar') return key;
    this.#faults.push({ code: 'yaml-key', message: 'A key must be plain text', range: key.range });
    return undefined;
  }

  /** In a list of mappings the later one wins. */
  #merge(value: YamlNode, into: MappingEntry[], range: TextRange): void {
    for (const source of value.kind === 'sequence' ? value.items : [value]) {
      if (source.kind !== 'mapping') {
        this.#faults.push({ code: 'yaml-alias', message: 'Only mappings can be merged with <<', range });
        continue;
      }
      for (const entry of source.entries) {
        const old = into.findIndex(other => other.key.text === entry.key.text);
        if (old !== -1) into.splice(old, 1);
        into.push({ ...entry, merged: true });
      }
    }
  }
}

interface LibraryPair {
  readonly key: ParsedNode;
  readonly value: ParsedNode | null;
}

function rangeOf(node: ParsedNode): TextRange {
  const range = node.range;
  return { start: range[0], end: range[1] };
}

function emptyScalar(at: number): ScalarNode {
  return { kind: 'scalar', range: { start: at, end: at }, value: null, text: '', style: 'plain', empty: true };
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
