// Text for a thread: handed over, or read by the thread itself, since reading a large file would hold up the host as well.

import { readFileSync } from 'node:fs';
import { fail, ok, type Result } from '../../base/result';
import { causeOf } from '../actions/file-cause';

/** `file`: absolute. */
export type TextInput = { readonly text: string } | { readonly file: string };

/** Fails with the reason in words. */
export function readInput(input: TextInput): Result<string, string> {
  if ('text' in input) return ok(input.text);
  try {
    return ok(readFileSync(input.file, 'utf8'));
  } catch (error) {
    const tooLong = (error as NodeJS.ErrnoException).code === 'ERR_STRING_TOO_LONG';
    return fail(`the input cannot be read: ${tooLong ? `${input.file} is larger than a text can be` : causeOf(error)}`);
  }
}
