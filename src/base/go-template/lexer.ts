// Splits a template into texts and the tokens of its actions; trim markers and comments are dealt with here.

import { TemplateFault } from './budget';
import { readNumber, unquote } from './literal';
import type { GoValue } from './value';

export type Token =
  | { readonly kind: 'text' | 'word' | 'field' | 'variable'; readonly text: string; readonly at: number }
  | { readonly kind: 'literal'; readonly text: string; readonly value: GoValue; readonly at: number }
  | { readonly kind: TokenMark; readonly text: string; readonly at: number };

/** `open` and `close` are the delimiters of an action. */
export type TokenMark = 'open' | 'close' | 'space' | 'dot' | ':=' | '=' | '|' | ',' | '(' | ')' | 'end';

/** Every token in order; the last one is `end`. Throws a TemplateFault. */
export function readTokens(source: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0, trimmed = false; at < source.length; ) {
    const open = source.indexOf('{{', at);
    const trims = open !== -1 && /^-[ \t\r\n]/.test(source.slice(open + 2, open + 4));
    let text = source.slice(at, open === -1 ? source.length : open);
    if (trimmed) text = text.replace(/^[ \t\r\n]+/, '');
    if (trims) text = text.slice(0, contentEnd(text));
    if (text !== '') tokens.push({ kind: 'text', text, at });
    if (open === -1) break;
    const start = trims ? open + 4 : open + 2;
    const end = source.startsWith('/*', start) ? commentEnd(source, start) : readAction(source, start, open, tokens);
    at = end.at;
    trimmed = end.trims;
  }
  tokens.push({ kind: 'end', text: '', at: source.length });
  return tokens;
}

interface End {
  readonly at: number;
  /** The blanks behind it go away. */
  readonly trims: boolean;
}

/** Where the text ends when the blanks at its end do not count. A pattern would take quadratic time for many blanks. */
function contentEnd(text: string): number {
  let end = text.length;
  while (end > 0 && ' \t\r\n'.includes(text[end - 1] ?? '')) end--;
  return end;
}

const closing = /([ \t\r\n]-)?\}\}/y;

function closesAt(source: string, at: number): End | undefined {
  closing.lastIndex = at;
  const match = closing.exec(source);
  return match === null ? undefined : { at: closing.lastIndex, trims: match[1] !== undefined };
}

function commentEnd(source: string, start: number): End {
  const end = source.indexOf('*/', start + 2);
  if (end === -1) throw new TemplateFault('unclosed comment', start);
  const close = closesAt(source, end + 2);
  if (close === undefined) throw new TemplateFault('a comment must be all that is between its delimiters', start);
  return close;
}

const space = /[ \t\r\n]+/y;
const name = /[\p{L}\p{Nd}_]+/uy;
const number = /[+-]?(?:0[xX][0-9A-Fa-f_]+|0[bBoO][0-7_]+|[0-9_]*\.?[0-9_]*(?:[eE][+-]?[0-9_]+)?)/y;
const quoted = /"((?:[^"\\\n]|\\[^\n])*)"/y;
const character = /'((?:[^'\\\n]|\\[^\n])*)'/y;
const raw = /`([^`]*)`/y;

/** Reads up to the closing delimiter. */
function readAction(source: string, start: number, open: number, tokens: Token[]): End {
  tokens.push({ kind: 'open', text: '{{', at: open });
  for (let at = start, depth = 0; ; ) {
    const close = closesAt(source, at);
    if (close !== undefined) {
      if (depth > 0) throw new TemplateFault('unclosed left parenthesis', at);
      tokens.push({ kind: 'close', text: '}}', at });
      return close;
    }
    const token = readToken(source, at);
    if (token === undefined) throw new TemplateFault('unclosed action', open);
    if (token.kind === '(') depth++;
    if (token.kind === ')' && --depth < 0) throw new TemplateFault('unexpected right parenthesis', at);
    tokens.push(token);
    at += token.text.length;
  }
}

/** Undefined at the end of the source. The text of a token is all of it, as it is written. */
function readToken(source: string, at: number): Token | undefined {
  const first = source[at];
  if (first === undefined) return undefined;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(source);
  };
  const [blanks] = take(space) ?? [];
  // The last blank before a closing minus belongs to the delimiter.
  if (blanks !== undefined) {
    const short = blanks.length > 1 && closesAt(source, at + blanks.length - 1)?.trims === true;
    return { kind: 'space', text: short ? blanks.slice(0, -1) : blanks, at };
  }
  if (source.startsWith(':=', at)) return { kind: ':=', text: ':=', at };
  if (first === '=' || first === '|' || first === ',' || first === '(' || first === ')')
    return { kind: first, text: first, at };
  if (first === '"' || first === '`' || first === "'") return readQuoted(first, take, at);
  if (first === '$' || (first === '.' && !/[0-9]/.test(source[at + 1] ?? ''))) {
    name.lastIndex = at + 1;
    const text = first + (name.exec(source)?.[0] ?? '');
    checkEnd(source, at + text.length);
    if (text === '.') return { kind: 'dot', text, at };
    return { kind: first === '$' ? 'variable' : 'field', text, at };
  }
  if (/[+\-.0-9]/.test(first)) return readNumberToken(source, at, take);
  const [word] = take(name) ?? [];
  if (word === undefined) throw new TemplateFault(`unexpected ${JSON.stringify(first)}`, at);
  checkEnd(source, at + word.length);
  if (word === 'true' || word === 'false') return { kind: 'literal', text: word, value: word === 'true', at };
  return { kind: 'word', text: word, at };
}

function readQuoted(first: '"' | '`' | "'", take: (pattern: RegExp) => RegExpExecArray | null, at: number): Token {
  const match = take(first === '"' ? quoted : first === '`' ? raw : character);
  if (match === null) throw new TemplateFault('unterminated quoted text', at);
  const [text, inner = ''] = match;
  if (first === '`') return { kind: 'literal', text, value: inner.replaceAll('\r', ''), at };
  const value = unquote(inner, first);
  if (value === undefined) throw new TemplateFault(`${text} has an escape that Go does not know`, at);
  if (first === '"') return { kind: 'literal', text, value, at };
  const [code, ...more] = [...value];
  if (code === undefined || more.length > 0) throw new TemplateFault(`${text} is not one character`, at);
  return { kind: 'literal', text, value: BigInt(code.codePointAt(0) ?? 0), at };
}

function readNumberToken(source: string, at: number, take: (pattern: RegExp) => RegExpExecArray | null): Token {
  const [text = ''] = take(number) ?? [];
  name.lastIndex = at + text.length;
  const rest = name.exec(source)?.[0] ?? '';
  const value = rest === '' ? readNumber(text) : undefined;
  if (value === undefined) throw new TemplateFault(`"${text}${rest}" is no number`, at);
  return { kind: 'literal', text, value, at };
}

/** What may stand behind a name without a blank. */
function checkEnd(source: string, at: number): void {
  const next = source[at];
  if (next === undefined || /[ \t\r\n.,|:()]/.test(next) || source.startsWith('}}', at)) return;
  throw new TemplateFault(`unexpected ${JSON.stringify(next)}`, at);
}
