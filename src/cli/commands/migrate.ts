// restep migrate: rewrites files of older dialects into today's form, keeping comments and layout.

import { randomUUID } from 'node:crypto';
import { accessSync, chmodSync, constants, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '../../base/result';
import { daguPlaces } from '../../host/places';
import { readTextFile } from '../../host/text-file';
import { compileOptionsAt } from '../../host/workflow';
import { type Migration, migrate as migrated } from '../../spec/migrate';
import { switchFlag } from '../arguments';
import { type Command, failure, type Surroundings } from '../command';
import { shownPath } from '../definition';
import { locateDag } from '../places';

export const migrate: Command = {
  name: 'migrate',
  usage: 'migrate [--check] FILE…',
  summary: "Rewrite files of older versions of Dagu into today's form",
  group: 'workflows',
  anyContext: true,
  about: `Applies every fix that is safe, until none is left: old spellings of keys, removed keys, older forms of calls, and what Dagu
refuses today although it is clear what is meant. Comments and layout stay. A file is written as a whole or not at all, and never when
it would be worse than before. What needs a decision of yours is left; "restep validate --warnings FILE" shows it.
Exit code 1 when a file could not be read or written, with --check when one would change.`,
  flags: [{ name: 'check', kind: 'switch', help: 'Only say what would change; change nothing' }],
  examples: ['restep migrate --check workflows/*.yaml', 'restep migrate deploy.yaml'],
  words: { least: 1, most: Number.POSITIVE_INFINITY, name: 'at least one FILE' },
  run: async (args, around) => {
    const check = switchFlag(args, 'check');
    let code = 0;
    for (const word of args.words) {
      const file = locateDag(word, around.cwd, daguPlaces(around));
      const done = file.ok ? one(file.value, check, around) : file;
      if (!done.ok) code = failure(around, done.error);
      else if (check && done.value) code = 1;
    }
    return code;
  },
};

/** Whether the file changes, or would. */
function one(file: string, check: boolean, around: Surroundings): Result<boolean, string> {
  const shown = shownPath(file, around.cwd);
  const read = readText(file, shown);
  if (!read.ok) return read;
  const migration = migrated(read.value, compileOptionsAt(file, daguPlaces(around)));
  const changes = migration.text !== read.value;
  if (changes && !check) {
    const written = replaceFile(file, migration.text, shown);
    if (!written.ok) return written;
  }
  around.screen.out.write(report(shown, migration, changes, check));
  return ok(changes);
}

function report(shown: string, { changes, refused, compilation }: Migration, changed: boolean, check: boolean): string {
  const errors = compilation.diagnostics.filter(found => found.severity === 'error').length;
  const left = errors === 0 ? '' : `; ${errors === 1 ? 'one error is' : `${errors} errors are`} left for you`;
  const what = !changed ? 'nothing to change' : check ? 'would change' : 'changed';
  const lines = changed ? changes.map(change => `  line ${change.line}: ${change.title}`) : [];
  const kept = refused.map(change => `  line ${change.line}: left alone, it would have done harm: ${change.title}`);
  return [`${shown}: ${what}${left}`, ...lines, ...kept].map(line => `${line}\n`).join('');
}

/** Text that is not UTF-8 would come back changed. */
function readText(file: string, shown: string): Result<string, string> {
  const read = readTextFile(file);
  if (!read.ok) return fail(`${shown} ${read.error}`);
  return read.value.includes('\uFFFD') ? fail(`${shown} is not UTF-8 text and is left alone`) : read;
}

/** Beside the file first and then in its place, with its mode; a link stays one. */
function replaceFile(file: string, text: string, shown: string): Result<void, string> {
  const target = realpathSync(file);
  const beside = join(dirname(target), `.restep-${randomUUID()}.tmp`);
  try {
    accessSync(target, constants.W_OK);
    writeFileSync(beside, text, { flag: 'wx' });
    chmodSync(beside, statSync(target).mode & 0o7777);
    renameSync(beside, target);
    return ok(undefined);
  } catch (error) {
    rmSync(beside, { force: true });
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return fail(`${shown} cannot be written: ${(error as Error).message}`);
  }
}
