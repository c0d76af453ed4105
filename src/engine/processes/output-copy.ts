// Output that passes through the spawner on its way to the files: copied to several, secrets hidden.

import { closeSync, readSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { StreamMask } from '../../base/mask';

/** Writes everything that comes to all files, masked. Takes over the files: they are closed at the end. */
export class OutputFiles {
  readonly #files: readonly number[];
  readonly #mask: StreamMask;
  readonly #most: number;
  readonly #kept: Uint8Array[] = [];
  #size = 0;
  #open = true;

  /** `most`: how many bytes are kept as they came, besides. */
  constructor(files: readonly number[], secrets: readonly string[], most = 0) {
    this.#files = files;
    this.#mask = new StreamMask(secrets);
    this.#most = most;
  }

  /** The first bytes that came, before anything was hidden in them. */
  get kept(): string {
    return Buffer.concat(this.#kept).toString('utf8');
  }

  /** False when a file can no longer be written: then the source is to be closed, which the process feels as it would feel a full disk. */
  write(chunk: Uint8Array): boolean {
    if (this.#size < this.#most) {
      // A copy: the reader may use the chunk's memory again.
      this.#kept.push(Uint8Array.from(chunk.subarray(0, this.#most - this.#size)));
      this.#size += chunk.length;
    }
    return this.#open && this.#writeAll(this.#mask.push(chunk));
  }

  /** Writes what the mask held back and closes the files. */
  end(): void {
    if (!this.#open) return;
    this.#writeAll(this.#mask.end());
    this.#open = false;
    for (const file of this.#files) closeSync(file);
  }

  #writeAll(bytes: Uint8Array): boolean {
    try {
      for (const file of this.#files) {
        for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      }
      return true;
    } catch (error) {
      if (typeof (error as NodeJS.ErrnoException).code !== 'string') throw error;
      return false;
    }
  }
}

/** Copies from a stream to the files until the stream ends. */
export function copyStream(stream: Readable, files: OutputFiles): void {
  stream.on('data', (chunk: Buffer) => {
    if (!files.write(chunk)) stream.destroy();
  });
  // A broken stream brings no more bytes: the files are closed on 'close', which follows.
  stream.on('error', () => stream.destroy());
  stream.on('close', () => files.end());
}

/**
 * Copies from the reading end of a pipe until its last writer closes it. The result reads what is in the pipe at this moment, so that
 * all that a process wrote before it ended is in the files when its end is told, although a process it left behind may hold the pipe.
 */
export function copyPipe(reader: number, files: OutputFiles): () => void {
  const socket = new Socket({ fd: reader, readable: true, writable: false });
  copyStream(socket, files);
  const buffer = Buffer.alloc(65_536);
  return () => {
    try {
      for (let round = 0; round < mostRounds && !socket.destroyed; round++) {
        const length = readSync(reader, buffer);
        if (length === 0) {
          // Nobody can write any more: what the mask held back is final.
          files.end();
          return;
        }
        if (!files.write(buffer.subarray(0, length))) return;
      }
      if (socket.destroyed) files.end();
    } catch (error) {
      // EAGAIN: the pipe is empty for now.
      if (typeof (error as NodeJS.ErrnoException).code !== 'string') throw error;
    }
  };
}

/** A pipe holds a megabyte at most; whoever writes more while we read is still running. */
const mostRounds = 16;
