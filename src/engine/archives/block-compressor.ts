// bzip2 and xz, one block of memory at a time, with libarchive.

import startLibrary from 'libarchive.js/src/webworker/wasm-gen/libarchive.js';
import wasmBinary from 'libarchive.js/src/webworker/wasm-gen/libarchive.wasm';

/** Compresses a block into a whole file of its format. */
export type BlockCompressor = (block: Uint8Array) => Uint8Array;

/** More than the worst case adds to a block. */
const reserve = 200_000;

export async function blockCompressor(filter: 'bzip2' | 'xz'): Promise<BlockCompressor> {
  const library = await startLibrary({ wasmBinary, print: () => undefined, printErr: () => undefined });
  const begin = library.cwrap('start_archive_write', 'number', [
    'string',
    'string',
    'number',
    'number',
    'number',
    'string',
  ]);
  const write = library.cwrap('write_archive_file', null, ['number', 'string', 'number', 'number']);
  const finish = library.cwrap('finish_archive_write', 'number', ['number', 'number']);
  const allocate = library.cwrap('malloc', 'number', ['number']);
  const free = library.cwrap('free', null, ['number']);
  return block => {
    const room = block.length + Math.ceil(block.length / 50) + reserve;
    const [input, output, size] = [allocate(block.length + 1), allocate(room), allocate(8)];
    try {
      library.HEAPU8.set(block, input);
      const archive = begin(filter, 'raw', output, room, size, null);
      write(archive, 'block', block.length, input);
      finish(archive, size);
      const written = new DataView(library.HEAPU8.buffer).getUint32(size, true);
      if (written === 0) throw new Error(`libarchive wrote no ${filter}`);
      return library.HEAPU8.slice(output, output + written);
    } finally {
      for (const place of [input, output, size]) free(place);
    }
  };
}
