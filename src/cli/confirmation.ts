// Agreement to what cannot be undone.

import { type Arguments, type Flag, switchFlag } from './arguments';
import type { Surroundings } from './command';

export const yesFlag: Flag = { name: 'yes', short: 'y', kind: 'switch', help: 'Do not ask' };

/** Why it must not be done; undefined: --yes was given, or the person at the terminal agrees. The question has no mark behind it. */
export async function disagreement(
  question: string,
  args: Arguments,
  around: Surroundings,
): Promise<string | undefined> {
  if (switchFlag(args, 'yes')) return undefined;
  if (around.ask === undefined) return 'nobody can be asked here: add --yes to agree';
  const said = await around.ask(`${question}? [y/N] `);
  return /^y(es)?$/i.test(said?.trim() ?? '') ? undefined : 'nothing was removed';
}
