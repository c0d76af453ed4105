// Reads a pattern written for Go's regexp package (RE2 syntax with Perl's classes) into a tree.

import { type CharSet, parseClass, parseEscape, setOf } from './go-pattern-class';

export type PatternNode =
  | { readonly kind: 'char'; readonly set: CharSet }
  | { readonly kind: 'assert'; readonly what: Assertion }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly parts: readonly PatternNode[] }
  /** A group that captures: the first has number 1. */
  | { readonly kind: 'group'; readonly number: number; readonly part: PatternNode }
  /** Lazy: as few as possible are preferred. */
  | {
      readonly kind: 'repeat';
      readonly part: PatternNode;
      readonly least: number;
      readonly most: number;
      readonly lazy: boolean;
    };

export interface ParsedPattern {
  readonly node: PatternNode;
  /** The names of the groups that capture, by number less one; undefined for those without. */
  readonly groups: readonly (string | undefined)[];
}

/** text-start/-end: of the whole text; line-start/-end: also beside a line break; word: between a word character and another. */
export type Assertion = 'text-start' | 'text-end' | 'line-start' | 'line-end' | 'word' | 'not-word';

/** A pattern that Go refuses. The message says why, without the pattern. */
export class PatternFault extends Error {}

/** Throws a PatternFault for what Go would refuse. */
export function parsePattern(pattern: string): ParsedPattern {
  const reader = new Reader(pattern);
  const node = reader.choice({ fold: false, multiline: false, dotAll: false, ungreedy: false });
  if (!reader.done) throw new PatternFault('a closing parenthesis has no partner');
  if (!countsFit(node, mostRepeats)) throw new PatternFault('its repetitions multiply to more than 1000');
  return { node, groups: reader.groups };
}

interface Flags {
  readonly fold: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  /** Repetitions are lazy, and those marked as lazy are not. */
  readonly ungreedy: boolean;
}

/** As deep as Go goes. */
const deepest = 1000;
const mostRepeats = 1000;

class Reader {
  #at = 0;
  #depth = 0;
  readonly groups: (string | undefined)[] = [];
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get done(): boolean {
    return this.#at >= this.#text.length;
  }

  choice(outer: Flags): PatternNode {
    if (++this.#depth > deepest) throw new PatternFault('it is nested too deeply');
    const parts: PatternNode[] = [];
    let flags = outer;
    for (;;) {
      const [part, after] = this.#sequence(flags);
      parts.push(part);
      // Flags that are set inside an alternative hold for the following ones too.
      flags = after;
      if (this.#text[this.#at] !== '|') break;
      this.#at++;
    }
    this.#depth--;
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'choice', parts };
  }

  #sequence(outer: Flags): readonly [PatternNode, Flags] {
    const parts: PatternNode[] = [];
    let flags = outer;
    while (!this.done && !'|)'.includes(this.#text[this.#at] ?? '')) {
      if (this.#text.startsWith('\\Q', this.#at)) {
        const quoted = this.#quoted(flags);
        const last = quoted.pop();
        parts.push(...quoted, ...(last === undefined ? [] : [this.#repeated(last, flags)]));
        continue;
      }
      const set = this.#flagGroup(flags);
      if (set !== undefined) {
        flags = set;
        continue;
      }
      parts.push(this.#repeated(this.#atom(flags), flags));
    }
    return [{ kind: 'sequence', parts }, flags];
  }

  /** `(?i)`: flags for what follows in this group. */
  #flagGroup(flags: Flags): Flags | undefined {
    const match = /^\(\?([imsU]*(?:-[imsU]+)?)\)/.exec(this.#text.slice(this.#at, this.#at + 16));
    if (match === null || match[1] === '') return undefined;
    this.#at += match[0].length;
    return withFlags(flags, match[1] ?? '');
  }

  #atom(flags: Flags): PatternNode {
    const char = this.#next();
    switch (char) {
      case '(':
        return this.#group(flags);
      case '[': {
        const { set, end } = parseClass(this.#text, this.#at, flags.fold);
        this.#at = end;
        return { kind: 'char', set };
      }
      case '.':
        return { kind: 'char', set: flags.dotAll ? () => true : code => code !== 10 };
      case '^':
        return { kind: 'assert', what: flags.multiline ? 'line-start' : 'text-start' };
      case '$':
        return { kind: 'assert', what: flags.multiline ? 'line-end' : 'text-end' };
      case '\\':
        return this.#escape(flags);
      case '*':
      case '+':
      case '?':
        throw new PatternFault(`there is nothing before ${char} to repeat`);
      default:
        return { kind: 'char', set: setOf(char, flags.fold) };
    }
  }

  #group(flags: Flags): PatternNode {
    const head = /^\?(?:P?<([A-Za-z0-9_]+)>|([imsU]*(?:-[imsU]+)?):)/.exec(this.#text.slice(this.#at, this.#at + 200));
    if (head === null && this.#text[this.#at] === '?') throw new PatternFault('an unknown kind of group');
    this.#at += head?.[0].length ?? 0;
    const captures = head === null || head[1] !== undefined;
    const number = captures ? this.groups.push(head?.[1]) : 0;
    const part = this.choice(withFlags(flags, head?.[2] ?? ''));
    if (this.#text[this.#at] !== ')') throw new PatternFault('a parenthesis is not closed');
    this.#at++;
    return captures ? { kind: 'group', number, part } : part;
  }

  #escape(flags: Flags): PatternNode {
    const assertion = assertions[this.#text[this.#at] ?? ''];
    if (assertion !== undefined) {
      this.#at++;
      return { kind: 'assert', what: assertion };
    }
    const { set, end } = parseEscape(this.#text, this.#at, flags.fold);
    this.#at = end;
    return { kind: 'char', set };
  }

  /** `\Q…\E`: every character for itself. */
  #quoted(flags: Flags): PatternNode[] {
    const end = this.#text.indexOf('\\E', this.#at);
    const text = this.#text.slice(this.#at + 2, end === -1 ? undefined : end);
    this.#at = end === -1 ? this.#text.length : end + 2;
    return [...text].map(char => ({ kind: 'char', set: setOf(char, flags.fold) }));
  }

  #repeated(part: PatternNode, { ungreedy }: Flags): PatternNode {
    const bounds = this.#bounds();
    if (bounds === undefined) return part;
    const marked = this.#text[this.#at] === '?';
    if (marked) this.#at++;
    const before = this.#at;
    if (this.#bounds() !== undefined || before !== this.#at) throw new PatternFault('a repetition is repeated');
    return { kind: 'repeat', part, ...bounds, lazy: marked !== ungreedy };
  }

  #bounds(): { readonly least: number; readonly most: number } | undefined {
    const match = /^(?:[*+?]|\{([0-9]+)(?:(,)([0-9]*))?\})/.exec(this.#text.slice(this.#at, this.#at + 24));
    if (match === null) return undefined;
    this.#at += match[0].length;
    if (match[0] === '*') return { least: 0, most: Number.POSITIVE_INFINITY };
    if (match[0] === '+') return { least: 1, most: Number.POSITIVE_INFINITY };
    if (match[0] === '?') return { least: 0, most: 1 };
    const least = Number(match[1]);
    const most = match[2] === undefined ? least : match[3] === '' ? Number.POSITIVE_INFINITY : Number(match[3]);
    const limit = most === Number.POSITIVE_INFINITY ? least : most;
    if (limit > mostRepeats || least > most) throw new PatternFault(`the count ${match[0]} is not possible`);
    return { least, most };
  }

  #next(): string {
    const char = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
    this.#at += char.length;
    return char;
  }
}

const assertions: Readonly<Record<string, Assertion>> = {
  A: 'text-start',
  z: 'text-end',
  b: 'word',
  B: 'not-word',
};

function withFlags(flags: Flags, letters: string): Flags {
  const [on = '', off = ''] = letters.split('-');
  const flag = (letter: string, before: boolean): boolean => (on.includes(letter) || before) && !off.includes(letter);
  return {
    fold: flag('i', flags.fold),
    multiline: flag('m', flags.multiline),
    dotAll: flag('s', flags.dotAll),
    ungreedy: flag('U', flags.ungreedy),
  };
}

/** Counted repetitions inside one another may multiply to 1000 at most. */
function countsFit(node: PatternNode, most: number): boolean {
  if (node.kind === 'group') return countsFit(node.part, most);
  if (node.kind === 'sequence' || node.kind === 'choice') return node.parts.every(part => countsFit(part, most));
  if (node.kind !== 'repeat' || node.most === 0) return true;
  const count = node.most === Number.POSITIVE_INFINITY ? node.least : node.most;
  return count <= most && countsFit(node.part, count > 0 ? Math.floor(most / count) : most);
}
