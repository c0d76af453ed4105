// Interrupting what looks ahead: a dry run ends what it has started, and leaves nothing behind.

import { failure, type Surroundings } from './command';

/** Does work that can be interrupted: undefined when it was. The work gets the signal, ends by itself, and what comes of it does not count then. */
export async function interruptible<T>(
  around: Surroundings,
  work: (stop: AbortSignal) => Promise<T>,
): Promise<{ readonly value: T } | undefined> {
  const stop = new AbortController();
  const unhook = around.onSignal(() => stop.abort());
  try {
    const value = await work(stop.signal);
    return stop.signal.aborted ? undefined : { value };
  } finally {
    unhook();
  }
}

/** Says that it was interrupted, and gives the exit code. */
export function interrupted(around: Surroundings): number {
  return failure(around, 'interrupted: nothing was run');
}
