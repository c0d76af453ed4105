// Streams that compress.

import { PassThrough, Transform, type TransformCallback } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import type { TarFilter } from './archive-request';
import type { BlockCompressor } from './block-compressor';
import { zstd } from './decompression';

/** `level`: 0 to 9, or -1 for the usual one; bzip2 and xz have only that. */
export async function compression(filter: TarFilter, level: number): Promise<Transform> {
  switch (filter) {
    case 'plain':
      return new PassThrough();
    case 'gz':
      return createGzip({ level: level < 0 ? constants.Z_DEFAULT_COMPRESSION : Math.min(level, 9) });
    case 'zst':
      return zstd('createZstdCompress', level < 0 ? {} : { params: { [zstdLevel]: level } });
    case 'bz2':
      return inBlocks(await inLibrary('bzip2'));
    case 'xz':
      return inBlocks(await inLibrary('xz'));
  }
}

/** The library is large and seldom needed. */
async function inLibrary(filter: 'bzip2' | 'xz'): Promise<BlockCompressor> {
  const { blockCompressor } = await import('./block-compressor');
  return blockCompressor(filter);
}

/** `ZSTD_c_compressionLevel`, which the types of older versions of Node do not know. */
const zstdLevel = 100;

/** Bytes that are compressed at a time: five blocks of bzip2, a dictionary of xz. */
const blockBytes = 4_500_000;

/** Both formats may be several compressed files behind one another, so that never more than one block is in memory. */
function inBlocks(compress: BlockCompressor): Transform {
  let waiting: Buffer[] = [];
  let length = 0;
  let some = false;
  const next = (): Uint8Array => {
    const block = compress(Buffer.concat(waiting));
    waiting = [];
    length = 0;
    some = true;
    return block;
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      waiting.push(chunk);
      length += chunk.length;
      if (length >= blockBytes) this.push(next());
      done();
    },
    flush(done: TransformCallback) {
      if (length > 0 || !some) this.push(next());
      done();
    },
  });
}
