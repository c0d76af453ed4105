// Parses what stands inside an action: variables, commands with their operands, and pipes between them.

import type { Command, Operand, Pipe } from './node';
import type { TokenCursor } from './token-cursor';

/** Reads up to and including the token that ends the pipe. `context` names what it is for in messages. */
export function parsePipe(cursor: TokenCursor, context: string, end: 'close' | ')' = 'close'): Pipe {
  const { at } = cursor.peekSolid();
  const { variables, assigns } = readVariables(cursor, context);
  const commands: Command[] = [];
  for (;;) {
    const token = cursor.peekSolid();
    if (token.kind === end) {
      cursor.next();
      break;
    }
    commands.push(readCommand(cursor, context));
  }
  if (commands.length === 0) cursor.fail(`missing value for ${context}`, at);
  for (const [stage, { first, args, at: place }] of commands.entries()) {
    const executes = first.kind !== 'literal' && first.kind !== 'dot' && first.kind !== 'nil';
    if (stage > 0 && !executes) cursor.fail(`non executable command in pipeline stage ${stage + 1}`, place);
    if (first.kind === 'nil') cursor.fail('nil is not a command', place);
    if (!executes && args.length > 0) cursor.fail(`what is no function cannot get arguments`, place);
  }
  return { variables, assigns, commands, at };
}

function readVariables(cursor: TokenCursor, context: string): Pick<Pipe, 'variables' | 'assigns'> {
  const none = { variables: [], assigns: false };
  const first = cursor.peek();
  if (first.kind !== 'variable') return none;
  const behind = cursor.peek(1).kind === 'space' ? 2 : 1;
  const mark = cursor.peek(behind);
  if (mark.kind === ':=' || mark.kind === '=') {
    for (let count = 0; count <= behind; count++) cursor.next();
    return declared(cursor, [first.text], mark.kind === '=', first.at);
  }
  if (mark.kind !== ',') return none;
  for (let count = 0; count <= behind; count++) cursor.next();
  if (context !== 'range') cursor.fail(`too many declarations in ${context}`, mark.at);
  const second = cursor.nextSolid();
  const sign = cursor.nextSolid();
  if (second.kind !== 'variable' || (sign.kind !== ':=' && sign.kind !== '='))
    cursor.fail('range can only initialize variables', second.at);
  return declared(cursor, [first.text, second.text], sign.kind === '=', first.at);
}

function declared(
  cursor: TokenCursor,
  variables: readonly string[],
  assigns: boolean,
  at: number,
): Pick<Pipe, 'variables' | 'assigns'> {
  for (const name of variables) {
    if (!assigns) cursor.variables.push(name);
    else if (!cursor.variables.includes(name)) cursor.fail(`undefined variable "${name}"`, at);
  }
  return { variables, assigns };
}

function readCommand(cursor: TokenCursor, context: string): Command {
  const { at } = cursor.peekSolid();
  const operands: Operand[] = [];
  for (;;) {
    const operand = readOperand(cursor, context);
    if (operand !== undefined) operands.push(operand);
    const token = cursor.peek();
    if (token.kind === 'space') {
      cursor.next();
      continue;
    }
    if (token.kind === '|') {
      cursor.next();
      const following = cursor.peekSolid();
      if (following.kind === 'close' || following.kind === ')') cursor.fail('missing command behind |', token.at);
    } else if (token.kind !== 'close' && token.kind !== ')') cursor.unexpected(token, context);
    break;
  }
  const [first, ...args] = operands;
  if (first === undefined) return cursor.fail('empty command', at);
  return { first, args, at };
}

/** Undefined when there is none, for example before a pipe. */
function readOperand(cursor: TokenCursor, context: string): Operand | undefined {
  const of = readTerm(cursor, context);
  if (of === undefined) return undefined;
  const names: string[] = [];
  while (cursor.peek().kind === 'field') names.push(cursor.next().text.slice(1));
  if (names.length === 0) return of;
  switch (of.kind) {
    case 'field':
    case 'variable':
      return { ...of, names: [...of.names, ...names] };
    case 'literal':
    case 'dot':
    case 'nil':
      return cursor.fail('unexpected . behind a value that has no fields', of.at);
    default:
      return { kind: 'chain', of, names, at: of.at };
  }
}

function readTerm(cursor: TokenCursor, context: string): Operand | undefined {
  const token = cursor.peekSolid();
  const { at } = token;
  switch (token.kind) {
    case 'literal':
      cursor.next();
      return { kind: 'literal', value: token.value, at };
    case 'dot':
      cursor.next();
      return { kind: 'dot', at };
    case 'field':
      cursor.next();
      return { kind: 'field', names: [token.text.slice(1)], at };
    case 'variable':
      cursor.next();
      if (!cursor.variables.includes(token.text)) cursor.fail(`undefined variable "${token.text}"`, at);
      return { kind: 'variable', name: token.text, names: [], at };
    case 'word':
      if (keywords.has(token.text)) return cursor.unexpected(token, context);
      cursor.next();
      if (token.text === 'nil') return { kind: 'nil', at };
      if (!cursor.isFunction(token.text)) cursor.fail(`function "${token.text}" not defined`, at);
      return { kind: 'function', name: token.text, at };
    case '(':
      cursor.next();
      return { kind: 'pipe', pipe: cursor.nested(at, () => parsePipe(cursor, 'parenthesized pipeline', ')')), at };
    default:
      return undefined;
  }
}

export const keywords: ReadonlySet<string> = new Set([
  'if',
  'else',
  'end',
  'range',
  'with',
  'break',
  'continue',
  'template',
  'define',
  'block',
]);
