// Functions on lists and maps of the sprig library. Lists are never changed; `set` and `unset` change their map.

import { type Budget, TemplateFault } from './budget';
import { fixed, type GoFunction, variadic } from './function';
import { jsonText, printed } from './print';
import { type GoMap, type GoValue, isList, isMap, isTrue, sortedKeys } from './value';

const list = variadic([], 'any', values => values);
const append = fixed(['list', 'any'], (values, value) => [...values, value]);
const prepend = fixed(['list', 'any'], (values, value) => [value, ...values]);
const first = fixed(['list'], values => values[0] ?? null);
const last = fixed(['list'], values => values.at(-1) ?? null);
const rest = fixed(['list'], values => values.slice(1));
const initial = fixed(['list'], values => values.slice(0, -1));
const reverse = fixed(['list'], values => [...values].reverse());
const compact = fixed(['list'], values => values.filter(isTrue));
const uniq = fixed(['list'], (values, budget) => distinct(values, budget));
const without = variadic(['list'], 'any', (values, omitted, budget) => {
  const keys = new Set(omitted.map(value => keyOf(value, budget)));
  return values.filter(value => !keys.has(keyOf(value, budget)));
});
const has = fixed(['any', 'list'], (needle, values, budget) => {
  const key = keyOf(needle, budget);
  return values.some(value => keyOf(value, budget) === key);
});
const chunk = fixed(['int', 'list'], (size, values) => chunks(Number(size), values));

/** The functions that sprig has twice: with `must` in front they say what is wrong, which here all of them do. */
const both: readonly (readonly [string, GoFunction])[] = [
  ['append', append],
  ['push', append],
  ['prepend', prepend],
  ['first', first],
  ['last', last],
  ['rest', rest],
  ['initial', initial],
  ['reverse', reverse],
  ['compact', compact],
  ['uniq', uniq],
  ['without', without],
  ['has', has],
  ['chunk', chunk],
];

export const listFunctions: readonly (readonly [string, GoFunction])[] = [
  ...both,
  ...both.map(([name, called]) => [`must${name.charAt(0).toUpperCase()}${name.slice(1)}`, called] as const),
  ['list', list],
  ['tuple', list],
  ['concat', variadic([], 'list', lists => lists.flat())],
  ['dict', variadic([], 'any', dict)],
  ['get', fixed(['map', 'text'], (map, key) => map.get(key) ?? '')],
  ['set', fixed(['map', 'text', 'any'], (map, key, value) => map.set(key, outside(map, value)))],
  ['unset', fixed(['map', 'text'], (map, key) => (map.delete(key) ? map : map))],
  ['hasKey', fixed(['map', 'text'], (map, key) => map.has(key))],
  [
    'pluck',
    variadic(['text'], 'map', (key, maps) => maps.flatMap(map => map.get(key) ?? (map.has(key) ? [null] : []))),
  ],
  ['keys', variadic([], 'map', maps => maps.flatMap(sortedKeys))],
  ['values', fixed(['map'], map => sortedKeys(map).map(key => map.get(key) ?? null))],
  ['pick', variadic(['map'], 'text', (map, keys) => filtered(map, key => keys.includes(key)))],
  ['omit', variadic(['map'], 'text', (map, keys) => filtered(map, key => !keys.includes(key)))],
  ['dig', variadic(['text'], 'any', (key, more) => dig([key, ...more]))],
];

function distinct(values: readonly GoValue[], budget: Budget): readonly GoValue[] {
  return [...new Map(values.map(value => [keyOf(value, budget), value])).values()];
}

/** Equal values have equal keys. */
export function keyOf(value: GoValue, budget: Budget): string {
  return `${typeof value} ${jsonText(value, budget)}`;
}

function chunks(size: number, values: readonly GoValue[]): readonly GoValue[] {
  if (size < 1) throw new TemplateFault('chunk: the size must be above 0');
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );
}

/** Pairs of key and value; a last key without value gets an empty text. */
function dict(pairs: readonly GoValue[], budget: Budget): GoMap {
  const map: GoMap = new Map();
  for (let at = 0; at < pairs.length; at += 2)
    map.set(printed(pairs[at] ?? null, budget), pairs[at + 1] ?? (at + 1 < pairs.length ? null : ''));
  return map;
}

/** A map inside of itself could never be printed. */
function outside(map: GoMap, value: GoValue): GoValue {
  const seen = new Set<GoValue>();
  const pending: GoValue[] = [value];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next === map) throw new TemplateFault('set: a map cannot be put into itself');
    if (seen.has(next)) continue;
    if (isList(next)) pending.push(...next);
    if (isMap(next)) pending.push(...next.values());
    if (isList(next) || isMap(next)) seen.add(next);
  }
  return value;
}

function filtered(map: GoMap, keep: (key: string) => boolean): GoMap {
  return new Map([...map].filter(([key]) => keep(key)));
}

/** `dig "a" "b" default map`: the value at the end of the keys, or the default. */
function dig(words: readonly GoValue[]): GoValue {
  const [otherwise = null, map = null] = words.slice(-2);
  if (words.length < 3 || !isMap(map)) throw new TemplateFault('dig needs keys, a default and a map');
  let value: GoValue = map;
  for (const key of words.slice(0, -2)) {
    const next: GoValue | undefined = isMap(value) && typeof key === 'string' ? value.get(key) : undefined;
    if (next === undefined) return otherwise;
    value = next;
  }
  return value;
}
