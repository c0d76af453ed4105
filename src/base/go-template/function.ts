// Functions of templates: what they take, checked before they are called.

import { type Budget, TemplateFault } from './budget';
import { type GoMap, type GoValue, isList, isMap, typeName } from './value';

interface Kinds {
  readonly any: GoValue;
  readonly text: string;
  readonly int: bigint;
  readonly bool: boolean;
  readonly list: readonly GoValue[];
  readonly map: GoMap;
}

type Kind = keyof Kinds;
type Values<K extends readonly Kind[]> = { -readonly [I in keyof K]: Kinds[K[I]] };

export interface GoFunction {
  readonly takes: readonly Kind[];
  /** Of any number of further arguments. */
  readonly more?: Kind;
  /** Throws a TemplateFault. */
  readonly call: (args: readonly GoValue[], budget: Budget) => GoValue;
}

export type Functions = ReadonlyMap<string, GoFunction>;

/** A function of so many arguments. */
export function fixed<const K extends readonly Kind[]>(
  takes: K,
  call: (...args: [...Values<K>, Budget]) => GoValue,
): GoFunction {
  // The kinds are checked by `callFunction`.
  return { takes, call: (args, budget) => call(...([...args, budget] as unknown as [...Values<K>, Budget])) };
}

/** A function that takes any number of values of a kind behind the fixed ones. */
export function variadic<const K extends readonly Kind[], const M extends Kind>(
  takes: K,
  more: M,
  call: (...args: [...Values<K>, readonly Kinds[M][], Budget]) => GoValue,
): GoFunction {
  return {
    takes,
    more,
    call: (args, budget) => {
      const split = [...args.slice(0, takes.length), args.slice(takes.length), budget];
      return call(...(split as unknown as [...Values<K>, readonly Kinds[M][], Budget]));
    },
  };
}

/** Checks the arguments and calls. What comes out has been accounted for. Throws a TemplateFault without a place. */
export function callFunction(name: string, called: GoFunction, args: readonly GoValue[], budget: Budget): GoValue {
  const { takes, more } = called;
  if (args.length < takes.length || (more === undefined && args.length > takes.length)) {
    const least = more === undefined ? '' : 'at least ';
    throw new TemplateFault(`wrong number of args for ${name}: want ${least}${takes.length} got ${args.length}`);
  }
  for (const [index, value] of args.entries()) {
    const kind = takes[index] ?? more ?? 'any';
    if (!isOf(kind, value))
      throw new TemplateFault(
        `wrong type for argument ${index + 1} of ${name}: want ${words[kind]}, got ${typeName(value)}`,
      );
  }
  const value = called.call(args, budget);
  if (typeof value === 'string') budget.spendText(value.length);
  else budget.spend(isList(value) ? value.length : isMap(value) ? value.size : 1);
  return value;
}

const words: Readonly<Record<Kind, string>> = {
  any: 'anything',
  text: 'string',
  int: 'int',
  bool: 'bool',
  list: 'a list',
  map: 'map[string]interface {}',
};

function isOf(kind: Kind, value: GoValue): boolean {
  switch (kind) {
    case 'any':
      return true;
    case 'text':
      return typeof value === 'string';
    case 'int':
      return typeof value === 'bigint';
    case 'bool':
      return typeof value === 'boolean';
    case 'list':
      return isList(value);
    case 'map':
      return isMap(value);
  }
}
