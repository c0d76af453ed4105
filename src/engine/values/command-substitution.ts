// Commands inside a text, `$(…)` and backticks: found, run by whoever is asked to, and replaced by what they print (dagu-format.md 2.4).

import { fail, ok, type Result } from '../../base/result';
import type { TextRange } from '../../base/text';
import { expand, expandWith } from './expand';
import type { FieldPolicy, Scope } from './scope';

/** How the shell that runs the commands writes a variable of its environment. */
export type Dialect = 'sh' | 'powershell';

/** A command to run in the shell. Values that the text refers to come in `env`, to be added to the environment of the process. */
export interface SubstitutedCommand {
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Runs a command and gives what it prints on stdout, or says in words why that failed. Limits its time itself (2 s, 30 s on Windows). */
export type RunCommand = (command: SubstitutedCommand) => Promise<Result<string, string>>;

/**
 * The text with its references resolved and its commands replaced by what they print, trimmed; one after the other, from the left. Values are
 * never pasted into the text of a command, where they could run as code: they are handed over in the environment (dagu-format.md 8, no. 2).
 * Inserted values are not searched for commands. An unclosed `$(` or backtick stays. Fails for a command inside a command, and with the first
 * failure of `run`.
 */
export async function substituteCommands(
  text: string,
  scope: Scope,
  policy: FieldPolicy,
  run: RunCommand,
  dialect: Dialect = 'sh',
): Promise<Result<string, string>> {
  const spans = commandSpans(text);
  if (!spans.ok) return spans;
  let result = '';
  let from = 0;
  for (const { whole, inner } of spans.value) {
    result += expandWith(text, { start: from, end: whole.start }, scope, policy, value => value);
    const printed = await run(commandAt(text, inner, scope, policy, dialect));
    if (!printed.ok) return printed;
    result += printed.value.trim();
    from = whole.end;
  }
  if (spans.value.length === 0) return ok(expand(text, scope, policy));
  return ok(result + expandWith(text, { start: from, end: text.length }, scope, policy, value => value));
}

interface CommandSpan {
  readonly whole: TextRange;
  /** Between the parentheses or backticks. */
  readonly inner: TextRange;
}

/** Where the commands of a text stand. Fails when one contains another. */
export function commandSpans(text: string): Result<readonly CommandSpan[], string> {
  const spans: CommandSpan[] = [];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') {
      at++;
      continue;
    }
    const parenthesis = text.startsWith('$(', at);
    if (!parenthesis && text[at] !== '`') continue;
    const start = at + (parenthesis ? 2 : 1);
    const end = parenthesis ? closingParenthesis(text, start) : text.indexOf('`', start);
    if (end === undefined || end === -1) continue;
    if (/\$\(|`/.test(text.slice(start, end))) return fail('A command inside a command is not supported.');
    spans.push({ whole: { start: at, end: end + 1 }, inner: { start, end } });
    at = end;
  }
  return ok(spans);
}

function closingParenthesis(text: string, from: number): number | undefined {
  let open = 1;
  let quote = '';
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === '\\' && quote !== "'") at++;
    else if (char === quote) quote = '';
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
    else if (quote === '' && char === '(') open++;
    else if (quote === '' && char === ')' && --open === 0) return at;
  }
  return undefined;
}

/** The command with its references as variables of the shell. */
function commandAt(
  text: string,
  inner: TextRange,
  scope: Scope,
  policy: FieldPolicy,
  dialect: Dialect,
): SubstitutedCommand {
  const env: Record<string, string> = {};
  const command = expandWith(text, inner, scope, policy, (value, place) => {
    const name = `RESTEP_VALUE_${Object.keys(env).length + 1}`;
    env[name] = value;
    const quoted = quoteBefore(text, inner.start, place.start) === "'";
    if (dialect === 'powershell') return quoted ? value.replaceAll("'", "''") : `\${env:${name}}`;
    // Out of the single quotes and in again: inside them the shell would not read the variable.
    return quoted ? `'"\${${name}}"'` : `\${${name}}`;
  });
  return { command, env };
}

/** The quote that is open at a place of a command. */
function quoteBefore(text: string, start: number, end: number): string {
  let quote = '';
  for (let at = start; at < end; at++) {
    const char = text[at];
    if (char === '\\' && quote !== "'") at++;
    else if (char === quote) quote = '';
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
  }
  return quote;
}
