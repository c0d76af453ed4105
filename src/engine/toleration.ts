// Whether `continue_on` lets a failure pass (dagu-format.md 3.4).

import type { ContinueOn } from '../model/dag';
import { fileSize, readFrom } from './step-log';
import { outputContains } from './values/regex';

/** How much of a log is searched for `continue_on: output`, from its end. */
const searchedBytes = 64 * 1024 * 1024;

/** `stdout`: the log of all tries. The flavours are an "or"; `mark_success` alone tolerates nothing. */
export function tolerates(rule: ContinueOn, exitCode: number, stdout: string): boolean {
  if (rule.failure || rule.exitCodes.includes(exitCode)) return true;
  if (rule.output.length === 0) return false;
  const from = Math.max(0, fileSize(stdout) - searchedBytes);
  const text = readFrom(stdout, from, searchedBytes)?.toString('utf8') ?? '';
  return rule.output.some(wanted => {
    const found = outputContains(text, wanted);
    // A broken expression tolerates nothing, as in Dagu.
    return found.ok && found.value;
  });
}
