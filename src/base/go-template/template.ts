// Go's text/template: fills a text with data. Pure, and bounded in what it may cost.

import { fail, ok, type Result } from '../result';
import { Budget, TemplateFault } from './budget';
import { builtinFunctions } from './builtin-functions';
import { evaluate } from './evaluation';
import type { Functions } from './function';
import { parseTemplate } from './parser';
import type { GoValue } from './value';

export interface TemplateRefusal {
  /** `parse`: the text is no template; `execution`: it does not fit the data, or costs too much. */
  readonly kind: 'parse' | 'execution';
  /** For people, with line and column where they are known. */
  readonly message: string;
}

const builtins: Functions = new Map(builtinFunctions);

/** The text that a template makes of the data. A key that the data do not have is an error. `functions` come besides those of Go. */
export function renderTemplate(
  text: string,
  data: GoValue,
  functions: Functions,
  budget: Budget = new Budget(),
): Result<string, TemplateRefusal> {
  // Most texts that are looked at as templates are none.
  if (!text.includes('{{')) return ok(text);
  const known: Functions = new Map([...builtins, ...functions]);
  let kind: TemplateRefusal['kind'] = 'parse';
  try {
    const definitions = parseTemplate(text, name => known.has(name));
    kind = 'execution';
    return ok(evaluate(definitions, data, known, budget));
  } catch (error) {
    if (error instanceof TemplateFault) return fail({ kind, message: `${placeText(text, error.at)}${error.message}` });
    // Blocks inside blocks and templates that call each other take up the stack.
    if (error instanceof RangeError) return fail({ kind, message: 'the template nests too deeply' });
    throw error;
  }
}

function placeText(text: string, at: number | undefined): string {
  if (at === undefined) return '';
  const before = text.slice(0, at).split('\n');
  const column = (before.at(-1) ?? '').length + 1;
  return before.length === 1 ? `column ${column}: ` : `line ${before.length}, column ${column}: `;
}
