// The time that a whole run may take (dagu-format.md 3.8).

import type { AttemptSpec } from './attempt-spec';

/** Calls `expire` when the attempt has taken as long as its DAG allows, counted from its start whichever host began it; `signal` ends the wait. */
export function startRunTimeout({ dag, writer, clock }: AttemptSpec, signal: AbortSignal, expire: () => void): void {
  if (dag.timeoutSec <= 0) return;
  const startedAt = writer.run().attempts.at(-1)?.startedAt ?? clock.now();
  const left = Math.max(0, startedAt + dag.timeoutSec * 1000 - clock.now());
  clock.delay(left, signal).then(expire, () => undefined);
}
