// Reads zip archives, from any place of the file that the format asks for.

import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { configure, type Entry, type FileEntry, Reader, ZipReader } from '@zip.js/zip.js';
import { noContent, plainPath, type ReadEntry } from './archive-entry';
import { contentFault } from './archive-fault';

/** Bytes of a file, as the library asks for them. */
class FileBytes extends Reader<FileHandle> {
  readonly #file: FileHandle;
  override size = 0;

  constructor(file: FileHandle) {
    super(file);
    this.#file = file;
  }

  override async init(): Promise<void> {
    await super.init?.();
    this.size = (await this.#file.stat()).size;
  }

  override async readUint8Array(index: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.size - index)));
    for (let at = 0; at < bytes.length; ) {
      const { bytesRead } = await this.#file.read(bytes, at, bytes.length - at, index + at);
      if (bytesRead === 0) throw new Error('the file has become shorter');
      at += bytesRead;
    }
    return bytes;
  }
}

export async function* readZip(path: string, password: string | undefined): AsyncGenerator<ReadEntry> {
  configure({ useWebWorkers: false });
  const file = await open(path);
  try {
    // Where names lead is seen to by whoever unpacks.
    const options = {
      checkSignature: true,
      filenameValidation: 'tolerant',
      ...(password === undefined ? {} : { password }),
    } as const;
    const zip = new ZipReader(new FileBytes(file), options);
    for await (const entry of zip.getEntriesGenerator()) yield await entryOf(entry);
    await zip.close();
  } catch (error) {
    throw contentFault(error);
  } finally {
    await file.close();
  }
}

async function entryOf(entry: Entry): Promise<ReadEntry> {
  const common = {
    // Some programs of Windows write backslashes.
    path: plainPath(entry.filename.replaceAll('\\', '/')),
    mode: (entry.unixMode || (entry.directory ? 0o755 : 0o644)) & 0o777,
    modified: entry.lastModDate,
  };
  if (entry.directory) return { ...common, kind: 'folder', size: 0, content: noContent };
  const content = (): AsyncIterable<Uint8Array> => contentOf(entry);
  // The content of a link is its target.
  if (entry.symlink) return { ...common, kind: 'link', size: 0, content };
  return { ...common, kind: 'file', size: entry.uncompressedSize, content };
}

async function* contentOf(entry: FileEntry): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  // What goes wrong comes out of the other end too.
  const written = entry.getData(writable).catch(error => {
    failure = { error };
    writable.abort(error).catch(() => undefined);
  });
  let failure: { readonly error: unknown } | undefined;
  try {
    yield* readable as unknown as AsyncIterable<Uint8Array>;
    await written;
  } catch (error) {
    throw failure?.error ?? error;
  }
  if (failure !== undefined) throw failure.error;
}
