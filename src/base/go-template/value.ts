// Values as a Go template sees them: whole numbers apart from fractions, lists, and maps that functions may change.

import { isJsonObject, type Json } from '../json';

/** Go's int is a bigint, its float64 a number. A list never changes; a map may get and lose entries. */
export type GoValue = null | boolean | string | bigint | number | readonly GoValue[] | GoMap;

export type GoMap = Map<string, GoValue>;

export function isList(value: GoValue): value is readonly GoValue[] {
  return Array.isArray(value);
}

export function isMap(value: GoValue): value is GoMap {
  return value instanceof Map;
}

/** A JSON value for a template; numbers without a fraction become whole ones. */
export function goValue(json: Json): GoValue {
  if (typeof json === 'number') return Number.isInteger(json) && Math.abs(json) < 2 ** 63 ? BigInt(json) : json;
  if (Array.isArray(json)) return json.map(goValue);
  if (isJsonObject(json)) return new Map(Object.entries(json).map(([key, member]) => [key, goValue(member)]));
  return json as null | boolean | string;
}

/** The keys of a map as Go orders them when it prints or walks one. */
export function sortedKeys(map: GoMap): readonly string[] {
  return [...map.keys()].sort((a, b) => (a < b ? -1 : 1));
}

/** What `if`, `and` and `not` take for true: everything but zeros, nothing and what is empty. */
export function isTrue(value: GoValue): boolean {
  if (isList(value)) return value.length > 0;
  if (isMap(value)) return value.size > 0;
  return Boolean(value);
}

/** The type in Go's words, as `%T` prints it. */
export function typeName(value: GoValue): string {
  if (value === null) return '<nil>';
  if (isList(value)) return '[]interface {}';
  if (isMap(value)) return 'map[string]interface {}';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return 'float64';
  return typeof value === 'string' ? 'string' : 'bool';
}

/** The kind in Go's words: the type without what it is made of. */
export function kindName(value: GoValue): string {
  if (value === null) return 'invalid';
  return isList(value) ? 'slice' : isMap(value) ? 'map' : typeName(value);
}

/** Bytes of a text: Go counts and cuts texts by them. */
export function bytesOf(text: string): Buffer {
  return Buffer.from(text, 'utf8');
}

/** A part of a text by its bytes. */
export function byteSlice(text: string, start: number, end?: number): string {
  return bytesOf(text).subarray(start, end).toString('utf8');
}
