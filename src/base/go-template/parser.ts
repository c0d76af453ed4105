// Parses a template: texts, actions and the blocks that they open and close.

import { readTokens, type Token } from './lexer';
import type { Definitions, TemplateNode } from './node';
import { keywords, parsePipe } from './pipe-parser';
import { TokenCursor } from './token-cursor';

/** The template itself stands under this name. */
export const mainName = '';

/** Reads a template and all that it defines. Throws a TemplateFault for what Go would refuse. */
export function parseTemplate(source: string, isFunction: (name: string) => boolean): Definitions {
  const cursor = new TokenCursor(readTokens(source), isFunction);
  const definitions = new Map<string, readonly TemplateNode[]>();
  const main: TemplateNode[] = [];
  for (;;) {
    const { nodes, stop } = readList(cursor, definitions);
    main.push(...nodes);
    if (stop.kind === 'end') break;
    if (stop.text !== 'define') cursor.fail(`unexpected {{${stop.text}}}`, stop.at);
    readDefine(cursor, definitions, stop.at);
  }
  return definitions.set(mainName, main);
}

interface List {
  readonly nodes: readonly TemplateNode[];
  /** What ended it: `else`, `end`, `define` inside an action that is not read to its end, or the end of the template. */
  readonly stop: Token;
}

type Writable = Map<string, readonly TemplateNode[]>;

function readList(cursor: TokenCursor, definitions: Writable): List {
  const nodes: TemplateNode[] = [];
  for (;;) {
    const token = cursor.next();
    if (token.kind === 'end') return { nodes, stop: token };
    if (token.kind === 'text') {
      nodes.push({ kind: 'text', text: token.text });
      continue;
    }
    const word = cursor.peekSolid();
    if (word.kind === 'word' && (word.text === 'end' || word.text === 'else' || word.text === 'define')) {
      cursor.next();
      return { nodes, stop: word };
    }
    nodes.push(readAction(cursor, definitions, word));
  }
}

function readAction(cursor: TokenCursor, definitions: Writable, word: Token): TemplateNode {
  const { at } = word;
  const keyword = word.kind === 'word' && keywords.has(word.text) ? word.text : '';
  if (keyword !== '') cursor.next();
  switch (keyword) {
    case 'if':
    case 'with':
    case 'range':
      return cursor.nested(at, () => readControl(keyword, cursor, definitions, at));
    case 'break':
    case 'continue':
      if (cursor.ranges === 0) cursor.fail(`{{${keyword}}} outside {{range}}`, at);
      closeAction(cursor, keyword);
      return { kind: keyword, at };
    case 'template': {
      const name = readName(cursor, keyword);
      if (cursor.peekSolid().kind !== 'close') return { kind: keyword, name, pipe: parsePipe(cursor, keyword), at };
      cursor.next();
      return { kind: keyword, name, at };
    }
    case 'block': {
      const name = readName(cursor, keyword);
      const pipe = parsePipe(cursor, keyword);
      readBody(cursor, definitions, name, 'block', at);
      return { kind: 'template', name, pipe, at };
    }
    default:
      return { kind: 'action', pipe: parsePipe(cursor, 'command'), at };
  }
}

function readControl(
  kind: 'if' | 'with' | 'range',
  cursor: TokenCursor,
  definitions: Writable,
  at: number,
): TemplateNode {
  return cursor.scoped(() => {
    const pipe = parsePipe(cursor, kind);
    if (kind === 'range') cursor.ranges++;
    const body = readList(cursor, definitions);
    if (kind === 'range') cursor.ranges--;
    const otherwise = body.stop.text === 'else' ? readElse(kind, cursor, definitions) : [];
    if (body.stop.text === 'end') closeAction(cursor, 'end');
    else if (body.stop.text !== 'else') unclosed(cursor, body.stop, kind, at);
    return { kind, pipe, body: body.nodes, otherwise, at };
  });
}

/** Behind `else`: `else if` and `else with` need no end of their own. */
function readElse(kind: 'if' | 'with' | 'range', cursor: TokenCursor, definitions: Writable): readonly TemplateNode[] {
  const next = cursor.peekSolid();
  if (next.kind === 'word' && next.text === kind && kind !== 'range') {
    cursor.next();
    return [cursor.nested(next.at, () => readControl(kind, cursor, definitions, next.at))];
  }
  closeAction(cursor, 'else');
  const { nodes, stop } = readList(cursor, definitions);
  if (stop.text !== 'end') unclosed(cursor, stop, kind, next.at);
  closeAction(cursor, 'end');
  return nodes;
}

function readDefine(cursor: TokenCursor, definitions: Writable, at: number): void {
  const name = readName(cursor, 'define');
  closeAction(cursor, 'define');
  readBody(cursor, definitions, name, 'define', at);
}

/** The body of a definition sees no variables but `$`, and no range around it. */
function readBody(
  cursor: TokenCursor,
  definitions: Writable,
  name: string,
  kind: 'define' | 'block',
  at: number,
): void {
  const { variables, ranges } = cursor;
  cursor.variables = ['$'];
  cursor.ranges = 0;
  const { nodes, stop } = cursor.nested(at, () => readList(cursor, definitions));
  cursor.variables = variables;
  cursor.ranges = ranges;
  if (stop.text !== 'end') unclosed(cursor, stop, kind, at);
  closeAction(cursor, 'end');
  definitions.set(name, nodes);
}

function readName(cursor: TokenCursor, kind: string): string {
  const token = cursor.nextSolid();
  if (token.kind === 'literal' && typeof token.value === 'string') return token.value;
  return cursor.unexpected(token, `${kind}: it needs a name in quotes`);
}

function closeAction(cursor: TokenCursor, kind: string): void {
  const token = cursor.nextSolid();
  if (token.kind !== 'close') cursor.unexpected(token, kind);
}

function unclosed(cursor: TokenCursor, stop: Token, kind: string, at: number): never {
  if (stop.kind === 'end') return cursor.fail(`{{${kind}}} has no {{end}}`, at);
  return cursor.fail(`unexpected {{${stop.text}}} in {{${kind}}}`, stop.at);
}
