// Streams that undo a compression.

import { PassThrough, pipeline, Readable, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { createGunzip } from 'node:zlib';
import unbzip2 from 'unbzip2-stream';
import { XzReadableStream } from 'xz-decompress';
import { ArchiveFault } from './archive-fault';
import type { TarFilter } from './archive-request';

/** The bytes of a stream without their compression. Errors of the stream come out of what is returned. */
export function decompressed(raw: Readable, filter: TarFilter): Readable {
  switch (filter) {
    case 'plain':
      return raw;
    case 'gz':
      return through(raw, createGunzip());
    case 'bz2':
      return through(raw, unbzip2() as unknown as Transform);
    case 'xz': {
      const bytes = Readable.toWeb(raw) as ReadableStream<Uint8Array>;
      return Readable.fromWeb(new XzReadableStream(bytes) as Parameters<typeof Readable.fromWeb>[0]);
    }
    case 'zst':
      return through(raw, zstd('createZstdDecompress'));
  }
}

function through(raw: Readable, undo: Transform): Readable {
  const output = new PassThrough();
  pipeline(raw, undo, output, () => undefined);
  return output;
}

interface Zstandard {
  createZstdCompress?(options?: object): Transform;
  createZstdDecompress?(): Transform;
}

/** Zstandard as newer versions of Node have it. */
export function zstd(name: keyof Zstandard, options?: object): Transform {
  const stream = (zlib as Zstandard)[name]?.(options);
  if (stream !== undefined) return stream;
  const message = `Zstandard comes with Node.js 22.15 and later, and this is ${process.versions.node}; use tar.gz or a newer Node.js`;
  throw new ArchiveFault('format', message);
}
