// Reading a log file in pieces, from where we were to where it ends now.

import { closeSync, openSync, readSync } from 'node:fs';

const pieceBytes = 65_536;

/** Reads a file that may still grow, may not exist yet, and may be larger than memory. */
export class LogReader {
  readonly file: string;
  #offset = 0;
  readonly #decoder = new TextDecoder();

  constructor(file: string) {
    this.file = file;
  }

  /** Hands over everything that was added since the last call; returns whether there was anything. */
  readOn(take: (text: string) => void): boolean {
    let handle: number;
    try {
      handle = openSync(this.file, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
    try {
      const piece = Buffer.alloc(pieceBytes);
      let any = false;
      for (;;) {
        const length = readSync(handle, piece, 0, pieceBytes, this.#offset);
        if (length === 0) return any;
        any = true;
        this.#offset += length;
        take(this.#decoder.decode(piece.subarray(0, length), { stream: true }));
      }
    } finally {
      closeSync(handle);
    }
  }
}

/** Hands whole lines on, each with its line end, and keeps the rest until `end`. */
export class LineSplitter {
  #rest = '';

  take(text: string, line: (text: string) => void): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const one of lines) line(`${one}\n`);
  }

  /** The last line when it has no line end. */
  end(line: (text: string) => void): void {
    if (this.#rest !== '') line(`${this.#rest}\n`);
    this.#rest = '';
  }
}
