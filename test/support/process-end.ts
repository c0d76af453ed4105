// Waits for processes that others end.

import { existsSync, readFileSync } from 'node:fs';

/** Resolves when the process runs no more. Where nobody reaps orphans, what has ended stays as a zombie. Needs /proc. */
export async function processEnd(pid: string): Promise<void> {
  const file = `/proc/${pid.trim()}/status`;
  while (existsSync(file) && !/^State:\s+[ZX]/m.test(statusOf(file))) await new Promise(setImmediate);
}

function statusOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    // It ended between the question and the look.
    if (typeof (error as NodeJS.ErrnoException).code === 'string') return 'State:\tX';
    throw error;
  }
}
