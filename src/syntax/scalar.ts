// What a plain YAML scalar means: YAML 1.2 core with the extras of Go's parsers (dagu-format.md 1.0).

import type { ScalarValue } from './node';

const largest = 18_446_744_073_709_551_615n;
const smallest = -9_223_372_036_854_775_808n;

/**
 * The value of a plain scalar. Only true and false are booleans; `0x1F`, `0o17`, `017`, `0b1`, `1_000`, `+5` are integers; exponents without a
 * fraction, dates, `08` and numbers beyond 64 bits are text.
 */
export function plainValue(text: string): ScalarValue {
  const first = text.charCodeAt(0);
  // Only these characters can begin anything but text: digits, sign, dot, n N ~ t T f F.
  if (!(first >= 43 && first <= 57) && !'nN~tTfF'.includes(text.charAt(0))) return text === '' ? null : text;
  if (/^(~|null|Null|NULL)$/.test(text)) return null;
  if (/^(true|True|TRUE)$/.test(text)) return true;
  if (/^(false|False|FALSE)$/.test(text)) return false;
  const integer = integerValue(text);
  if (integer !== undefined) return integer;
  if (/^[-+]?\.(inf|Inf|INF)$/.test(text))
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^\.(nan|NaN|NAN)$/.test(text)) return Number.NaN;
  if (/^[-+]?(\d[\d_]*\.\d*|\.\d+)([eE][-+]?\d+)?$/.test(text)) return Number(text.replaceAll('_', ''));
  return text;
}

function integerValue(text: string): number | bigint | string | undefined {
  const match = /^([-+]?)(0x[0-9a-fA-F_]+|0o[0-7_]+|0b[01_]+|0[0-7_]+|0|[1-9][\d_]*)$/.exec(text);
  if (match === null) return undefined;
  const digits = (match[2] ?? '').replaceAll('_', '');
  const literal = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits;
  if (/^0[xob]$/.test(literal)) return text;
  const value = match[1] === '-' ? -BigInt(literal) : BigInt(literal);
  if (value > largest || value < smallest) return text;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
