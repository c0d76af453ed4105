// Paths that may begin at the home folder.

import { homedir } from 'node:os';

/** The path with a `~` at its start replaced by the home folder that the environment names. */
export function fromHome(path: string, env: Readonly<Record<string, string>>): string {
  return path === '~' || /^~[\\/]/.test(path) ? (env.HOME ?? env.USERPROFILE ?? homedir()) + path.slice(1) : path;
}
