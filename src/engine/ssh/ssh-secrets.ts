// Keys and passwords for ssh: keys that only their owner can read, passwords through a private program that ssh asks.

import { chmodSync, statSync } from 'node:fs';
import type { ExecutionContext } from '../executor';

/** Why a file cannot be used as a private key; ssh itself says it less clearly. */
export function keyFault(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() !== true) return `the key ${path} does not exist`;
  if (process.platform === 'win32' || (stats.mode & 0o077) === 0) return undefined;
  const mode = (stats.mode & 0o777).toString(8).padStart(4, '0');
  return `the key ${path} can be read by others (mode ${mode}), which ssh refuses: chmod 600 ${path}`;
}

export interface AskedSecret {
  readonly secret: string;
  /** What the question contains: `user@host`. A question that nobody means, such as whether to trust a machine, gets no answer. */
  readonly about: string;
}

/**
 * Variables that make ssh ask a program of ours, which knows the secrets from private files. The first whose `about` is in the question
 * answers it.
 */
export function askpassEnv(
  secrets: readonly AskedSecret[],
  { keepFile }: ExecutionContext,
): Readonly<Record<string, string>> {
  const cases = secrets.map(({ secret, about }) => {
    return `  *${quoted(about)}*) cat ${quoted(keepFile(`${secret}\n`, '.secret'))} ;;\n`;
  });
  const program = keepFile(`#!/bin/sh\ncase "$1" in\n${cases.join('')}  *) exit 1 ;;\nesac\n`, '.askpass');
  chmodSync(program, 0o700);
  return { SSH_ASKPASS: program, SSH_ASKPASS_REQUIRE: 'force', DISPLAY: ':' };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
