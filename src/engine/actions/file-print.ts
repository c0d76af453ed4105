// Prints a file as it is, whatever its bytes are and however large it is.

import { createReadStream } from 'node:fs';
import type { ExecutionContext } from '../executor';

/** Ends early when the step is stopped. */
export async function printFile(path: string, { pipe, signal }: ExecutionContext): Promise<void> {
  const stdout = pipe('stdout');
  try {
    for await (const bytes of createReadStream(path) as AsyncIterable<Buffer>) {
      if (signal.aborted || !stdout.write(bytes)) return;
    }
  } finally {
    stdout.end();
  }
}
