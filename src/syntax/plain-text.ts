// Reads the YAML that most of a workflow is made of, many times faster than the library: block mappings and lists, values on one line, and
// literal blocks. Everything else is left to the library, with which this agrees wherever it answers.

import type { TextRange } from '../base/text';
import { KeysSoFar } from './keys-so-far';
import type { MappingEntry, ScalarNode, YamlNode } from './node';
import { plainValue } from './scalar';

/**
 * The tree of a text of whole lines that hold a mapping or a list. `at`: where the text stands in a larger one, from whose beginning all
 * offsets count. Undefined when anything in it could be meant otherwise, or is wrong: the library then tells what it is. The text must be
 * within the bounds of `document.ts`.
 */
export function readPlain(text: string, at: number): PlainText | undefined {
  if (!text.endsWith('\n')) return undefined;
  const reader = new Reader(text, at);
  if (reader.isAtEnd) return undefined;
  const { lineStart } = reader;
  const root = reader.block();
  return root !== undefined && reader.isAtEnd ? { root, start: lineStart } : undefined;
}

export interface PlainText {
  readonly root: YamlNode;
  /** Of the first line that is neither blank nor a comment. */
  readonly start: number;
}

// Sticky: each is looked for at the place that was reached.
const key = /([A-Za-z_][\w.-]{0,200}):(?=[ \n])/y;
const flowKey = /([A-Za-z_][\w.-]{0,200}): +/y;
const dash = /- +(?=[^ \n#])/y;
const quoted = /"([^"\\\n\r\t]*)"|'([^'\n\r\t]*)'/y;
const literal = /\|(-?) *\n/y;
const anyLine = /[^\n\r\t]*\n/y;
const restOfLine = / *(?: #[^\n\r\t]*)?\n/y;
/** A value without quotes, up to a comment or the end of the line. */
const plain = /(?:[^\s?:,[\]{}#&*!|>'"%@`-]|-(?=\S))(?:[^\s:]|:(?=\S)| +(?=[^\s:#])| +:(?=\S))*/y;
const flowPlain = /[A-Za-z0-9_./$](?:[\w./$+=@-]| +(?=[\w./$+=@-]))*/y;
const spaces = / */y;

/** The column behind the last line. */
const behind = -1;
/** The column of what cannot be read: deeper than all others. */
const unknown = Number.POSITIVE_INFINITY;

/** A place in the text. What cannot be read answers undefined, and with that everything around it. */
class Reader {
  readonly #text: string;
  readonly #shift: number;
  #at = 0;
  /** Of the first character of a line that is neither blank nor a comment. */
  #column = behind;
  /** The column that comments at the end may have. */
  #root: number | undefined;
  /** Behind the last line that belongs to a value. */
  #valueEnd = 0;

  constructor(text: string, shift: number) {
    this.#text = text;
    this.#shift = shift;
    this.#toContent();
  }

  get isAtEnd(): boolean {
    return this.#column === behind;
  }

  get lineStart(): number {
    return this.#at - this.#column + this.#shift;
  }

  /** The list or mapping that begins here. */
  block(): YamlNode | undefined {
    if (this.#column === unknown) return undefined;
    return this.#isDash() ? this.#sequence() : this.#mapping();
  }

  #sequence(): YamlNode | undefined {
    const [start, column] = [this.#at, this.#column];
    const items: YamlNode[] = [];
    while (this.#column === column && this.#isDash()) {
      const width = this.#take(dash)?.[0].length;
      if (width === undefined || this.#isDash()) return undefined;
      this.#column += width;
      const item = this.#sees(key) ? this.#mapping() : this.#value(column);
      if (item === undefined) return undefined;
      items.push(item);
    }
    if (this.#column > column) return undefined;
    return { kind: 'sequence', range: this.#range(start, this.#valueEnd), flow: false, items };
  }

  #mapping(): YamlNode | undefined {
    const [start, column] = [this.#at, this.#column];
    const entries: MappingEntry[] = [];
    const keys = new KeysSoFar(entries);
    while (this.#column === column && !this.#isDash()) {
      const entry = this.#entry(key, keys, () => this.#valueOrBlock(column));
      if (entry === undefined) return undefined;
      entries.push(entry);
    }
    if (this.#column > column) return undefined;
    return { kind: 'mapping', range: this.#range(start, this.#valueEnd), flow: false, usesAlias: false, entries };
  }

  /** An entry whose key is none of those before. */
  #entry(pattern: RegExp, before: KeysSoFar, readValue: () => YamlNode | undefined): MappingEntry | undefined {
    const start = this.#at;
    const text = this.#take(pattern)?.[1];
    if (text === undefined || before.get(text) !== undefined) return undefined;
    const name = this.#scalar(text, start, start + text.length);
    const value = readValue();
    return value && { key: name, value, range: { start: name.range.start, end: value.range.end } };
  }

  #valueOrBlock(column: number): YamlNode | undefined {
    this.#take(spaces);
    if (this.#take(restOfLine) === undefined) return this.#value(column);
    this.#toContent();
    return this.#column > column || (this.#column === column && this.#isDash()) ? this.block() : undefined;
  }

  /** A value that begins on this line and belongs to what stands at `column`. */
  #value(column: number): YamlNode | undefined {
    const value = this.#text[this.#at] === '|' ? this.#literal(column) : this.#lineOf(this.#inline(plain));
    this.#toContent();
    // A deeper line would go on with the value.
    return this.#column > column ? undefined : value;
  }

  #lineOf(value: YamlNode | undefined): YamlNode | undefined {
    if (value === undefined || this.#take(restOfLine) === undefined) return undefined;
    this.#valueEnd = this.#at;
    return value;
  }

  #inline(unquoted: RegExp): YamlNode | undefined {
    const start = this.#at;
    switch (this.#text[start]) {
      case '"':
      case "'":
        return this.#quoted();
      case '[': {
        const items: YamlNode[] = [];
        if (!this.#between(']', items, () => this.#inline(flowPlain))) return undefined;
        return { kind: 'sequence', range: this.#range(start, this.#at), flow: true, items };
      }
      case '{': {
        const entries: MappingEntry[] = [];
        const keys = new KeysSoFar(entries);
        if (!this.#between('}', entries, () => this.#entry(flowKey, keys, () => this.#inline(flowPlain))))
          return undefined;
        return { kind: 'mapping', range: this.#range(start, this.#at), flow: true, usesAlias: false, entries };
      }
      default: {
        const text = this.#take(unquoted)?.[0];
        return text === undefined ? undefined : this.#scalar(text, start, this.#at);
      }
    }
  }

  #quoted(): YamlNode | undefined {
    const start = this.#at;
    const found = this.#take(quoted);
    if (found === undefined) return undefined;
    const text = found[1] ?? found[2] ?? '';
    const style = found[1] === undefined ? 'single' : 'double';
    return { kind: 'scalar', range: this.#range(start, this.#at), value: text, text, style };
  }

  /** Reads what stands between brackets on one line, with commas, into a list. False when it cannot be read. */
  #between<T>(close: string, into: T[], read: () => T | undefined): boolean {
    this.#at++;
    this.#take(spaces);
    while (this.#text[this.#at] !== close) {
      const one = read();
      if (one === undefined) return false;
      into.push(one);
      this.#take(spaces);
      if (this.#text[this.#at] === close) break;
      if (this.#text[this.#at++] !== ',') return false;
      this.#take(spaces);
      if (this.#text[this.#at] === close) return false;
    }
    this.#at++;
    return true;
  }

  /** The lines below `|` or `|-`, the first of which has text. Blank lines behind the last one are not kept. */
  #literal(column: number): YamlNode | undefined {
    const start = this.#at;
    const chomping = this.#take(literal)?.[1];
    const indent = this.#indent();
    if (chomping === undefined || indent <= column || this.#text[this.#at + indent] === '\n') return undefined;
    let text = '';
    let blank = '';
    while (this.#at < this.#text.length) {
      const width = this.#indent();
      const isBlank = this.#text[this.#at + width] === '\n';
      if (!isBlank && width < indent) break;
      if (isBlank && width > indent) return undefined;
      this.#at += Math.min(width, indent);
      const line = this.#take(anyLine)?.[0];
      if (line === undefined) return undefined;
      if (isBlank) {
        blank += line;
        continue;
      }
      text += blank + line;
      blank = '';
      this.#valueEnd = this.#at;
    }
    const value = chomping === '-' ? text.slice(0, -1) : text;
    return { kind: 'scalar', range: this.#range(start, this.#valueEnd), value, text: value, style: 'block' };
  }

  #scalar(text: string, start: number, end: number): ScalarNode {
    return { kind: 'scalar', range: this.#range(start, end), value: plainValue(text), text, style: 'plain' };
  }

  #range(start: number, end: number): TextRange {
    return { start: start + this.#shift, end: end + this.#shift };
  }

  #isDash(): boolean {
    const next = this.#text[this.#at + 1];
    return this.#text[this.#at] === '-' && (next === ' ' || next === '\n');
  }

  #sees(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    return pattern.test(this.#text);
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text) ?? undefined;
    if (found !== undefined) this.#at += found[0].length;
    return found;
  }

  /** How many spaces stand here. */
  #indent(): number {
    let end = this.#at;
    while (this.#text.charCodeAt(end) === 0x20) end++;
    return end - this.#at;
  }

  /**
   * From the beginning of a line over blank lines and comments. The library counts a comment as a part of everything that ends above it and
   * stands less deep: such comments are left to it.
   */
  #toContent(): void {
    let deepest = 0;
    for (;;) {
      const width = this.#indent();
      const first = this.#text[this.#at + width];
      if (first !== undefined && first !== '\n' && first !== '#') {
        this.#at += width;
        this.#column = width;
        break;
      }
      if (first === undefined) {
        this.#column = behind;
        break;
      }
      if (first === '#') deepest = Math.max(deepest, width);
      this.#at = this.#text.indexOf('\n', this.#at) + 1;
    }
    // A list may stand at the column of its key, and ends above such a comment where the key's mapping does not.
    this.#root ??= this.#isDash() ? this.#column : this.#column - 1;
    if (deepest > Math.max(this.#column, this.#root, 0)) this.#column = unknown;
  }
}
