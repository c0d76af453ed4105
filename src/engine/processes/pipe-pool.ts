// Real pipes for the streams of processes. Node's own are sockets, and a script that opens /dev/stdout or /dev/stderr fails on a socket.

import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Both ends of a pipe as open files. */
export interface PipeEnds {
  readonly reader: number;
  readonly writer: number;
}

/** Makes pipes a few at a time: Node cannot make one, and the program that can costs as much as a step. */
export class PipePool {
  #ready: PipeEnds[] = [];
  #missing = process.platform === 'win32';

  /** A pipe, or undefined where the system has no way to make one. The caller closes both ends. */
  take(): PipeEnds | undefined {
    if (this.#ready.length === 0 && !this.#missing) this.#ready = this.#make();
    return this.#ready.pop();
  }

  #make(): PipeEnds[] {
    const made: PipeEnds[] = [];
    let directory: string | undefined;
    try {
      directory = mkdtempSync(join(tmpdir(), 'restep-'));
      const paths = Array.from({ length: atOnce }, (_, index) => join(directory ?? '', String(index)));
      execFileSync('mkfifo', ['-m', '600', ...paths], { stdio: 'ignore' });
      for (const path of paths) made.push(openPipe(path));
    } catch (error) {
      // Without the program, or without a place for its files, there are sockets; out of open files, there are the pipes made so far.
      if (!(error instanceof Error)) throw error;
      if (made.length === 0) this.#missing = true;
    } finally {
      if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
    }
    return made;
  }
}

const atOnce = 8;

/** Opening one end waits for the other, so a third file that is both stands in for a moment. */
function openPipe(path: string): PipeEnds {
  const both = openSync(path, 'r+');
  try {
    const reader = openSync(path, 'r');
    try {
      return { reader, writer: openSync(path, 'w') };
    } catch (error) {
      closeSync(reader);
      throw error;
    }
  } finally {
    closeSync(both);
  }
}
