// The functions that Go's templates bring along.

import { type Budget, TemplateFault } from './budget';
import { comparisonFunctions } from './comparison';
import { escapedHtml, escapedJs, escapedQuery } from './escape';
import { formatted } from './format';
import { fixed, type GoFunction, variadic } from './function';
import { printed } from './print';
import { byteSlice, bytesOf, type GoValue, isList, isMap, isTrue, typeName } from './value';

/** By name. `and` and `or` are dealt with where commands are, since they do not look at all their arguments. */
export const builtinFunctions: readonly (readonly [string, GoFunction])[] = [
  ...comparisonFunctions,
  ['and', variadic(['any'], 'any', first => first)],
  ['or', variadic(['any'], 'any', first => first)],
  ['not', fixed(['any'], value => !isTrue(value))],
  ['len', fixed(['any'], value => BigInt(lengthOf(value)))],
  ['index', variadic(['any'], 'any', (value, keys) => keys.reduce<GoValue>(at, value))],
  ['slice', variadic(['any'], 'int', (value, bounds) => slice(value, bounds))],
  ['print', variadic([], 'any', (values, budget) => spaced(values, budget))],
  ['println', variadic([], 'any', (values, budget) => `${joined(values, budget)}\n`)],
  ['printf', variadic(['text'], 'any', (format, values, budget) => formatted(format, values, budget))],
  ['html', variadic([], 'any', (values, budget) => escapedHtml(spaced(values, budget)))],
  ['js', variadic([], 'any', (values, budget) => escapedJs(spaced(values, budget)))],
  ['urlquery', variadic([], 'any', (values, budget) => escapedQuery(spaced(values, budget)))],
];

function lengthOf(value: GoValue): number {
  if (typeof value === 'string') return bytesOf(value).length;
  if (isList(value)) return value.length;
  if (isMap(value)) return value.size;
  throw new TemplateFault(`len of type ${typeName(value)}`);
}

function at(value: GoValue, key: GoValue): GoValue {
  if (isMap(value)) {
    if (typeof key !== 'string') throw new TemplateFault(`a map cannot be indexed with ${typeName(key)}`);
    return value.get(key) ?? null;
  }
  if (!isList(value) && typeof value !== 'string')
    throw new TemplateFault(`can't index item of type ${typeName(value)}`);
  if (typeof key !== 'bigint') throw new TemplateFault(`cannot index a list with type ${typeName(key)}`);
  const place = key < 0n ? undefined : Number(key);
  const item = isList(value) ? value[place ?? -1] : bytesOf(value)[place ?? -1];
  if (item === undefined) throw new TemplateFault(`index out of range: ${key}`);
  return typeof item === 'number' && !isList(value) ? BigInt(item) : item;
}

function slice(value: GoValue, bounds: readonly bigint[]): GoValue {
  const length = lengthOf(value);
  if (isMap(value) || bounds.length > 2) throw new TemplateFault(`can't slice item of type ${typeName(value)} so`);
  const [start = 0n, end = BigInt(length)] = bounds;
  if (start < 0n || start > end || end > BigInt(length)) throw new TemplateFault(`slice out of range: ${start}:${end}`);
  return typeof value === 'string'
    ? byteSlice(value, Number(start), Number(end))
    : isList(value)
      ? value.slice(Number(start), Number(end))
      : null;
}

/** Blanks only between values of which neither is a text. */
function spaced(values: readonly GoValue[], budget: Budget): string {
  return values.reduce<string>((text, value, index) => {
    const before = values[index - 1];
    const blank = index > 0 && typeof value !== 'string' && typeof before !== 'string' ? ' ' : '';
    return text + blank + printed(value, budget);
  }, '');
}

function joined(values: readonly GoValue[], budget: Budget): string {
  return values.map(value => printed(value, budget)).join(' ');
}
