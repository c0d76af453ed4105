// Names of runs, and names turned into names of files.

import { createHash, randomBytes } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Run ids: letters, digits, `-`, `_`, shorter than 64 (dagu-format.md 6.1). */
export function isRunId(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,63}$/.test(text);
}

/** A new run id: 22 characters of base 62 that sort by time, as Dagu's UUIDv7 ids do. `now` is in milliseconds. */
export function newRunId(now: number): string {
  let value = (BigInt(now) << 80n) | BigInt(`0x${randomBytes(10).toString('hex')}`);
  let text = '';
  for (let place = 0; place < 22; place++) {
    text = (alphabet[Number(value % 62n)] ?? '0') + text;
    value /= 62n;
  }
  return text;
}

/**
 * A file name that stands for any text: no separators, no `..`, no control characters, at most 80 characters. Where the text had to be
 * altered, a part of its hash keeps different names apart, also on file systems that ignore case.
 */
export function fileNameOf(text: string): string {
  const safe = text.replace(/[^A-Za-z0-9_.-]/g, '_').slice(0, 80);
  const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(safe);
  if (safe === text && text !== '' && !/^\.|\.$/.test(text) && !reserved) return text;
  return `${safe.replace(/^\.+|\.+$/g, '_')}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
}
