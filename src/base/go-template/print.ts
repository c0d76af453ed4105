// Values as text: as Go prints them, and as JSON.

import type { Budget } from './budget';
import { type GoValue, isList, isMap, sortedKeys } from './value';

/** The value as `%v` prints it; texts inside lists and maps are not quoted. */
export function printed(value: GoValue, budget: Budget): string {
  if (typeof value === 'string') return value;
  budget.spend(1);
  if (value === null) return '<nil>';
  if (typeof value === 'number') return floatText(value);
  const parts = isList(value)
    ? value.map(item => printed(item, budget))
    : isMap(value)
      ? sortedKeys(value).map(key => `${key}:${printed(value.get(key) ?? null, budget)}`)
      : undefined;
  if (parts === undefined) return String(value);
  budget.spendText(parts.reduce((sum, part) => sum + part.length + 1, 0));
  return isList(value) ? `[${parts.join(' ')}]` : `map[${parts.join(' ')}]`;
}

/** A float64 in its shortest form, as `%v` prints it: with an exponent below 1e-4 and from 1e6 on. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  if (value !== 0 && (Number(exponent) < -4 || Number(exponent) >= 6)) return `${digits}e${exponentText(exponent)}`;
  return String(value);
}

/** An exponent with its sign and at least two digits. */
export function exponentText(exponent: string): string {
  const sign = exponent.startsWith('-') ? '-' : '+';
  return sign + exponent.replace(/^[+-]/, '').padStart(2, '0');
}

/** JSON with sorted keys; `indent`: over several lines. `html`: with `<`, `>`, `&` escaped, as Go does unless told otherwise. */
export function jsonText(value: GoValue, budget: Budget, { indent = '', html = true } = {}): string {
  const text = json(value, budget, indent, '');
  const escaped = html ? /[<>&\u2028\u2029]/g : /[\u2028\u2029]/g;
  return text.replace(escaped, char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** `before`: the blanks in front of the line that the value stands on. */
function json(value: GoValue, budget: Budget, indent: string, before: string): string {
  budget.spend(1);
  if (typeof value === 'bigint') return String(value);
  if (!isList(value) && !isMap(value)) return JSON.stringify(value);
  const within = before + indent;
  const colon = indent === '' ? ':' : ': ';
  const parts = isList(value)
    ? value.map(item => json(item, budget, indent, within))
    : sortedKeys(value).map(key => JSON.stringify(key) + colon + json(value.get(key) ?? null, budget, indent, within));
  const [open, close] = isList(value) ? '[]' : '{}';
  if (parts.length === 0) return `${open}${close}`;
  budget.spendText(parts.reduce((sum, part) => sum + part.length + within.length + 2, 0));
  if (indent === '') return `${open}${parts.join(',')}${close}`;
  return `${open}\n${within}${parts.join(`,\n${within}`)}\n${before}${close}`;
}
