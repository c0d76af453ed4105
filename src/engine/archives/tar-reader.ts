// Reads tar archives as a stream.

import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createTarDecoder, type ParsedTarEntry, type TarHeader } from 'modern-tar';
import { type ArchiveEntry, noContent, plainPath, type ReadEntry } from './archive-entry';
import { ArchiveFault, contentFault } from './archive-fault';
import { isTarHeader, tellingBytes } from './archive-format';
import type { TarFilter } from './archive-request';
import { decompressed } from './decompression';

export async function* readTar(file: string, filter: TarFilter): AsyncGenerator<ReadEntry> {
  const bytes = checked(decompressed(createReadStream(file), filter));
  const stream = Readable.toWeb(Readable.from(bytes, { objectMode: false })) as ReadableStream<Uint8Array>;
  const entries = stream.pipeThrough(createTarDecoder({ strict: true })).getReader();
  try {
    for (;;) {
      const { done, value } = await entries.read();
      if (done) return;
      yield* readOne(value);
    }
  } catch (error) {
    throw contentFault(error);
  } finally {
    entries.cancel().catch(() => undefined);
  }
}

async function* readOne({ header, body }: ParsedTarEntry): AsyncGenerator<ReadEntry> {
  // What is stored of a file with holes is not what is in it.
  if (Object.keys(header.pax ?? {}).some(key => key.startsWith('GNU.sparse.')))
    throw new ArchiveFault('format', `${header.name} is stored as a sparse file, which is not read here`);
  let asked = false;
  const content = (): AsyncIterable<Uint8Array> => {
    asked = true;
    return header.size === 0 ? noContent() : (body as unknown as AsyncIterable<Uint8Array>);
  };
  yield { ...entryOf(header), content };
  if (!asked) await body.cancel();
}

function entryOf(header: TarHeader): ArchiveEntry {
  return {
    path: plainPath(header.name),
    kind: kinds[header.type ?? 'file'] ?? 'other',
    size: header.size,
    mode: (header.mode ?? 0o644) & 0o777,
    modified: header.mtime ?? new Date(0),
    ...(header.linkname === undefined || header.linkname === '' ? {} : { target: header.linkname }),
  };
}

const kinds: Readonly<Record<string, ArchiveEntry['kind']>> = {
  file: 'file',
  directory: 'folder',
  symlink: 'link',
  link: 'hard-link',
};

/** Passes the bytes on when they begin as a tar does: what was compressed may be anything. */
async function* checked(bytes: Readable): AsyncGenerator<Uint8Array> {
  let first = Buffer.alloc(0);
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    if (first.length >= tellingBytes) {
      yield chunk;
      continue;
    }
    first = Buffer.concat([first, chunk]);
    if (first.length < tellingBytes) continue;
    if (!isTarHeader(first)) throw noTar();
    yield first;
  }
  if (first.length < tellingBytes) throw noTar();
}

function noTar(): ArchiveFault {
  return new ArchiveFault('format', 'no formats matched: what is compressed in the file is no tar archive');
}
