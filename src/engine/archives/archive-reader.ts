// Opens an archive for reading, whatever its format.

import { open, stat } from 'node:fs/promises';
import type { ReadEntry } from './archive-entry';
import { ArchiveFault, faultOf } from './archive-fault';
import { formatOfContent, formatOfWord, tellingBytes } from './archive-format';
import type { ArchiveFormat } from './archive-request';
import { readTar } from './tar-reader';
import { readZip } from './zip-reader';

export interface OpenArchive {
  /** Of the archive itself, in bytes. */
  readonly size: number;
  /** From the first entry on, each time it is asked for. */
  entries(): AsyncGenerator<ReadEntry>;
}

/** `word`: the format, when the workflow names one. */
export async function openArchive(path: string, word: string | undefined, password?: string): Promise<OpenArchive> {
  const named = word === undefined || word === '' ? undefined : formatOfWord(word);
  if (word !== undefined && word !== '' && named === undefined) throw unknownFormat(word);
  const size = await sizeOf(path);
  const format = named ?? formatOfContent(await firstBytes(path));
  if (format === undefined)
    throw new ArchiveFault('format', `no formats matched: ${path} is no archive that is known here`);
  return { size, entries: () => entriesOf(path, format, password) };
}

export function unknownFormat(word: string): ArchiveFault {
  return new ArchiveFault('other', `unknown format "${word}"; write zip, tar, tar.gz, tar.bz2, tar.xz or tar.zst`);
}

function entriesOf(path: string, format: ArchiveFormat, password: string | undefined): AsyncGenerator<ReadEntry> {
  switch (format.kind) {
    case 'tar':
      return readTar(path, format.filter);
    case 'zip':
      return readZip(path, password);
    default:
      return withLibrary(path, password);
  }
}

/** The library is large and seldom needed. */
async function* withLibrary(path: string, password: string | undefined): AsyncGenerator<ReadEntry> {
  const { readWithLibrary } = await import('./library-reader');
  yield* readWithLibrary(path, password);
}

async function sizeOf(path: string): Promise<number> {
  const stats = await stat(path).catch(error => {
    throw faultOf(error, 'source');
  });
  if (!stats.isFile()) throw new ArchiveFault('input', `source must be a file, and ${path} is none`);
  return stats.size;
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const file = await open(path).catch(error => {
    throw faultOf(error, 'source');
  });
  try {
    const bytes = Buffer.alloc(tellingBytes);
    const { bytesRead } = await file.read(bytes, 0, tellingBytes, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
