// Where workflow files and the base configuration are, by Dagu's rules (dagu-format.md 5.1 and 6.1).

import { existsSync, readFileSync, statSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { fail, ok, type Result } from '../base/result';
import type { Lookup } from '../spec/compilation';
import type { Surroundings } from './command';

export interface DaguPlaces {
  readonly dagsDir: string;
  readonly baseConfig: string;
}

/** `$DAGU_HOME`, else `~/.dagu` when it exists, else the XDG folders; single places have variables of their own. */
export function daguPlaces(around: Pick<Surroundings, 'env' | 'home'>): DaguPlaces {
  const { env, home } = around;
  const unified = env.DAGU_HOME || (isDirectory(join(home, '.dagu')) ? join(home, '.dagu') : undefined);
  const root = unified ?? join(env.XDG_CONFIG_HOME || join(home, '.config'), 'dagu');
  return {
    dagsDir: resolve(env.DAGU_DAGS_DIR || join(root, 'dags')),
    baseConfig: resolve(env.DAGU_BASE_CONFIG || join(root, 'base.yaml')),
  };
}

/**
 * The absolute path of the file that a word means: an existing path with an extension, relative to the working directory; else a file of
 * the DAGs folder, `.yaml` added when the word has no YAML ending. The error says where we looked.
 */
export function locateDag(word: string, cwd: string, places: DaguPlaces): Result<string, string> {
  const here = resolve(cwd, word);
  const named = extname(word) !== '';
  if (named && isFile(here)) return ok(here);
  const there = resolve(places.dagsDir, /\.ya?ml$/.test(word) ? word : `${word}.yaml`);
  if (isFile(there)) return ok(there);
  if (!named && isFile(`${here}.yaml`))
    return fail(`there is no workflow "${word}" in ${places.dagsDir}; did you mean the file ./${word}.yaml?`);
  return fail(
    named ? `no such file: ${here} (nor ${there})` : `no such workflow: ${there} (a file is given with its extension)`,
  );
}

/** Reads files for the compiler. What cannot be read counts as absent. */
export const diskLookup: Lookup = {
  read: path => {
    if (!isFile(path)) return undefined;
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      return undefined;
    }
  },
};

export function isFile(path: string): boolean {
  return existsSync(path) && statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
