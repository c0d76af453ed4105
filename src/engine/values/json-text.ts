// JSON values as text, the way Dagu prints them: plain scalars, compact objects with sorted keys, and outputs as they are stored.

import { type DataObject, type DataValue, isDataObject, isJsonObject, type Json } from '../../base/json';
import { fail, ok, type Result } from '../../base/result';

/** The value of a text that is JSON, else undefined. */
export function parseJson(text: string): { readonly value: Json } | undefined {
  const read = readJson(text);
  return read.ok ? read : undefined;
}

/** The value of a text that is JSON; fails with the reason in words. */
export function readJson(text: string): Result<Json, string> {
  try {
    return ok(JSON.parse(text) as Json);
  } catch (error) {
    if (error instanceof SyntaxError) return fail(error.message);
    throw error;
  }
}

/** Compact JSON with sorted keys at every level. */
export function compactJson(value: DataValue): string {
  if (Array.isArray(value)) return `[${value.map(compactJson).join(',')}]`;
  if (!isDataObject(value)) return scalarJson(value);
  const members = sortedMembers(value);
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${compactJson(member)}`).join(',')}}`;
}

/** JSON over several lines, with sorted keys at every level. */
export function indentedJson(value: DataValue, blanks: number, depth = 0): string {
  const inner = `\n${' '.repeat(blanks * (depth + 1))}`;
  const outer = `\n${' '.repeat(blanks * depth)}`;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return `[${inner}${value.map(item => indentedJson(item, blanks, depth + 1)).join(`,${inner}`)}${outer}]`;
  }
  if (!isDataObject(value)) return scalarJson(value);
  const members = sortedMembers(value);
  if (members.length === 0) return '{}';
  const lines = members.map(([key, member]) => `${JSON.stringify(key)}: ${indentedJson(member, blanks, depth + 1)}`);
  return `{${inner}${lines.join(`,${inner}`)}${outer}}`;
}

function scalarJson(value: DataValue): string {
  return typeof value === 'bigint' ? value.toString() : JSON.stringify(value);
}

function sortedMembers(value: DataObject): readonly [string, DataValue][] {
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The same value, the members of its objects sorted at every level. */
export function withSortedKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(withSortedKeys);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(sortedMembers(value).map(([key, member]) => [key, withSortedKeys(member as Json)]));
}

/** JSON text with `<`, `>`, `&` and the two line separators escaped, as Dagu writes parameters and reports. */
export function escapedJson(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** What an inserted value looks like: strings as they are, numbers shortest, lists and maps as compact JSON, null as `<nil>` (as Dagu does). */
export function plainText(value: Json): string {
  if (value === null) return '<nil>';
  return typeof value === 'string' ? value : compactJson(value);
}

/**
 * A published output as text, so that `outputValue` gives back the same value: strings as they are, everything else as compact JSON. A
 * string that would be read as JSON is itself written as a JSON string.
 */
export function outputText(value: Json): string {
  return typeof value === 'string' && parseJson(value) === undefined ? value : compactJson(value);
}

/** The value of a published output's text. */
export function outputValue(text: string): Json {
  const parsed = parseJson(text);
  return parsed === undefined ? text : parsed.value;
}

/** Published outputs as one value. */
export function outputValues(outputs: Readonly<Record<string, string>>): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(outputs).map(([name, text]) => [name, outputValue(text)]));
}
