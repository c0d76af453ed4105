// Checks that several actions share: durations, times, addresses, glob patterns.

import { given, givenText, type Input, refuse } from './input';

/** Go's durations: `1h2m3.5s`, `300ms`; there are no days. */
const duration =
  /^[-+]?(0|([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))*)$/;

/** Refuses what is no positive duration. */
export function checkDuration(input: Input, key: string): void {
  const text = givenText(input, key);
  if (text === undefined) return;
  if (!duration.test(text.trim())) {
    refuse(
      input,
      key,
      `must be a duration such as 90s, 5m or 1h30m, not "${text}"${/d$/.test(text) ? '; there is no unit for days' : ''}`,
    );
  } else if (text.trim().startsWith('-') || !/[1-9]/.test(text)) {
    refuse(input, key, 'must be longer than 0');
  }
}

/** Refuses what is no RFC 3339 time. */
export function checkTime(input: Input, key: string): void {
  const text = givenText(input, key);
  if (text === undefined) return;
  const shape = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([.,]\d+)?(Z|[+-]\d\d:\d\d)$/;
  if (!shape.test(text.trim()) || Number.isNaN(Date.parse(text.trim().replace(',', '.')))) {
    refuse(input, key, `must be a time such as 2030-01-31T10:00:00Z, not "${text}"`);
  }
}

/** What Go's reader of addresses takes: a host without braces, blanks and the like, and a port of digits; the rest may be anything. */
const address = /^https?:\/\/([^/?#]*@)?(\[[0-9a-f:.%]+\]|[^\s{}|\\^`:/?#@]+|(?=:))(:[0-9]*)?([/?#]|$)/i;

/** Refuses what is no absolute http or https address. A reference in the place of the host or the port makes it none. */
export function checkAddress(input: Input, key: string): void {
  const text = givenText(input, key);
  if (text !== undefined && !address.test(text.trim())) {
    const hint = text.includes('${') ? '; Dagu checks this before references are resolved' : '';
    refuse(input, key, `must be an absolute address that begins with http:// or https://, not "${text}"${hint}`);
  }
}

/** Refuses a pattern whose brackets or braces do not close. */
export function checkGlob(input: Input, key: string): void {
  const text = givenText(input, key);
  if (text !== undefined && !isGlob(text))
    refuse(input, key, `is no valid pattern: a bracket or brace of "${text}" does not close`);
}

/** Whether exactly one of two fields is given. */
export function countOf(input: Input, ...keys: readonly string[]): number {
  return keys.filter(key => given(input, key) !== undefined).length;
}

function isGlob(text: string): boolean {
  let braces = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') {
      if (++at >= text.length) return false;
    } else if (character === '{') braces++;
    else if (character === '}') braces = Math.max(0, braces - 1);
    else if (character === '[') {
      const start = /^[!^]/.test(text.slice(at + 1)) ? at + 2 : at + 1;
      const close = text.indexOf(']', start);
      if (close === -1 || close === start) return false;
      at = close;
    }
  }
  return braces === 0;
}
