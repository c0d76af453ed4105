// Ends what a step started elsewhere, in a container or on another machine: killing the program that reaches it would leave it running.

import { createHash } from 'node:crypto';
import type { ExecutionContext, StopReason } from './executor';

/** The variable by which the processes of one command are found where others run too. */
export const markName = 'RESTEP_COMMAND';

/** Signals every process with the mark, waits, and kills what is left; needs nothing but sh, grep, date and /proc. */
export const stopScript = `
marked() { for f in $(grep -ls "${markName}=$1" /proc/[0-9]*/environ 2>/dev/null); do f=\${f#/proc/}; echo "\${f%/environ}"; done; }
hit() { p=$(marked "$1"); [ -z "$p" ] || kill -s "$2" $p 2>/dev/null; }
hit "$1" "$2"
until=$(($(date +%s)+$3))
while [ "$(date +%s)" -lt "$until" ] && [ -n "$(marked "$1")" ]; do sleep 0.1 2>/dev/null || sleep 1; done
hit "$1" KILL
exit 0
`;

export interface StopGrace {
  readonly signal: string;
  readonly seconds: number;
}

/** How long something may go on after the signal. */
export function graceOf({ step, signal, cleanUpSec }: ExecutionContext): StopGrace {
  const reason: StopReason = signal.reason;
  if (reason.kind !== 'stopped') return { signal: 'KILL', seconds: 0 };
  return { signal: (reason.signal ?? step.signalOnStop ?? 'TERM').replace(/^SIG/, ''), seconds: cleanUpSec };
}

/** Calls `stop` once the step has to end; the result waits for it when that has begun. */
export function whenStopped({ signal }: ExecutionContext, stop: () => Promise<void>): () => Promise<void> {
  let stopping: Promise<void> | undefined;
  const onAbort = (): void => {
    stopping = stop();
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return async () => {
    signal.removeEventListener('abort', onAbort);
    await stopping;
  };
}

/** A name that is the same whenever it is asked for with the same seed. */
export function ownName(label: string, seed: string): string {
  const readable = label.replace(/[^A-Za-z0-9_.-]+/g, '-').slice(0, 40);
  return `restep-${readable}-${createHash('sha256').update(seed).digest('hex').slice(0, 12)}`;
}

/** The mark of one command of a step. */
export function markOf(label: string, { keepFile }: ExecutionContext): string {
  return ownName(label, keepFile('', '.mark'));
}
