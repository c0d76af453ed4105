// Go's literals: numbers, characters and quoted texts.

/** The value of a number as it is written; undefined when it is none that a template may hold. */
export function readNumber(written: string): bigint | number | undefined {
  const sign = written.startsWith('-') ? -1n : 1n;
  const text = written.replace(/^[+-]/, '');
  const whole = /^(0[bB][01_]+|0[oO][0-7_]+|0[xX][0-9A-Fa-f_]+|0[0-7_]*|[1-9][0-9_]*)$/.test(text);
  if (text.endsWith('_') || text.includes('__')) return undefined;
  const digits = text.replaceAll('_', '');
  if (whole) {
    const value = sign * BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits);
    return BigInt.asIntN(64, value) === value ? value : undefined;
  }
  const fraction = /^([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$/.test(digits) ? Number(digits) : Number.NaN;
  return Number.isFinite(fraction) ? Number(sign) * fraction : undefined;
}

const simple: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

const escapes = /\\(?:([abfnrtv\\'"])|([0-7]{3})|x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))/y;

/** The text between quotes with its escapes resolved; undefined when one of them is not Go's. */
export function unquote(inner: string, quote: '"' | "'"): string | undefined {
  const parts: Buffer[] = [];
  for (let at = 0; at < inner.length; ) {
    const next = inner.indexOf('\\', at);
    if (next !== at) {
      const end = next === -1 ? inner.length : next;
      parts.push(Buffer.from(inner.slice(at, end)));
      at = end;
      continue;
    }
    escapes.lastIndex = at;
    const match = escapes.exec(inner);
    if (match === null) return undefined;
    const [, letter, octal, hex, short, long] = match;
    if (letter !== undefined) {
      if ((letter === '"' || letter === "'") && letter !== quote) return undefined;
      parts.push(Buffer.from(simple[letter] ?? letter));
    } else if (octal !== undefined || hex !== undefined) {
      const byte = octal === undefined ? Number.parseInt(hex ?? '', 16) : Number.parseInt(octal, 8);
      if (byte > 255) return undefined;
      parts.push(Buffer.from([byte]));
    } else {
      const code = Number.parseInt(short ?? long ?? '', 16);
      if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return undefined;
      parts.push(Buffer.from(String.fromCodePoint(code)));
    }
    at = escapes.lastIndex;
  }
  return Buffer.concat(parts).toString('utf8');
}
