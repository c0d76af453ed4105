// A journal open for writing: each event is in the file when append returns, and on the disk a moment later.

import { closeSync, fstatSync, fsync, ftruncateSync, openSync, writeSync } from 'node:fs';
import type { RunEvent } from '../model/event';
import { journalLine } from './journal-text';

/**
 * Appends to the file of a journal. An event that cannot be written is an error for its writer and leaves no trace. When the disk fails to
 * keep what it was given, every later call throws that error.
 */
export class Journal {
  readonly #file: number;
  readonly #onWritten: () => void;
  #size: number;
  #timer: NodeJS.Timeout | undefined;
  #syncing: Promise<void> | undefined;
  #dirty = false;
  #failure: { readonly error: unknown } | undefined;
  #open = true;

  /**
   * Opens the file, and creates it for the user alone. `bytes`: how far it consists of whole lines; a torn line after that is cut off.
   * `onWritten` is called a moment after one or several events were appended.
   */
  constructor(path: string, bytes: number, onWritten: () => void) {
    this.#file = openSync(path, 'a', 0o600);
    this.#size = bytes;
    this.#onWritten = onWritten;
    if (fstatSync(this.#file).size > bytes) ftruncateSync(this.#file, bytes);
  }

  append(event: RunEvent): void {
    this.#check();
    const line = Buffer.from(journalLine(event));
    try {
      for (let at = 0; at < line.length; ) at += writeSync(this.#file, line, at);
    } catch (error) {
      this.#cutOff();
      throw error;
    }
    this.#size += line.length;
    this.#dirty = true;
    this.#timer ??= setTimeout(() => this.#settle(), syncAfterMs).unref();
  }

  /** Resolves when everything appended is on the disk. */
  async flush(): Promise<void> {
    this.#check();
    await this.#sync();
    this.#check();
  }

  /** Flushes and closes. Closing again is harmless. */
  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    try {
      await this.#sync();
    } finally {
      closeSync(this.#file);
    }
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Half a line would make the next one unreadable; where it cannot be taken back, nothing may follow it. */
  #cutOff(): void {
    try {
      ftruncateSync(this.#file, this.#size);
    } catch (error) {
      this.#failure = { error };
    }
  }

  #check(): void {
    if (!this.#open) throw new Error('the journal is closed');
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  #settle(): void {
    void this.#sync();
  }

  async #sync(): Promise<void> {
    const untold = this.#timer !== undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (untold) this.#onWritten();
    while (this.#syncing !== undefined) await this.#syncing;
    if (!this.#dirty) return;
    this.#dirty = false;
    this.#syncing = new Promise<void>(resolve => {
      fsync(this.#file, error => {
        // A disk that loses what it was given must not be written to as if nothing had happened.
        if (error !== null) this.#failure ??= { error };
        resolve();
      });
    });
    await this.#syncing;
    this.#syncing = undefined;
  }
}

/** One wait for the disk serves all events of this time; views hear of them together too. */
const syncAfterMs = 50;
