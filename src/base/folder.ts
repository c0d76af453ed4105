// Folders at places that a user names.

import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Creates a folder that may be there already, and what is missing above it. Throws the system's error when that is not possible. Node's own
 * `recursive` never returns where a file system has no place for folders, as below `/proc`.
 */
export function makeFolder(path: string, mode = 0o777): void {
  const missing = made(path, mode);
  if (missing === undefined) return;
  const above = dirname(path);
  if (above === path) throw missing;
  makeFolder(above, mode);
  const refused = made(path, mode);
  if (refused !== undefined) throw refused;
}

/** The error when the folder above is missing; throws any other. */
function made(path: string, mode: number): Error | undefined {
  try {
    mkdirSync(path, { mode });
    return undefined;
  } catch (error) {
    if (isFolder(path)) return undefined;
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return error;
    throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
