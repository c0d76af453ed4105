// Reads 7z and rar archives with libarchive, which wants them in memory.

import { readFile, stat } from 'node:fs/promises';
import { type LibarchiveWasm, libarchiveWasm } from 'libarchive-wasm';
import wasmBinary from 'libarchive-wasm/dist/libarchive.wasm';
import { type ArchiveEntry, plainPath, type ReadEntry } from './archive-entry';
import { ArchiveFault, contentFault } from './archive-fault';

/** The largest archive that is read into memory. */
const mostBytes = 1 << 30;

/** Bytes of content that are taken at a time. */
const portion = 1 << 20;

export async function* readWithLibrary(path: string, password: string | undefined): AsyncGenerator<ReadEntry> {
  const { size } = await stat(path);
  if (size > mostBytes)
    throw new ArchiveFault('input', `archives of this kind are read up to 1 GiB, and this one has ${size} bytes`);
  const bytes = await readFile(path);
  try {
    const library = await libarchiveWasm({ wasmBinary, print: () => undefined, printErr: () => undefined });
    const place = library.module._malloc(bytes.length);
    library.module.HEAPU8.set(bytes, place);
    const archive = library.read_new_memory(place, bytes.length, password);
    for (let entry = library.read_next_entry(archive); entry !== 0; entry = library.read_next_entry(archive))
      yield { ...entryOf(library, entry), content: () => contentOf(library, archive) };
    const fault = library.error_string(archive);
    if (fault) throw new Error(fault);
  } catch (error) {
    throw contentFault(error);
  }
}

function entryOf(library: LibarchiveWasm, entry: number): ArchiveEntry {
  const kind = kinds.get(library.entry_filetype(entry)) ?? 'other';
  const hard = library.entry_hardlink(entry);
  const target = hard || library.entry_symlink(entry);
  return {
    path: plainPath(library.entry_pathname(entry)),
    kind: hard ? 'hard-link' : kind,
    size: kind === 'file' ? library.entry_size(entry) : 0,
    mode: kind === 'folder' ? 0o755 : 0o644,
    modified: new Date(library.entry_mtime(entry) * 1000),
    ...(target ? { target } : {}),
  };
}

const kinds: ReadonlyMap<number, ArchiveEntry['kind']> = new Map([
  [0o100000, 'file'],
  [0o040000, 'folder'],
  [0o120000, 'link'],
]);

async function* contentOf(library: LibarchiveWasm, archive: number): AsyncGenerator<Uint8Array> {
  const place = library.module._malloc(portion);
  try {
    for (;;) {
      const read = library.read_data(archive, place, portion);
      if (read === 0) return;
      yield library.module.HEAPU8.slice(place, place + read);
    }
  } finally {
    library.module._free(place);
  }
}
