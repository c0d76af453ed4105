// Which workflow file a word on the command line means (dagu-format.md 6.1).

import { readdirSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { nearest } from '../base/nearest';
import { fail, ok, type Result } from '../base/result';
import type { DaguPlaces } from '../host/places';
import { isFile } from '../host/text-file';

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
  const inside = namesIn(here);
  if (inside !== undefined) return fail(`${here} is a folder: name the files in it${exampleOf(word, inside)}`);
  return fail(
    named
      ? `no such file: ${here} (nor ${there})${likeFile(word, here)}`
      : `no such workflow: ${there} (a file is given with its extension)${likeFile(`${word}.yaml`, `${here}.yaml`)}`,
  );
}

/** The names in a folder; undefined where there is none that may be read. */
export function namesIn(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return undefined;
  }
}

/** Whether a file of this name is a workflow. */
export const isWorkflow = (name: string): boolean => /\.ya?ml$/.test(name);

function exampleOf(word: string, names: readonly string[]): string {
  const first = names.filter(isWorkflow).sort()[0];
  return first === undefined ? '' : `, such as ${join(word, first)}`;
}

/** A workflow in the same folder whose name is nearly the one that was written. */
function likeFile(word: string, path: string): string {
  const [close] = nearest(basename(path), (namesIn(dirname(path)) ?? []).filter(isWorkflow), 1);
  return close === undefined ? '' : `; did you mean ${join(dirname(word), close)}?`;
}
