// Files of people, read whole: what cannot be read is an answer and no crash.

import { readFileSync, statSync } from 'node:fs';
import { fail, ok, type Result } from '../base/result';

/** More bytes than any workflow has; a larger file would only fill the memory. */
const mostBytes = 16_000_000;

/** Whether there is a plain file, as far as one can see from here. */
export function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch (error) {
    // A loop of links, a folder that must not be entered, a name that is too long.
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return false;
  }
}

/** The text of a file. The error completes a sentence that begins with the file: `cannot be read: permission denied`. */
export function readTextFile(path: string): Result<string, string> {
  try {
    const { size } = statSync(path);
    if (size > mostBytes) return fail(`is larger than ${mostBytes / 1_000_000} MB and is not read`);
    return ok(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return fail(`cannot be read: ${code === 'EACCES' ? 'permission denied' : message}`);
  }
}
