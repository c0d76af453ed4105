// Values for parameters as a caller hands them over: words behind `--`, a `--params` text, a JSON payload, the params of a sub-DAG call.

import { isJsonObject, type Json, type JsonObject } from '../../base/json';
import type { CallParams } from '../../model/dag';
import { argumentWord, type ParamWord, paramWords } from '../../model/param-words';
import { parseReferences } from '../../model/reference';
import { compactJson, parseJson } from './json-text';

/** One given value; without a name it is positional. */
export type GivenValue = Pick<ParamWord, 'name' | 'value'>;

export interface ParamInput {
  readonly values: readonly GivenValue[];
  /** The payload as it was sent, when the values came as JSON: what DAG_PARAMS_JSON then shows. */
  readonly json?: string;
}

/** The words behind `--`, taken as they are; a single word that is a JSON object or list is a payload (dagu-format.md 1.3). */
export function inputOfArguments(words: readonly string[]): ParamInput {
  const [first] = words;
  const payload = words.length === 1 && first !== undefined ? inputOfJson(first) : undefined;
  return payload ?? { values: words.map(given) };
}

/** The text of `--params`: tokenized, or a JSON payload. */
export function inputOfText(text: string): ParamInput {
  return inputOfJson(text) ?? { values: paramWords(text).map(({ name, value }) => named(name, value)) };
}

/**
 * The params of a sub-DAG call with their references resolved. A text is cut into words before that, so that a value with blanks or quotes
 * stays one value. A map comes sorted by name. `resolve` gives the text for a text.
 */
export function inputOfCall(params: CallParams | undefined, resolve: (text: string) => string): ParamInput {
  if (params === undefined) return { values: [] };
  if (typeof params === 'string') return { values: callWords(params, resolve) };
  if (isJsonObject(params)) return { values: pairs(params, resolve) };
  return {
    values: params.flatMap((entry: Json) => {
      if (isJsonObject(entry)) return pairs(entry, resolve);
      return typeof entry === 'string' ? callWords(entry, resolve) : [named(undefined, paramText(entry))];
    }),
  };
}

/** The text that identifies the params of a call: `KEY="value"` with blanks between (dagu-format.md 3.13). */
export function normalizedParams(values: readonly GivenValue[]): string {
  const quoted = (value: string): string => `"${value.replaceAll('"', '\\"')}"`;
  return values.map(({ name, value }) => (name === undefined ? quoted(value) : `${name}=${quoted(value)}`)).join(' ');
}

/** A JSON value as the text of a parameter. */
export function paramText(value: Json): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : compactJson(value);
}

function named(name: string | undefined, value: string): GivenValue {
  return name === undefined ? { value } : { name, value };
}

function given(word: string): GivenValue {
  const { name, value } = argumentWord(word);
  return named(name, value);
}

function inputOfJson(text: string): ParamInput | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  const payload = parseJson(text)?.value;
  if (Array.isArray(payload)) return { values: payload.map(item => named(undefined, paramText(item))), json: text };
  if (!isJsonObject(payload)) return undefined;
  return { values: Object.entries(payload).map(([name, value]) => named(name, paramText(value))), json: text };
}

function pairs(map: JsonObject, resolve: (text: string) => string): GivenValue[] {
  return Object.entries(map)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => named(name, typeof value === 'string' ? resolve(value) : resolve(paramText(value))));
}

/** References may contain blanks and quotes: they are hidden while the text is cut. */
function callWords(text: string, resolve: (text: string) => string): GivenValue[] {
  let hidden = text;
  for (const { range } of parseReferences(text)) {
    hidden = hidden.slice(0, range.start) + 'x'.repeat(range.end - range.start) + hidden.slice(range.end);
  }
  return paramWords(hidden).map(({ name, range }) => {
    const start = range.start + (name === undefined ? 0 : name.length + 1);
    const written = text.slice(start, range.end);
    const value = /^".*"$/s.test(written) ? written.slice(1, -1).replaceAll('\\"', '"') : written;
    return named(name === undefined ? undefined : text.slice(range.start, start - 1), resolve(value));
  });
}
