// Lengths of time as Go writes them: 300ms, 1.5h, 2h45m.

const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** The length in milliseconds, or undefined for a text that is none. There is no unit for days. */
export function goDurationMs(text: string): number | undefined {
  const whole = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+|0)$/.exec(text.trim());
  if (whole === null) return undefined;
  let ms = 0;
  for (const [, count = '', unit = ''] of (whole[2] ?? '').matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g))
    ms += Number(count) * (units[unit] ?? 0);
  return whole[1] === '-' ? -ms : ms;
}
