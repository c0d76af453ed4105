// Go's printf: verbs, flags, widths, and its notes about arguments that do not fit.

import type { Budget } from './budget';
import { type Flags, formatFloat } from './float-format';
import { printed } from './print';
import { bytesOf, type GoValue, isList, isMap, sortedKeys, typeName } from './value';

const directive = /%([-+# 0]*)(?:\[(\d+)\])?(\*|\d+)?(?:(\.)(?:\[(\d+)\])?(\*|\d+)?)?(?:\[(\d+)\])?([\s\S]?)/gu;

/** Wider is refused by Go as well. */
const widest = 1_000_000;

/** The text of a format with its arguments put in. */
export function formatted(format: string, args: readonly GoValue[], budget: Budget): string {
  let used = 0;
  let ordered = true;
  let length = 0;
  const account = (text: string): string => {
    length += text.length;
    budget.spendText(text.length, length);
    return text;
  };
  const text = format.replace(
    directive,
    (
      _,
      flags: string,
      starIndex?: string,
      width?: string,
      dot?: string,
      precIndex?: string,
      precision?: string,
      index?: string,
      verb = '',
    ) => {
      const take = (place: string | undefined): GoValue | undefined => {
        if (place !== undefined) {
          used = Number(place) - 1;
          ordered = false;
        }
        return args[used++];
      };
      const number = (written: string | undefined, place: string | undefined): number | undefined => {
        if (written !== '*') return written === undefined ? undefined : Number(written);
        const value = take(place);
        return typeof value === 'bigint' ? Number(value) : undefined;
      };
      const wide = number(width, width === '*' ? starIndex : undefined);
      const precise = dot === undefined ? undefined : (number(precision, precIndex) ?? 0);
      if (verb === '') return '%!(NOVERB)';
      if (verb === '%') return '%';
      if ((wide !== undefined && Math.abs(wide) > widest) || (precise ?? 0) > widest) return `%!${verb}(BADWIDTH)`;
      const value = take(index ?? (width === '*' ? undefined : starIndex));
      if (value === undefined) return account(`%!${verb}(${ordered ? 'MISSING' : 'BADINDEX'})`);
      const settings: Flags = {
        plus: flags.includes('+'),
        minus: flags.includes('-') || (wide ?? 0) < 0,
        sharp: flags.includes('#'),
        space: flags.includes(' '),
        zero: flags.includes('0'),
        ...(wide === undefined ? {} : { width: Math.abs(wide) }),
        ...(precise === undefined ? {} : { precision: precise }),
      };
      return account(one(value, verb, settings, budget));
    },
  );
  if (!ordered || used >= args.length) return text;
  const extra = args
    .slice(used)
    .map(value => (value === null ? '<nil>' : `${typeName(value)}=${printed(value, budget)}`));
  return `${text}%!(EXTRA ${extra.join(', ')})`;
}

/** A value by a verb; the parts of lists and maps get the same one. */
function one(value: GoValue, verb: string, flags: Flags, budget: Budget): string {
  budget.spend(1);
  if (verb === 'T') return padded(typeName(value), flags);
  if (isList(value)) return `[${value.map(item => one(item, verb, flags, budget)).join(' ')}]`;
  if (isMap(value)) {
    const entry = (key: string): string =>
      `${one(key, verb, flags, budget)}:${one(value.get(key) ?? null, verb, flags, budget)}`;
    return `map[${sortedKeys(value).map(entry).join(' ')}]`;
  }
  const text =
    typeof value === 'string'
      ? ofText(value, verb, flags)
      : typeof value === 'bigint'
        ? ofInt(value, verb, flags)
        : typeof value === 'number'
          ? formatFloat(value, verb, flags)
          : verb === 'v' || (verb === 't' && value !== null)
            ? printed(value, budget)
            : undefined;
  if (text !== undefined) return padded(text, flags, typeof value === 'bigint' || typeof value === 'number');
  const shown = value === null ? '<nil>' : `${typeName(value)}=${printed(value, budget)}`;
  return `%!${verb}(${shown})`;
}

function ofText(value: string, verb: string, { precision, sharp, plus, space }: Flags): string | undefined {
  const cut = precision === undefined ? value : [...value].slice(0, precision).join('');
  switch (verb) {
    case 'v':
      return sharp ? quoted(cut) : cut;
    case 's':
      return cut;
    case 'q':
      return sharp && !cut.includes('`') && !/[\x00-\x08\x0a-\x1f\x7f]/.test(cut) ? `\`${cut}\`` : quoted(cut, plus);
    case 'x':
    case 'X': {
      const bytes = [...bytesOf(value).subarray(0, precision)].map(byte => byte.toString(16).padStart(2, '0'));
      const text = bytes.join(space ? ' ' : '');
      return verb === 'X' ? text.toUpperCase() : text;
    }
    default:
      return undefined;
  }
}

const bases: Readonly<Record<string, readonly [number, string]>> = {
  v: [10, ''],
  d: [10, ''],
  b: [2, '0b'],
  o: [8, '0'],
  O: [8, '0o'],
  x: [16, '0x'],
  X: [16, '0X'],
};

function ofInt(value: bigint, verb: string, { plus, space, sharp, precision }: Flags): string | undefined {
  if (verb === 'c' || verb === 'q' || verb === 'U') {
    const code = value >= 0n && value <= 0x10ffffn ? Number(value) : 0xfffd;
    const hex = value.toString(16).toUpperCase().padStart(4, '0');
    if (verb === 'U') return `U+${hex}${sharp ? ` '${String.fromCodePoint(code)}'` : ''}`;
    return verb === 'c' ? String.fromCodePoint(code) : `'${quoted(String.fromCodePoint(code)).slice(1, -1)}'`;
  }
  const [base, prefix] = bases[verb] ?? [];
  if (base === undefined || prefix === undefined) return undefined;
  const magnitude = value < 0n ? -value : value;
  const digits = magnitude.toString(base).padStart(precision ?? 0, '0');
  const sign = value < 0n ? '-' : plus ? '+' : space ? ' ' : '';
  const before = sharp || verb === 'O' ? prefix : '';
  return sign + before + (verb === 'X' ? digits.toUpperCase() : digits);
}

/** A text between double quotes, with Go's escapes. `ascii`: everything else is escaped too. */
export function quoted(text: string, ascii = false): string {
  const escaped = text.replace(/["\\\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}]/gu, char => escapeOf(char));
  const plain = ascii ? escaped.replace(/[^\x00-\x7f]/gu, char => codeOf(char)) : escaped;
  return `"${plain}"`;
}

const letters: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '"': '\\"',
  '\\': '\\\\',
  ' ': ' ',
};

function escapeOf(char: string): string {
  return letters[char] ?? codeOf(char);
}

function codeOf(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** Filled up to the width; zeros go behind the sign of a number. */
function padded(text: string, { width = 0, minus, zero, precision }: Flags, isNumber = false): string {
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  if (minus) return text + ' '.repeat(missing);
  const isWhole = isNumber && !/[.eEn]/.test(text);
  if (!zero || (isWhole && precision !== undefined) || /Inf|NaN/.test(text)) return ' '.repeat(missing) + text;
  const [, sign = '', rest = ''] = isNumber ? (/^([-+ ]?(?:0[xXbo])?)([\s\S]*)$/.exec(text) ?? []) : ['', '', text];
  return sign + '0'.repeat(missing) + rest;
}
