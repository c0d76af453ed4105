// Functions on numbers of the sprig library, without those that are not the same each time.

import { type Budget, TemplateFault } from './budget';
import { fixed, type GoFunction, variadic } from './function';
import { readNumber } from './literal';
import { printed } from './print';
import type { GoValue } from './value';

export const numberFunctions: readonly (readonly [string, GoFunction])[] = [
  ['atoi', fixed(['text'], text => (/^[+-]?\d+$/.test(text) ? whole(text.replace(/^\+/, '')) : 0n))],
  ['int', fixed(['any'], intOf)],
  ['int64', fixed(['any'], intOf)],
  ['float64', fixed(['any'], floatOf)],
  ['toDecimal', fixed(['any'], (value, budget) => octal(printed(value, budget)))],
  ['add1', fixed(['any'], value => wrapped(intOf(value) + 1n))],
  ['add', variadic([], 'any', values => values.reduce<bigint>((sum, value) => wrapped(sum + intOf(value)), 0n))],
  ['sub', fixed(['any', 'any'], (a, b) => wrapped(intOf(a) - intOf(b)))],
  ['mul', variadic(['any'], 'any', (a, rest) => rest.reduce<bigint>((all, b) => wrapped(all * intOf(b)), intOf(a)))],
  ['div', fixed(['any', 'any'], (a, b) => intOf(a) / divisor(b))],
  ['mod', fixed(['any', 'any'], (a, b) => intOf(a) % divisor(b))],
  ['max', variadic(['any'], 'any', (a, rest) => extreme([a, ...rest].map(intOf), (x, y) => x > y))],
  ['biggest', variadic(['any'], 'any', (a, rest) => extreme([a, ...rest].map(intOf), (x, y) => x > y))],
  ['min', variadic(['any'], 'any', (a, rest) => extreme([a, ...rest].map(intOf), (x, y) => x < y))],
  ['maxf', variadic(['any'], 'any', (a, rest) => Math.max(...[a, ...rest].map(floatOf)))],
  ['minf', variadic(['any'], 'any', (a, rest) => Math.min(...[a, ...rest].map(floatOf)))],
  ['ceil', fixed(['any'], value => Math.ceil(floatOf(value)))],
  ['floor', fixed(['any'], value => Math.floor(floatOf(value)))],
  [
    'round',
    variadic(['any', 'int'], 'any', (value, places, [on = 0.5]) => rounded(floatOf(value), places, floatOf(on))),
  ],
  ['until', fixed(['int'], (count, budget) => steps(0n, count, count < 0n ? -1n : 1n, budget))],
  ['untilStep', fixed(['int', 'int', 'int'], steps)],
  ['seq', variadic([], 'int', sequence)],
];

/** Texts are read as Go's literals; what is no number is 0. */
function intOf(value: GoValue): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? whole(BigInt(Math.trunc(value))) : 0n;
  if (typeof value === 'boolean') return value ? 1n : 0n;
  const read = typeof value === 'string' ? readNumber(value) : undefined;
  return typeof read === 'bigint' ? read : 0n;
}

function floatOf(value: GoValue): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'string' && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value) ? Number(value) : 0;
}

function octal(text: string): bigint {
  return /^[0-7]+$/.test(text) ? whole(BigInt(`0o${text}`)) : 0n;
}

/** What 64 bits cannot hold is 0. */
function whole(value: bigint | string): bigint {
  const number = BigInt(value);
  return BigInt.asIntN(64, number) === number ? number : 0n;
}

function wrapped(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

function divisor(value: GoValue): bigint {
  const number = intOf(value);
  if (number === 0n) throw new TemplateFault('integer divide by zero');
  return number;
}

function extreme(values: readonly bigint[], isBetter: (a: bigint, b: bigint) => boolean): bigint {
  return values.reduce((best, value) => (isBetter(value, best) ? value : best));
}

function rounded(value: number, places: bigint, on: number): number {
  const power = 10 ** Number(places);
  const digits = value * power;
  const part = Math.abs(digits % 1);
  const up = part >= on;
  const result =
    (value > 0 ? (up ? Math.ceil(digits) : Math.floor(digits)) : up ? Math.floor(digits) : Math.ceil(digits)) / power;
  return Number.isFinite(result) ? result : value;
}

function steps(start: bigint, stop: bigint, step: bigint, budget: Budget): readonly bigint[] {
  const found: bigint[] = [];
  if (stop < start ? step >= 0n : step <= 0n) return found;
  for (let at = start; stop < start ? at > stop : at < stop; at += step) {
    budget.spend(1);
    found.push(at);
  }
  return found;
}

/** `seq END`, `seq START END`, `seq START STEP END`: both ends belong to it. */
function sequence(numbers: readonly bigint[], budget: Budget): string {
  const [first = 0n, second, third] = numbers;
  if (numbers.length === 0 || numbers.length > 3) return '';
  const start = second === undefined ? 1n : first;
  const end = third ?? second ?? first;
  const way = end < start ? -1n : 1n;
  const step = third === undefined || second === undefined ? way : second;
  return steps(start, end + way, step, budget).join(' ');
}
