// Writes archives, whatever the format, into a file that grows.

import { createWriteStream, type WriteStream } from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { configure, ZipWriter } from '@zip.js/zip.js';
import { createTarPacker } from 'modern-tar';
import type { ArchiveEntry } from './archive-entry';
import type { ArchiveFormat, TarFilter } from './archive-request';
import { compression } from './compression';

export interface ArchiveWriter {
  /** `content`: exactly as many bytes as `size` says. */
  add(entry: ArchiveEntry, content: ReadableStream<Uint8Array>): Promise<void>;
  /** Resolves when everything is on disk. */
  close(): Promise<void>;
  /** Lets go of the file, which is no archive. */
  abandon(): Promise<void>;
}

/** Undefined: archives of this format are only read. */
export async function openWriter(
  file: string,
  format: ArchiveFormat,
  level: number,
): Promise<ArchiveWriter | undefined> {
  if (format.kind === 'tar') return tarWriter(file, format.filter, level);
  return format.kind === 'zip' ? zipWriter(file, level) : undefined;
}

async function tarWriter(file: string, filter: TarFilter, level: number): Promise<ArchiveWriter> {
  const { readable, controller } = createTarPacker();
  const bytes = Readable.fromWeb(readable as Parameters<typeof Readable.fromWeb>[0]);
  const transform = await compression(filter, level);
  const output = createWriteStream(file);
  const written = pipeline(bytes, transform, output);
  // It is waited for in the end; until then a failure makes the entries fail.
  written.catch(error => controller.error(error));
  return {
    async add(entry, content) {
      const type = entry.kind === 'folder' ? 'directory' : entry.kind === 'link' ? 'symlink' : 'file';
      const name = entry.kind === 'folder' ? `${entry.path}/` : entry.path;
      const { size, mode, modified: mtime, target } = entry;
      const header = { name, type, size, mode, mtime, ...(target === undefined ? {} : { linkname: target }) } as const;
      await content.pipeTo(controller.add(header));
    },
    async close() {
      controller.finalize();
      await written;
    },
    abandon: () => letGo(output),
  };
}

/** From here on, sizes need the larger fields of Zip64. */
const largeFile = 0xffff_ffff;

function zipWriter(file: string, level: number): ArchiveWriter {
  configure({ useWebWorkers: false });
  const output = createWriteStream(file);
  const zip = new ZipWriter<unknown>({ writable: Writable.toWeb(output) });
  return {
    async add({ path, kind, size, mode, modified, target }, content) {
      const type = kind === 'folder' ? 0o040000 : kind === 'link' ? 0o120000 : 0o100000;
      const options = {
        lastModDate: modified,
        unixMode: type | mode,
        ...(level < 0 ? {} : { level: Math.min(level, 9) }),
        ...(size >= largeFile ? { zip64: true } : {}),
      };
      if (kind === 'folder') await zip.add(`${path}/`, undefined, { ...options, directory: true });
      else await zip.add(path, { readable: target === undefined ? content : streamOf(target) }, options);
    },
    async close() {
      await zip.close();
    },
    abandon: () => letGo(output),
  };
}

async function letGo(output: WriteStream): Promise<void> {
  output.destroy();
  await finished(output).catch(() => undefined);
}

function streamOf(text: string): ReadableStream<Uint8Array> {
  return new Blob([text]).stream();
}
