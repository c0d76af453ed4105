// Which workflow file a word on the command line means (dagu-format.md 6.1).

import { extname, resolve } from 'node:path';
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
  return fail(
    named ? `no such file: ${here} (nor ${there})` : `no such workflow: ${there} (a file is given with its extension)`,
  );
}
