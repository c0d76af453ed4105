// The formats of archives: told by a word, by the name of a file, by its first bytes.

import type { ArchiveFormat, TarFilter } from './archive-request';

const tar = (filter: TarFilter): ArchiveFormat => ({ kind: 'tar', filter });

const byWord: ReadonlyMap<string, ArchiveFormat> = new Map([
  ['zip', { kind: 'zip' }],
  ['7z', { kind: '7z' }],
  ['rar', { kind: 'rar' }],
  ['tar', tar('plain')],
  ...(['gz', 'bz2', 'xz', 'zst'] as const).map(filter => [`tar.${filter}`, tar(filter)] as const),
  ['tgz', tar('gz')],
  ['tbz2', tar('bz2')],
  ['tbz', tar('bz2')],
  ['txz', tar('xz')],
  ['tzst', tar('zst')],
]);

/** The format that a word names, in any case and with or without a dot in front. */
export function formatOfWord(word: string): ArchiveFormat | undefined {
  return byWord.get(word.trim().toLowerCase().replace(/^\./, ''));
}

/** The format that the ending of a file's name says. */
export function formatOfName(file: string): ArchiveFormat | undefined {
  const name = file.toLowerCase();
  return [...byWord].find(([word]) => name.endsWith(`.${word}`))?.[1];
}

const beginnings: readonly (readonly [hex: string, format: ArchiveFormat])[] = [
  ['504b0304', { kind: 'zip' }],
  ['504b0506', { kind: 'zip' }],
  ['504b0708', { kind: 'zip' }],
  ['377abcaf271c', { kind: '7z' }],
  ['526172211a07', { kind: 'rar' }],
  ['1f8b', tar('gz')],
  ['425a68', tar('bz2')],
  ['fd377a585a00', tar('xz')],
  ['28b52ffd', tar('zst')],
];

/** How many bytes it takes to tell a format. */
export const tellingBytes = 512;

/** The format that the first bytes of a file say; what is only compressed counts as a tar that is. */
export function formatOfContent(bytes: Uint8Array): ArchiveFormat | undefined {
  const hex = Buffer.from(bytes.subarray(0, 8)).toString('hex');
  const known = beginnings.find(([beginning]) => hex.startsWith(beginning))?.[1];
  return known ?? (isTarHeader(bytes) ? tar('plain') : undefined);
}

/** A tar begins with a header whose sum is right, or has nothing in it. */
export function isTarHeader(bytes: Uint8Array): boolean {
  if (bytes.length < tellingBytes) return false;
  const header = bytes.subarray(0, tellingBytes);
  if (header.every(byte => byte === 0)) return true;
  const written = Number.parseInt(Buffer.from(header.subarray(148, 156)).toString('latin1').trim(), 8);
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  return sum === written;
}
