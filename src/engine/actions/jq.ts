// Runs jq filters in a thread of their own.

import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { JqAnswer, JqRequest } from './jq-worker';

/** Where the built thread lies: beside this module, bundled or not. */
const program = join(__dirname, 'jq-worker.js');

/**
 * The results of a filter for one input, each as compact JSON text; `refused` when the filter or the input cannot be read. When `signal` is
 * aborted the thread is ended, and the answer says so.
 */
export async function runJq(request: JqRequest, signal: AbortSignal): Promise<JqAnswer> {
  const ended = { kind: 'refused', error: 'jq was ended before it was done' } as const;
  if (signal.aborted) return ended;
  const worker = new Worker(program);
  const onAbort = (): void => void worker.terminate();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await new Promise<JqAnswer>((resolve, reject) => {
      worker.on('message', resolve);
      worker.on('error', reject);
      worker.on('exit', () => resolve(ended));
      worker.postMessage(request);
    });
  } finally {
    signal.removeEventListener('abort', onAbort);
    await worker.terminate();
  }
}
