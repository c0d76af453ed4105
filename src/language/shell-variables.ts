// Which variables a shell text takes from its environment. The text is read, not run: quotes, comments, here-documents and what it sets itself count.

import type { TextRange } from '../base/text';
import { type Frame, keywords, type SimpleCommand, startOfCommand } from './shell-command';

export interface VariableRead {
  readonly name: string;
  readonly range: TextRange;
}

/** `$X`, `${X…}`, `X` inside `$((…))` and behind `export`, unless the text has given X a value of its own above. In the order of the text. */
export function environmentReads(text: string): readonly VariableRead[] {
  const scanner = new Scanner(text);
  scanner.run();
  return scanner.found;
}

class Scanner {
  readonly found: VariableRead[] = [];
  readonly #text: string;
  /** Names that the text has set so far: in itself, and in each subshell that is open. */
  readonly #assigned: Set<string>[] = [new Set()];
  readonly #frames: Frame[] = [];
  #hereDocuments: { readonly end: string; readonly quoted: boolean; readonly tabs: boolean }[] = [];
  #command: SimpleCommand = startOfCommand();
  #wordStart = true;

  constructor(text: string) {
    this.#text = text;
  }

  run(): void {
    let at = 0;
    while (at < this.#text.length) at = this.#step(at);
  }

  /** Reads one thing and answers where the next begins. */
  #step(at: number): number {
    const character = this.#text.charAt(at);
    const top = this.#frames.at(-1)?.kind;
    if (character === '\\') return this.#inWord(at + 2);
    if (character === '$') return this.#dollar(at);
    if (character === '`') return top === 'backtick' ? this.#close(at + 1) : this.#open('backtick', at + 1);
    if (top === 'double') return character === '"' ? this.#close(at + 1) : at + 1;
    if (top === 'arithmetic') return this.#arithmetic(at);
    if (character === '"') return this.#open('double', at + 1);
    if (character === "'") return this.#inWord(this.#behind("'", at + 1));
    if (top === 'brace') return character === '}' ? this.#close(at + 1) : at + 1;
    return this.#plain(at, character);
  }

  #plain(at: number, character: string): number {
    switch (character) {
      case '\n':
        this.#endCommand();
        return this.#passHereDocuments(at + 1);
      case ' ':
      case '\t':
      case '\r':
        this.#wordStart = true;
        return at + 1;
      case '#':
        return this.#wordStart ? this.#endOfLine(at) : at + 1;
      case '&':
        if (/[<>]/.test(this.#text.charAt(at - 1))) return at + 1;
        this.#endCommand();
        return at + 1;
      case ';':
      case '|':
        this.#endCommand();
        return at + 1;
      case '(':
        return this.#text.startsWith('((', at) && this.#wordStart
          ? this.#open('arithmetic', at + 2)
          : this.#open('paren', at + 1);
      case ')':
        if (this.#frames.at(-1)?.kind === 'paren') return this.#close(at + 1);
        this.#endCommand();
        return at + 1;
      case '<':
      case '>':
        return this.#redirect(at);
      default:
        return this.#word(at);
    }
  }

  #dollar(at: number): number {
    if (this.#text.startsWith('$((', at)) return this.#open('arithmetic', at + 3);
    if (this.#text.startsWith('$(', at)) return this.#open('paren', at + 2);
    const plain = this.#frames.at(-1)?.kind !== 'double';
    if (plain && this.#text.startsWith("$'", at)) return this.#inWord(this.#behind("'", at + 2, true));
    const match = matchAt(/\$(\{[#!]?)?([A-Za-z_][A-Za-z0-9_]*)?/y, this.#text, at);
    const [whole = '$', brace, name] = match;
    const end = at + whole.length;
    // `${params.x}` and `${NAME.path}` are not for the shell.
    if (name !== undefined && !(brace !== undefined && this.#text.charAt(end) === '.')) {
      this.#read(name, end - name.length);
    }
    if (brace !== undefined) return this.#open('brace', end);
    return this.#inWord(name === undefined ? end + (/[$?!#@*0-9-]/.test(this.#text.charAt(end)) ? 1 : 0) : end);
  }

  #arithmetic(at: number): number {
    const top = this.#frames.at(-1);
    const [word = '', name] = matchAt(/\d\w*|([A-Za-z_]\w*)/y, this.#text, at);
    if (name !== undefined) this.#read(name, at);
    if (word !== '' || top === undefined) return at + Math.max(1, word.length);
    if (this.#text.charAt(at) === '(') top.depth++;
    if (this.#text.charAt(at) !== ')') return at + 1;
    if (top.depth-- > 0) return at + 1;
    return this.#close(at + (this.#text.charAt(at + 1) === ')' ? 2 : 1));
  }

  #word(at: number): number {
    const [word = ''] = matchAt(/[^\s;&|()<>'"`$\\]+/y, this.#text, at);
    if (!this.#wordStart) return at + Math.max(1, word.length);
    this.#wordStart = false;
    const command = this.#command;
    if (command.redirects) {
      command.redirects = false;
      return at + word.length;
    }
    const assignment = /^([A-Za-z_]\w*)(?:\[[^\]]*\])?\+?=/.exec(word);
    if (assignment !== null && (command.begins || command.kind === 'declare' || command.kind === 'export')) {
      command.pending.push(assignment[1] ?? '');
      return at + assignment[0].length;
    }
    if (command.begins) this.#commandWord(word);
    else this.#argument(word, at);
    return at + word.length;
  }

  #commandWord(word: string): void {
    const kind = keywords.get(word);
    if (kind === 'again') return;
    // What stands before a command is set for this command alone.
    this.#command = { ...startOfCommand(), begins: false, ...(kind === undefined ? {} : { kind }) };
  }

  #argument(word: string, at: number): void {
    const command = this.#command;
    const isName = /^[A-Za-z_]\w*$/.test(word);
    if (command.kind === 'printf') {
      if (word === '-v') command.kind = 'loop';
    } else if (!isName) return;
    else if (command.kind === 'export') this.#read(word, at);
    else if (command.kind === 'loop') {
      command.pending.push(word);
      command.kind = 'other';
    } else if (command.kind === 'declare' || command.kind === 'read') command.pending.push(word);
  }

  #redirect(at: number): number {
    this.#wordStart = true;
    const [here, tabs, single, double, plain] = matchAt(
      /<<(?!<)(-?)[ \t]*(?:'([^'\n]*)'|"([^"\n]*)"|(\\?[\w.-]+))/y,
      this.#text,
      at,
    );
    if (here === undefined) {
      const [signs = ''] = matchAt(/[<>]+/y, this.#text, at);
      this.#command.redirects = signs !== '<<<';
      return at + signs.length;
    }
    this.#hereDocuments.push({
      end: single ?? double ?? plain?.replace('\\', '') ?? '',
      quoted: plain === undefined || plain.startsWith('\\'),
      tabs: tabs === '-',
    });
    return at + here.length;
  }

  #passHereDocuments(from: number): number {
    let at = from;
    for (const { end, quoted, tabs } of this.#hereDocuments) {
      const start = at;
      for (let last = false; !last && at < this.#text.length; ) {
        const next = this.#endOfLine(at);
        const line = this.#text.slice(at, next).replace(/\r$/, '');
        last = (tabs ? line.replace(/^\t+/, '') : line) === end;
        at = next + 1;
      }
      if (quoted) continue;
      const body = this.#text.slice(start, at);
      for (const { 1: name, 0: whole, index } of body.matchAll(/\\[\s\S]|\$\{?([A-Za-z_]\w*)(?![\w.])/g)) {
        if (name !== undefined) this.#read(name, start + index + whole.length - name.length);
      }
    }
    this.#hereDocuments = [];
    return at;
  }

  #read(name: string, start: number): void {
    if (!this.#assigned.some(names => names.has(name)))
      this.found.push({ name, range: { start, end: start + name.length } });
  }

  #open(kind: Frame['kind'], at: number): number {
    this.#inWord(at);
    this.#frames.push({ kind, depth: 0, command: this.#command });
    if (kind === 'paren' || kind === 'backtick') {
      // What is set in a subshell is gone behind it.
      this.#assigned.push(new Set());
      this.#command = startOfCommand();
      this.#wordStart = true;
    }
    return at;
  }

  #close(at: number): number {
    const frame = this.#frames.pop();
    if (frame?.kind === 'paren' || frame?.kind === 'backtick') {
      this.#assigned.pop();
      this.#command = frame.command;
    }
    this.#wordStart = false;
    return at;
  }

  /** Something that a word consists of, and that is no name. */
  #inWord(at: number): number {
    if (this.#wordStart && this.#command.begins && this.#frames.at(-1)?.kind !== 'double') this.#commandWord('');
    this.#command.redirects = false;
    this.#wordStart = false;
    return at;
  }

  #endCommand(): void {
    for (const name of this.#command.pending) this.#assigned.at(-1)?.add(name);
    this.#command = startOfCommand();
    this.#wordStart = true;
  }

  #behind(quote: string, from: number, escapes = false): number {
    let at = from;
    while (at < this.#text.length && this.#text.charAt(at) !== quote) {
      at += escapes && this.#text.charAt(at) === '\\' ? 2 : 1;
    }
    return at + 1;
  }

  #endOfLine(at: number): number {
    const end = this.#text.indexOf('\n', at);
    return end === -1 ? this.#text.length : end;
  }
}

function matchAt(pattern: RegExp, text: string, at: number): readonly (string | undefined)[] {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? [];
}
