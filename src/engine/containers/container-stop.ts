// Ends what runs in containers when the step has to end.

import { graceOf, stopScript } from '../command-stop';
import type { ExecutionContext } from '../executor';
import type { ContainerClient } from './container-client';
import { isOurs, type OwnContainer } from './container-start';

/** Ends a container that is the step's own; one of the same name that is not stays. */
export async function stopContainer(
  { name, label }: OwnContainer,
  client: ContainerClient,
  context: ExecutionContext,
): Promise<void> {
  const { seconds } = graceOf(context);
  if (!(await isOurs({ name, label }, client))) return;
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
