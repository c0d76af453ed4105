// What a plain YAML scalar means, and how a value is printed: YAML 1.2 core with the extras of Go's parsers (dagu-format.md 1.0).

const largest = 18_446_744_073_709_551_615n;
const smallest = -9_223_372_036_854_775_808n;

/**
 * The value of a plain scalar. Only true and false are booleans; `0x1F`, `0o17`, `017`, `0b1`, `1_000`, `+5` are integers; exponents without a
 * point, dates, `08` and numbers beyond 64 bits are text.
 */
export function plainValue(text: string): string | number | bigint | boolean | null {
  const first = text.charCodeAt(0);
  // Only these characters can begin anything but text: digits, sign, point, n N ~ t T f F.
  if (!(first >= 43 && first <= 57) && !'nN~tTfF'.includes(text.charAt(0))) return text === '' ? null : text;
  if (/^(~|null|Null|NULL|)$/.test(text)) return null;
  if (/^(true|True|TRUE)$/.test(text)) return true;
  if (/^(false|False|FALSE)$/.test(text)) return false;
  const integer = integerValue(text);
  if (integer !== undefined) return integer;
  if (infinity.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (notANumber.test(text)) return Number.NaN;
  if (fraction.test(text)) return Number(text.replaceAll('_', ''));
  return text;
}

/** Whether a plain scalar that is a number was written as one with a point. */
export function isFraction(text: string): boolean {
  return fraction.test(text) || infinity.test(text) || notANumber.test(text);
}

/** A value as Go prints it where it becomes text: `1.50` is `1.5`, `2.0` is `2`, `0x1F` is `31`, null is `<nil>`. */
export function printedScalar(value: string | number | bigint | boolean | null): string {
  if (value === null) return '<nil>';
  if (typeof value !== 'number') return String(value);
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e21)) return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  return String(value);
}

/** A finite number in its shortest decimal form, however small or large it is: `0.0000001`, never `1e-07`. */
export function decimalText(value: number | bigint): string {
  const [, sign = '', digits = '', fraction = '', power] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? [];
  if (power === undefined) return String(value);
  const all = digits + fraction;
  const point = digits.length + Number(power);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${all}`;
  return sign + all.padEnd(point, '0');
}

const infinity = /^[-+]?\.(inf|Inf|INF)$/;
const notANumber = /^\.(nan|NaN|NAN)$/;
const fraction = /^[-+]?(\d[\d_]*\.\d*|\.\d+)([eE][-+]?\d+)?$/;

function integerValue(text: string): number | bigint | string | undefined {
  const match = /^([-+]?)(0x[0-9a-fA-F_]+|0o[0-7_]+|0b[01_]+|0[0-7_]+|0|[1-9][\d_]*)$/.exec(text);
  if (match === null) return undefined;
  const digits = (match[2] ?? '').replaceAll('_', '');
  const literal = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits;
  // BigInt takes time that grows with the square of the length; nothing this long fits into 64 bits.
  if (/^0[xob]$/.test(literal) || literal.length > 80) return text;
  const value = match[1] === '-' ? -BigInt(literal) : BigInt(literal);
  if (value > largest || value < smallest) return text;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
