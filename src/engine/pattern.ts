// Literal lines and `re:` expressions, as conditions, continue_on and routes compare them.

/**
 * Whether a text says what is expected. A plain expectation is compared according to `literal`: with whole lines, or as a part of one. What
 * follows `re:` is an expression in Go's dialect, unanchored, tried on each line. A broken expression matches nothing.
 */
export function matchesPattern(text: string, expected: string, literal: 'line' | 'part'): boolean {
  const lines = text.split(/\r?\n/);
  if (expected.startsWith('re:')) {
    const expression = goExpression(expected.slice(3));
    return expression !== undefined && lines.some(line => expression.test(line));
  }
  return lines.some(line => (literal === 'line' ? line === expected : line.includes(expected)));
}

/** An expression of Go's dialect (RE2) as ours; undefined when it is broken. Flags at its start, POSIX classes and `\A`, `\z` are translated. */
export function goExpression(source: string): RegExp | undefined {
  const flags = /^\(\?([ims]+)\)/.exec(source);
  const body = (flags === null ? source : source.slice(flags[0].length))
    .replace(/\[:(\^?)(\w+):\]/g, (whole, negated: string, name: string) =>
      negated === '' ? (posix[name] ?? whole) : whole,
    )
    .replace(/\\A/g, '^')
    .replace(/\\z/g, '$')
    .replace(/\(\?P</g, '(?<');
  const letters = [...new Set(flags?.[1] ?? '')].join('');
  for (const mode of ['u', '']) {
    try {
      return new RegExp(body, letters + mode);
    } catch (error) {
      // Escapes that only the lenient mode knows (`\-`) are tried again without `u`.
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return undefined;
}

const posix: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  blank: ' \\t',
  digit: '0-9',
  lower: 'a-z',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  upper: 'A-Z',
  word: '\\w',
  xdigit: '0-9A-Fa-f',
};
