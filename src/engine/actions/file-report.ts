// How files are told about: one JSON line with the keys in Dagu's order, kinds and modes in Go's words (dagu-format.md 3.18).

import type { Stats } from 'node:fs';
import type { Json } from '../../base/json';
import { escapedJson } from '../values/json-text';

export type Report = Readonly<Record<string, Json | undefined>>;

const order = [
  'operation',
  'path',
  'source',
  'destination',
  'exists',
  'type',
  'size',
  'mode',
  'modTime',
  'files',
  'directories',
  'bytes',
  'dryRun',
  'deleted',
  'created',
  'moved',
  'copied',
  'content',
  'entries',
];

/** The line. Zeros, empty texts and empty lists are left out, booleans are kept. */
export function reportLine(report: Report): string {
  const members = order.flatMap(key => {
    const value = report[key];
    const empty = value === undefined || value === 0 || value === '' || (Array.isArray(value) && value.length === 0);
    return empty ? [] : [[key, value] as const];
  });
  return `${escapedJson(JSON.stringify(Object.fromEntries(members)))}\n`;
}

export function kindOf(stats: Stats): string {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'symlink' : 'other';
}

/** `-rw-r--r--`, `drwxr-x---`, `Lrwxrwxrwx`. */
export function modeText(stats: Stats): string {
  const kind = [
    stats.isDirectory() ? 'd' : '',
    stats.isSymbolicLink() ? 'L' : '',
    stats.isBlockDevice() || stats.isCharacterDevice() ? 'D' : '',
    stats.isFIFO() ? 'p' : '',
    stats.isSocket() ? 'S' : '',
    stats.mode & 0o4000 ? 'u' : '',
    stats.mode & 0o2000 ? 'g' : '',
    stats.isCharacterDevice() ? 'c' : '',
    stats.mode & 0o1000 ? 't' : '',
  ].join('');
  return `${kind === '' ? '-' : kind}${permissionText(stats.mode)}`;
}

/** `rwxr-x---` */
export function permissionText(mode: number): string {
  return [...'rwxrwxrwx'].map((letter, at) => (mode & (1 << (8 - at)) ? letter : '-')).join('');
}

/** What a file is, for reports about it. */
export function factsOf(stats: Stats): Report & { readonly [key: string]: Json } {
  return { type: kindOf(stats), size: stats.size, mode: modeText(stats), modTime: stats.mtime.toISOString() };
}

/** One entry of a list; nothing is left out of it. */
export function entryOf(path: string, stats: Stats): Json {
  const facts = factsOf(stats);
  const flags = { isDir: stats.isDirectory(), isRegular: stats.isFile(), isSymlink: stats.isSymbolicLink() };
  return { path, ...facts, ...flags };
}

/** `"0644"` or `"0o644"` as a number; the usual one when there is none. */
export function modeOf(text: string | undefined, usual: number): number {
  return text === undefined || text === '' ? usual : Number.parseInt(text.replace(/^0o/i, ''), 8);
}
