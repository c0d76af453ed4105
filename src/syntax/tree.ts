// Turns the YAML library's nodes into our own: aliases and merge keys followed within bounds, scalars as values.

import { isAlias, isMap, isScalar, isSeq, type ParsedNode, Scalar } from 'yaml';
import type { TextRange } from '../base/text';
import type { SyntaxFault } from './fault';
import { KeysSoFar } from './keys-so-far';
import type { MappingEntry, MappingNode, ScalarNode, YamlNode } from './node';
import { plainValue } from './scalar';

/** How many nodes aliases may add to one document. */
const mostAliased = 20_000;

/** `at`: where the text that was parsed stands in a larger one; offsets count from the beginning of that. */
export function treeOf(
  contents: ParsedNode,
  at = 0,
): { readonly root: YamlNode; readonly faults: readonly SyntaxFault[] } {
  const converter = new Converter(at);
  return { root: converter.node(contents), faults: converter.faults };
}

interface LibraryPair {
  readonly key: ParsedNode;
  readonly value: ParsedNode | null;
}

class Converter {
  readonly #at: number;
  readonly faults: SyntaxFault[] = [];
  /** What each anchor means at this place of the document: the latest one above it. */
  readonly #anchors = new Map<string, ParsedNode>();
  readonly #open = new Set<ParsedNode>();
  /** Where aliases stand that mean nothing. */
  readonly #broken = new Set<number>();
  #aliased = 0;
  #exploded = false;

  constructor(at: number) {
    this.#at = at;
  }

  node(node: ParsedNode): YamlNode {
    const range = this.#rangeOf(node);
    if (this.#open.size > 0 && ++this.#aliased > mostAliased) {
      this.#explode(range);
      return emptyScalar(range.start);
    }
    if (isAlias(node)) return this.#alias(node.source, range);
    if (this.#open.size === 0 && node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (isMap(node)) return this.#mapping(node.items as unknown as readonly LibraryPair[], range, node.flow === true);
    if (isSeq(node)) {
      const items = (node.items as ParsedNode[]).map(item => this.node(item));
      return { kind: 'sequence', range, flow: node.flow === true, items };
    }
    return isScalar(node) ? scalar(node as Scalar.Parsed, range) : emptyScalar(range.start);
  }

  #rangeOf({ range: [start, end] }: ParsedNode): TextRange {
    return { start: start + this.#at, end: end + this.#at };
  }

  /** The end as it stands in this place, also where the value is an alias to another one. */
  #valueEnd(key: ScalarNode, value: ParsedNode | null): number {
    return value === null ? key.range.end : Math.max(key.range.end, value.range[1] + this.#at);
  }

  #explode(range: TextRange): void {
    if (this.#exploded) return;
    this.#exploded = true;
    const message = `The aliases of this document add more than ${mostAliased} values; write them out or use fewer`;
    this.faults.push({ code: 'yaml-alias', message, range });
  }

  #alias(name: string, range: TextRange): YamlNode {
    const target = this.#anchors.get(name);
    if (target === undefined || this.#open.has(target)) {
      const message =
        target === undefined
          ? `There is no anchor &${name} above this alias in the same document; define it first`
          : `The alias *${name} stands inside what it repeats; use another value here`;
      // What is repeated is read again each time, and is wrong in one place all the same.
      if (!this.#broken.has(range.start)) this.faults.push({ code: 'yaml-alias', message, range });
      this.#broken.add(range.start);
      return emptyScalar(range.start);
    }
    if (this.#exploded) return emptyScalar(range.start);
    this.#open.add(target);
    const node = this.node(target);
    this.#open.delete(target);
    return node;
  }

  #mapping(pairs: readonly LibraryPair[], range: TextRange, flow: boolean): MappingNode {
    const own: MappingEntry[] = [];
    const inherited: MappingEntry[] = [];
    const seen = new KeysSoFar(own);
    let usesAlias = false;
    for (const pair of pairs) {
      const key = this.#key(pair);
      if (key === undefined) continue;
      const value = pair.value === null ? emptyScalar(key.range.end) : this.node(pair.value);
      usesAlias ||= pair.value !== null && isAlias(pair.value);
      if (key.text === '<<' && key.style === 'plain') {
        usesAlias = true;
        this.#merge(value, inherited, key.range);
        continue;
      }
      const first = seen.get(key.text);
      if (first !== undefined) {
        const message = `The key "${shortened(key.text)}" is already defined in this mapping; keep one of them`;
        this.faults.push({ code: 'yaml-duplicate-key', message, range: key.range, first });
        continue;
      }
      own.push({ key, value, range: { start: key.range.start, end: this.#valueEnd(key, pair.value) } });
    }
    const entries =
      inherited.length === 0 ? own : [...own, ...inherited.filter(entry => seen.get(entry.key.text) === undefined)];
    return { kind: 'mapping', range, flow, usesAlias, entries };
  }

  #key(pair: LibraryPair): ScalarNode | undefined {
    const key = this.node(pair.key);
    if (key.kind === 'scalar') return key;
    this.faults.push({
      code: 'yaml-key',
      message: 'A key must be plain text; quote it if it is meant as text',
      range: key.range,
    });
    return undefined;
  }

  /** Of a list of mappings the later one wins. */
  #merge(value: YamlNode, into: MappingEntry[], range: TextRange): void {
    for (const source of value.kind === 'sequence' ? value.items : [value]) {
      if (source.kind !== 'mapping') {
        const message = '"<<" takes a mapping, or a list of mappings, to merge';
        this.faults.push({ code: 'yaml-alias', message, range });
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

function scalar(node: Scalar.Parsed, range: TextRange): ScalarNode {
  const text = String(node.value ?? '');
  const style = styleOf(node.type);
  const tag = node.tag ?? '';
  const typed = tag !== '' && /:(int|float|bool|null)$/.test(tag);
  const value = typed || (style === 'plain' && !tag.endsWith(':str')) ? plainValue(text) : text;
  return range.start === range.end
    ? { kind: 'scalar', range, value, text, style, empty: true }
    : { kind: 'scalar', range, value, text, style };
}

function styleOf(type: Scalar.Type | undefined): ScalarNode['style'] {
  switch (type) {
    case Scalar.QUOTE_DOUBLE:
      return 'double';
    case Scalar.QUOTE_SINGLE:
      return 'single';
    case Scalar.BLOCK_FOLDED:
    case Scalar.BLOCK_LITERAL:
      return 'block';
    default:
      return 'plain';
  }
}

function emptyScalar(at: number): ScalarNode {
  return { kind: 'scalar', range: { start: at, end: at }, value: null, text: '', style: 'plain', empty: true };
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
