// Numbers as Go prints them where no format is asked for.

/** The shortest form of a fraction; with an exponent below 0.0001 and from a million on. */
export function shortestFloat(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) return twoDigits(value.toExponential());
  return Object.is(value, -0) ? '-0' : String(value);
}

/** Exponents have two digits at least. */
function twoDigits(text: string): string {
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}
