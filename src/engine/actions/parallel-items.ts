// The items of a parallel step: a list, or a text that is one (dagu-format.md 3.13).

import type { Json } from '../../base/json';
import { fail, ok, type Result } from '../../base/result';
import type { Parallel } from '../../model/dag';

/** Dagu's bound on items. */
const mostItems = 1000;

/**
 * Every item as text, objects and lists as JSON, references resolved by `resolve`. A text is read as a JSON list or value, else split at line
 * breaks, or the first of comma, semicolon, bar and tab that occurs, else at blanks outside quotes. Fails with a message when no item is left.
 */
export function parallelItems(
  items: Parallel['items'],
  resolve: (text: string) => string,
): Result<readonly string[], string> {
  const values = typeof items === 'string' ? itemsOfText(resolve(items)) : items.map(item => resolved(item, resolve));
  const wrong = values.find(value => typeof value === 'boolean' || value === null);
  if (wrong !== undefined)
    return fail(`An item of a parallel step is ${String(wrong)}; items are texts, numbers or objects.`);
  const texts = values
    .map(value => (typeof value === 'string' ? value : JSON.stringify(value)))
    .filter(text => text !== '');
  if (texts.length === 0) return fail('Parallel execution requires at least one item, and none is left.');
  if (texts.length > mostItems)
    return fail(`A parallel step takes at most ${mostItems} items, and there are ${texts.length}.`);
  return ok(texts);
}

function resolved(value: Json, resolve: (text: string) => string): Json {
  if (typeof value === 'string') return resolve(value);
  if (Array.isArray(value)) return value.map(member => resolved(member, resolve));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, resolved(member, resolve)]));
}

function itemsOfText(text: string): readonly Json[] {
  const trimmed = text.trim();
  if (trimmed === '') return [];
  if (/^[[{]/.test(trimmed)) {
    try {
      const value: Json = JSON.parse(trimmed);
      return Array.isArray(value) ? value : [value];
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  const separator = ['\n', ',', ';', '|', '\t'].find(sign => trimmed.includes(sign));
  const parts =
    separator === undefined
      ? [...trimmed.matchAll(/"([^"]*)"|'([^']*)'|\S+/g)].map(match => match[1] ?? match[2] ?? match[0])
      : trimmed.split(separator);
  return parts.map(part => part.trim()).filter(part => part !== '');
}
