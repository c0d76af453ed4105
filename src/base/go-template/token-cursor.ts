// The place of a parser in the tokens of a template, and what is known there.

import { TemplateFault } from './budget';
import type { Token } from './lexer';

/** As deep as parentheses and blocks may nest. */
const deepest = 100;

export class TokenCursor {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;
  readonly isFunction: (name: string) => boolean;
  /** Variables that exist here. */
  variables: string[] = ['$'];
  /** How many ranges are around. */
  ranges = 0;

  /** The last token is `end`. */
  constructor(tokens: readonly Token[], isFunction: (name: string) => boolean) {
    this.#tokens = tokens;
    this.isFunction = isFunction;
  }

  /** The token `ahead` of the next one; behind the end there is the end. */
  peek(ahead = 0): Token {
    return this.#tokens[this.#at + ahead] ?? { kind: 'end', text: '', at: this.#tokens.at(-1)?.at ?? 0 };
  }

  next(): Token {
    const token = this.peek();
    this.#at++;
    return token;
  }

  skipSpace(): void {
    while (this.peek().kind === 'space') this.#at++;
  }

  peekSolid(): Token {
    this.skipSpace();
    return this.peek();
  }

  nextSolid(): Token {
    this.skipSpace();
    return this.next();
  }

  /** Reads something that may hold more of itself. */
  nested<T>(at: number, read: () => T): T {
    if (++this.#depth > deepest) throw new TemplateFault('the template nests too deeply', at);
    const value = read();
    this.#depth--;
    return value;
  }

  /** Reads something whose variables end with it. */
  scoped<T>(read: () => T): T {
    const count = this.variables.length;
    const value = read();
    this.variables.length = count;
    return value;
  }

  fail(message: string, at = this.peek().at): never {
    throw new TemplateFault(message, at);
  }

  unexpected(token: Token, where: string): never {
    const what = token.kind === 'end' ? 'end of the template' : token.kind === 'close' ? '}}' : token.text.trim();
    return this.fail(`unexpected ${what === '' ? 'blank' : what} in ${where}`, token.at);
  }
}
