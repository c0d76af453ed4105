// Fractions by the verbs of Go's printf.

import { exponentText, floatText } from './print';

/** What stands between the percent sign and the verb. */
export interface Flags {
  readonly plus: boolean;
  readonly minus: boolean;
  readonly sharp: boolean;
  readonly space: boolean;
  readonly zero: boolean;
  readonly width?: number;
  readonly precision?: number;
}

/** Undefined: the verb is not for fractions. */
export function formatFloat(value: number, verb: string, { precision, plus, space }: Flags): string | undefined {
  const text = digitsOf(value, verb, precision);
  if (text === undefined) return undefined;
  const upper = verb === 'E' || verb === 'G' ? text.toUpperCase().replace('INF', 'Inf').replace('NAN', 'NaN') : text;
  if (/^[-+]/.test(upper)) return plus || upper.startsWith('-') ? upper : upper.slice(upper.startsWith('+Inf') ? 0 : 1);
  return (plus ? '+' : space ? ' ' : '') + upper;
}

function digitsOf(value: number, verb: string, precision: number | undefined): string | undefined {
  if (!'vgGfFeE'.includes(verb)) return undefined;
  if (!Number.isFinite(value)) return floatText(value);
  const lower = verb.toLowerCase();
  if (lower === 'f') return fixed(value, precision ?? 6);
  if (lower === 'e') return exponential(value, precision ?? 6);
  if (precision === undefined) return floatText(value);
  return general(value, Math.max(1, precision));
}

/** JavaScript writes out at most so many digits behind the point; all further ones of a double are zeros in print. */
const mostDigits = 100;

function fixed(value: number, precision: number): string {
  const places = Math.min(precision, mostDigits);
  if (Math.abs(value) >= 1e21) return BigInt(value).toString() + (precision > 0 ? `.${'0'.repeat(precision)}` : '');
  const text = toEven(value, places) ?? value.toFixed(places);
  const signed = Object.is(value, -0) || (value < 0 && !text.startsWith('-')) ? `-${text}` : text;
  return signed + '0'.repeat(precision - places);
}

/** A value exactly between two goes to the even one in Go and away from zero in JavaScript; undefined when it is not between. */
function toEven(value: number, places: number): string | undefined {
  if (places >= mostDigits) return undefined;
  const exact = value.toFixed(mostDigits);
  const point = exact.indexOf('.') + 1 + places;
  if (!/^50*$/.test(exact.slice(point))) return undefined;
  const down = exact.slice(0, places === 0 ? point - 1 : point);
  return Number(down.at(-1)) % 2 === 0 ? down : undefined;
}

function exponential(value: number, precision: number): string {
  const [digits = '', exponent = '0'] = value.toExponential(Math.min(precision, mostDigits)).split('e');
  return `${Object.is(value, -0) ? '-' : ''}${digits}e${exponentText(exponent)}`;
}

function general(value: number, precision: number): string {
  const places = Math.min(precision, mostDigits);
  const [digits = '', exponent = '0'] = value.toExponential(places - 1).split('e');
  const power = Number(exponent);
  const trimmed = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
  if (power < -4 || power >= places) return `${trimmed(digits)}e${exponentText(exponent)}`;
  return trimmed(value.toFixed(Math.min(mostDigits, Math.max(0, places - 1 - power))));
}
