// Reads dotenv files in the dialect of the godotenv library, which Dagu uses (dagu-format.md 2.7).

import { fail, ok, type Result } from '../../base/result';

/**
 * The variables of a file, later lines of a name winning; or where and why it is malformed, and then nothing of it counts.
 * Known: `#` comments, `export `, `K: v`, blanks around the sign, single quotes (nothing inside is read), double quotes (`\n`, `\r`, `\"`, `\\`),
 * values over several lines in quotes, and `$NAME`/`${NAME}` in capitals for earlier lines of the same file, empty when there is none.
 */
export function parseDotenv(text: string): Result<Readonly<Record<string, string>>, string> {
  const source = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const variables = new Map<string, string>();
  let at = 0;
  for (;;) {
    at = statementStart(source, at);
    if (at >= source.length) return ok(Object.fromEntries(variables));
    const line = source.slice(0, at).split('\n').length;
    const name = readName(source, at);
    if (name === undefined) return fail(`Line ${line} is not of the form NAME=value.`);
    const value = readValue(source, name.end, variables);
    if (value === undefined) return fail(`The quote that line ${line} opens is never closed.`);
    variables.set(name.name, value.text);
    at = value.end;
  }
}

/** Skips blanks, empty lines and comments. */
function statementStart(source: string, from: number): number {
  const skipped = /(?:\s+|#[^\n]*)*/y;
  skipped.lastIndex = from;
  skipped.exec(source);
  return skipped.lastIndex;
}

function readName(source: string, from: number): { readonly name: string; readonly end: number } | undefined {
  const shape = /(?:export[^\S\n]+)?([\p{L}\p{N}_.][\p{L}\p{N}_.]*)[^\S\n]*[=:][^\S\n]*/uy;
  shape.lastIndex = from;
  const match = shape.exec(source);
  return match === null ? undefined : { name: match[1] ?? '', end: shape.lastIndex };
}

interface Value {
  readonly text: string;
  readonly end: number;
}

function readValue(source: string, from: number, variables: ReadonlyMap<string, string>): Value | undefined {
  const quote = source[from];
  if (quote === '"' || quote === "'") return quotedValue(source, from, quote, variables);
  const newline = source.indexOf('\n', from);
  const end = newline === -1 ? source.length : newline;
  const line = source.slice(from, end);
  // The library cuts at the last comment sign that follows a blank.
  const comment = /^(.*\s)#/.exec(line)?.[1];
  return { text: withVariables((comment ?? line).trim(), variables), end };
}

function quotedValue(
  source: string,
  from: number,
  quote: string,
  variables: ReadonlyMap<string, string>,
): Value | undefined {
  let end = source.indexOf(quote, from + 1);
  while (end !== -1 && source[end - 1] === '\\') end = source.indexOf(quote, end + 1);
  if (end === -1) return undefined;
  const raw = source.slice(from + 1, end);
  const text = quote === '"' ? withVariables(withEscapes(raw), variables) : raw;
  return { text, end: end + 1 };
}

/** `\$` is left for `withVariables`, which knows it as a dollar sign. */
function withEscapes(text: string): string {
  return text.replace(/\\([^$])/gs, (_, char: string) => (char === 'n' ? '\n' : char === 'r' ? '\r' : char));
}

function withVariables(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replace(/\\\$|\$\{([A-Z0-9_]+)\}|\$([A-Z0-9_]+)/g, (whole, braced?: string, bare?: string) => {
    const name = braced ?? bare;
    return name === undefined ? whole.slice(1) : (variables.get(name) ?? '');
  });
}
