// Folders at places that a workflow names.

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Creates a folder that may be there already, and what is missing above it. Throws when that is not possible. Node's own `recursive` never
 * returns where a file system has no place for folders, as below `/proc`.
 */
export function makeFolder(path: string, mode = 0o777): void {
  if (made(path, mode)) return;
  makeFolder(dirname(path), mode);
  if (!made(path, mode)) throw new Error(`ENOENT: no folder can be made here, mkdir '${path}'`);
}

/** False when the folder above is missing. */
function made(path: string, mode: number): boolean {
  try {
    mkdirSync(path, { mode });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return false;
    if (code === 'EEXIST') return true;
    throw error;
  }
}
