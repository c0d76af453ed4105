// A process of which only the record tells: an earlier host started it, or the spawner is gone.

import { statSync } from 'node:fs';
import type { Clock } from '../../base/clock';
import { isSameProcess } from '../../base/process-identity';
import type { ProcessEnd } from './process';
import { type EndLine, readRecorded, type StartLine } from './process-record';
import { startFailure } from './protocol';

/** The end as the record has it. The program's name is not recorded: it may hold a secret. */
export function endOf(line: EndLine, program = 'the program'): ProcessEnd {
  const { code, signal, failed, startedAt, endedAt } = line;
  return {
    code,
    signal,
    ...(failed === undefined ? {} : { error: { code: failed.code, message: startFailure(program, failed) } }),
    startedAt,
    endedAt,
  };
}

/** The end of a process of which nobody saw how it ended. */
export function lostEnd(message: string, startedAt: number, endedAt: number): ProcessEnd {
  return { code: null, signal: null, error: { code: 'LOST', message }, startedAt, endedAt };
}

/**
 * Watches a process that the record says has started, until the record tells its end, or the process is gone without a word: `LOST`.
 * Never resolves once the signal is aborted.
 */
export async function watchRecorded(
  record: string,
  start: StartLine,
  clock: Clock,
  signal: AbortSignal,
): Promise<ProcessEnd> {
  let size = -1;
  let missing = 0;
  for (let look = 0; !signal.aborted; look++) {
    const now = sizeOf(record);
    if (now !== size) {
      size = now;
      const end = readRecorded(record, start.key)?.end;
      if (end !== undefined) return endOf(end);
    }
    // Where asking means to start a program, every fifth second is enough.
    if ((process.platform === 'linux' || look % 50 === 0) && !isSameProcess(start.pid, start.identity)) {
      // Between the end of a process and its line in the record passes a moment.
      if (++missing > patience) return lostEnd(lostText, start.startedAt, clock.now());
    }
    await clock.delay(lookEveryMs);
  }
  return new Promise(() => undefined);
}

const lookEveryMs = 100;
const patience = 4;
const lostText = 'the process ended while nobody watched it; how it ended is not known';

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
