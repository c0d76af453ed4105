// Files that only grow, private to the user.

import { openSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../../base/folder';

/** Opens a file for appending (`a+`: and reading), and creates it for the user alone. Throws the system's error. */
export function openForAppending(path: string, flags: 'a' | 'a+' = 'a'): number {
  return openSync(path, flags, 0o600);
}

/** The same, with the folders that are missing. */
export function openInFolder(path: string, flags: 'a' | 'a+' = 'a'): number {
  try {
    return openForAppending(path, flags);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    makeFolder(dirname(path), 0o700);
    return openForAppending(path, flags);
  }
}
