// What a command of the command line is, and what it gets to work with.

import type { Clock } from '../base/clock';
import { manyLines } from '../base/terminal-text';
import type { Arguments, Flag } from './arguments';
import type { Screen } from './screen';

/** Everything outside the program that a command may touch, handed in. */
export interface Surroundings {
  readonly cwd: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  readonly screen: Screen;
  readonly clock: Clock;
  /** The folder of the built program: the spawner lies beside it. */
  readonly programDir: string;
  /** Asks the person at the terminal; absent: there is none. Undefined: the person left. */
  readonly ask?: (question: string) => Promise<string | undefined>;
  /** Calls the listener for SIGINT and SIGTERM until the returned function is called. */
  onSignal(listener: (signal: 'SIGINT' | 'SIGTERM') => void): () => void;
}

/** The headings under which commands are listed, in order. */
export const commandGroups = {
  workflows: 'Workflows',
  running: 'Run and retry',
  history: 'Look at runs',
  people: 'Answer what runs wait for',
  program: 'This program',
} as const;

export interface Command {
  readonly name: string;
  /** Without the program's name: `start [flags] FILE [-- PARAM…]`. */
  readonly usage: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** `server`: it is known, needs a Dagu server and only says so. */
  readonly group: keyof typeof commandGroups | 'server';
  /** It concerns neither runs nor workflows that a server may have, so it works in every context. */
  readonly anyContext?: true;
  /** What follows it is not read, but for `--help`. */
  readonly unread?: true;
  /** What it does, for its own help. */
  readonly about: string;
  readonly flags: readonly Flag[];
  readonly examples: readonly string[];
  /** How many words it takes, and what they are called. */
  readonly words: { readonly least: number; readonly most: number; readonly name: string };
  /** Returns the exit code. What is expected to go wrong is printed and is exit code 1; a throw is our own bug. */
  run(args: Arguments, around: Surroundings): Promise<number>;
}

/** Prints `Error: …` and gives the exit code of a failure. */
export function failure(around: Surroundings, message: string): number {
  // Messages quote names from files, which must not become commands of the terminal.
  around.screen.err.write(`Error: ${manyLines(message)}\n`);
  return 1;
}
