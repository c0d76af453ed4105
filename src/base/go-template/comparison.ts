// Go's comparisons of values: only values of one kind can be compared.

import { TemplateFault } from './budget';
import { fixed, type GoFunction, variadic } from './function';
import { type GoValue, isList, isMap, typeName } from './value';

type Basic = boolean | string | bigint | number;

export const comparisonFunctions: readonly (readonly [string, GoFunction])[] = [
  [
    'eq',
    variadic(['any', 'any'], 'any', (first, second, rest) => [second, ...rest].some(other => areEqual(first, other))),
  ],
  ['ne', fixed(['any', 'any'], (a, b) => !areEqual(a, b))],
  ['lt', fixed(['any', 'any'], (a, b) => isLess(a, b))],
  ['le', fixed(['any', 'any'], (a, b) => isLess(a, b) || areEqual(a, b))],
  ['gt', fixed(['any', 'any'], (a, b) => !isLess(a, b) && !areEqual(a, b))],
  ['ge', fixed(['any', 'any'], (a, b) => !isLess(a, b))],
];

/** Nothing equals nothing only; lists and maps cannot be compared. */
function areEqual(a: GoValue, b: GoValue): boolean {
  if (isList(a) || isMap(a) || isList(b) || isMap(b)) {
    if (a === null || b === null) return false;
    throw new TemplateFault(`non-comparable types ${typeName(a)} and ${typeName(b)}`);
  }
  if (a === null || b === null) return a === b;
  return alike(a, b)[0] === b;
}

function isLess(a: GoValue, b: GoValue): boolean {
  if (!isOrdered(a) || !isOrdered(b))
    throw new TemplateFault(`invalid type for comparison: ${typeName(isOrdered(a) ? b : a)}`);
  const [left, right] = alike(a, b);
  return left < right;
}

function isOrdered(value: GoValue): value is string | bigint | number {
  return typeof value === 'string' || typeof value === 'bigint' || typeof value === 'number';
}

function alike<T extends Basic>(a: T, b: T): readonly [T, T] {
  if (typeof a !== typeof b)
    throw new TemplateFault(`incompatible types for comparison: ${typeName(a)} and ${typeName(b)}`);
  return [a, b];
}
