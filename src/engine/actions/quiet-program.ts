// Programs whose output is an answer for the action instead of text for the step's logs.

import type { ExecutionContext, SpawnRequest } from '../executor';
import type { ProcessEnd } from '../processes/process';
import { readFrom, readTail } from '../step-log';

export interface QuietEnd extends ProcessEnd {
  /** It was started and ended with exit code 0. */
  readonly good: boolean;
  readonly stdout: string;
  /** The last lines of its stderr. */
  readonly stderr: string;
}

const mostAnswerBytes = 16 * 1024 * 1024;
const mostComplaintBytes = 2048;

/** Runs a program to its end. It is ended with the step, unless it is `lasting`, and after `mostMs`. */
export async function runQuietly(
  request: Omit<SpawnRequest, 'private'>,
  { spawn, keepFile, clock }: ExecutionContext,
  mostMs?: number,
): Promise<QuietEnd> {
  const [stdout, stderr] = [keepFile('', '.out'), keepFile('', '.err')];
  const process = spawn({ ...request, private: { stdout, stderr } });
  const timer = new AbortController();
  if (mostMs !== undefined) {
    clock.delay(mostMs, timer.signal).then(
      () => process.kill(),
      () => undefined,
    );
  }
  const end = await process.ended;
  timer.abort();
  return {
    ...end,
    good: end.error === undefined && end.code === 0,
    stdout: readFrom(stdout, 0, mostAnswerBytes)?.toString('utf8') ?? '',
    stderr: end.error?.message ?? readTail(stderr, 0, mostComplaintBytes),
  };
}
