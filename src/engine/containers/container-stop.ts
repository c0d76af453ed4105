// Ends what runs in containers when the step has to end: killing the client alone would leave it running.

import type { ExecutionContext, StopReason } from '../executor';
import type { ContainerClient } from './container-client';

/** The variable by which the processes of one command are found in a container that others use too. */
export const markName = 'RESTEP_COMMAND';

/** Signals every process with the mark, waits, and kills what is left; needs nothing but sh, grep and /proc. */
const stopScript = `
marked() { for p in /proc/[0-9]*; do grep -qs "${markName}=$1" "$p/environ" && echo "\${p#/proc/}"; done; }
p=$(marked "$1"); [ -z "$p" ] || kill -s "$2" $p 2>/dev/null
tick=1; most=$3; ! sleep 0.1 2>/dev/null || { tick=0.1; most=$(($3*10)); }
n=0; while [ "$n" -lt "$most" ] && [ -n "$(marked "$1")" ]; do sleep $tick; n=$((n+1)); done
p=$(marked "$1"); [ -z "$p" ] || kill -s KILL $p 2>/dev/null
exit 0
`;

export interface StopGrace {
  readonly signal: string;
  readonly seconds: number;
}

/** How long something in a container may go on after the signal. */
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

/** Ends a container that is the step's own. */
export async function stopContainer(name: string, client: ContainerClient, context: ExecutionContext): Promise<void> {
  const { seconds } = graceOf(context);
  const args = seconds === 0 ? ['kill', name] : ['stop', '-t', String(seconds), name];
  await client.askLasting(args, seconds * 1000);
}

/** Ends one command in a container that goes on. */
export async function stopCommand(
  { name, mark, user }: { readonly name: string; readonly mark: string; readonly user: string | undefined },
  client: ContainerClient,
  context: ExecutionContext,
): Promise<void> {
  const { signal, seconds } = graceOf(context);
  const asUser = user === undefined ? [] : ['--user', user];
  const words = ['sh', '-c', stopScript, 'sh', mark, signal, String(seconds)];
  const end = await client.askLasting(['exec', ...asUser, name, ...words], seconds * 1000);
  if (!end.good) context.write('stderr', `The command may still run in the container ${name}: ${end.stderr.trim()}\n`);
}
