// Declared outputs of commands in a container: the file for them lies inside, and comes out when the commands are done.

import { appendFileSync } from 'node:fs';
import type { ExecutionContext } from '../executor';
import { execArguments } from './container-arguments';
import type { ContainerClient } from './container-client';

const variable = 'DAGU_OUTPUT_FILE';

export interface InnerOutputs {
  /** What the commands are told. */
  readonly env: Readonly<Record<string, string>>;
  /** Fetches what they wrote. */
  fetch(): Promise<void>;
}

/** Makes the file; nothing when the step declares no outputs. `mark`: tells it from others in the container. */
export async function innerOutputs(
  place: { readonly name: string; readonly user: string | undefined; readonly mark: string },
  client: ContainerClient,
  { step, scope }: ExecutionContext,
): Promise<InnerOutputs> {
  const outer = scope.env[variable];
  if (step.outputs.length === 0 || outer === undefined) return { env: {}, fetch: async () => undefined };
  const inner = `/tmp/${place.mark}`;
  const sh = (script: string): readonly string[] =>
    execArguments({ ...place, env: {}, words: ['sh', '-c', script, 'sh', inner] });
  await client.ask(sh(': > "$1"'));
  return {
    env: { [variable]: inner },
    fetch: async () => {
      const { good, stdout } = await client.ask(sh('cat "$1" && rm -f "$1"'));
      if (good) appendFileSync(outer, stdout);
    },
  };
}
