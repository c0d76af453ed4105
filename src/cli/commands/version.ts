// restep version: which version this is.

import type { Command } from '../command';

/** `number` is the version of the package, which the entry knows. */
export function version(number: string): Command {
  return {
    name: 'version',
    usage: 'version',
    summary: 'Print the version',
    group: 'program',
    anyContext: true,
    about: 'Prints the version of this program.',
    flags: [],
    examples: [],
    words: { least: 0, most: 0, name: 'nothing' },
    run: async (_args, around) => {
      around.screen.out.write(`${number}\n`);
      return 0;
    },
  };
}
