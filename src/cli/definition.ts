// A workflow file, read and compiled with the base configuration that applies to it.

import { relative, sep } from 'node:path';
import type { Diagnostic } from '../base/diagnostic';
import { fail, ok, type Result } from '../base/result';
import type { Definition } from '../engine/engine-parts';
import { type DaguPlaces, daguPlaces, diskLookup } from '../host/places';
import { readTextFile } from '../host/text-file';
import { type CompileWish, compileAt } from '../host/workflow';
import type { Compilation } from '../spec/compilation';
import type { Surroundings } from './command';
import { locateDag } from './places';
import { diagnosticsText } from './print-diagnostics';
import { painter } from './screen';
import { shellWord } from './shell-word';

export interface Compiled {
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
  readonly compilation: Compilation;
}

/** Compiles an existing file. */
export function compileFile(file: string, places: DaguPlaces, wish: CompileWish = {}): Result<Compiled, string> {
  const read = readTextFile(file);
  if (!read.ok) return fail(`${file} ${read.error}`);
  const text = read.value;
  return ok({ file, text, compilation: compileAt(text, file, places, wish) });
}

/**
 * The definition that a word means, ready to be started. Otherwise why not: the findings are printed on stderr, the error is the last line.
 */
export function loadDefinition(word: string, around: Surroundings, name?: string): Result<Definition, string> {
  const places = daguPlaces(around);
  const file = locateDag(word, around.cwd, places);
  if (!file.ok) return file;
  const compiled = compileFile(file.value, places, name === undefined ? {} : { name });
  if (!compiled.ok) return compiled;
  const { text, compilation } = compiled.value;
  return startable(text, file.value, compilation, around);
}

/** The Dag of a compilation, or why it cannot be started. */
export function startable(
  text: string,
  file: string,
  compilation: Compilation,
  around: Surroundings,
): Result<Definition, string> {
  const { dag, refusals } = compilation;
  const shown = shownPath(file, around.cwd);
  if (dag === undefined) {
    printFindings(file, text, refusals, around);
    return fail(
      `${shown} cannot be started: ${refusals[0]?.message ?? 'it does not load'}${migrateHint([{ file: shown, diagnostics: refusals }])}`,
    );
  }
  if (dag.unsupported.length > 0) {
    const found = dag.unsupported.map(
      (one): Diagnostic => ({ code: 'unsupported', severity: 'error', message: one.message, range: one.range }),
    );
    printFindings(file, text, found, around);
    return fail(`${shown} cannot be started here: ${dag.unsupported[0]?.message ?? ''}`);
  }
  return ok({ dag, text });
}

/** The command that mends keys of older versions of Dagu, on a line of its own; empty where there are none. */
export function migrateHint(
  findings: readonly { readonly file: string; readonly diagnostics: readonly Diagnostic[] }[],
): string {
  const old = findings.filter(one => one.diagnostics.some(found => found.code === 'key-renamed'));
  return old.length === 0
    ? ''
    : `\nBring it into today's form: restep migrate ${old.map(one => shellWord(one.file)).join(' ')}`;
}

/** A path as the user would write it: relative when it lies below the working directory. */
export function shownPath(file: string, cwd: string): string {
  const path = relative(cwd, file);
  return path === '' || path.startsWith(`..${sep}`) || path === '..' ? file : path;
}

function printFindings(file: string, text: string, diagnostics: readonly Diagnostic[], around: Surroundings): void {
  const { err } = around.screen;
  const findings = { file: shownPath(file, around.cwd), text, valid: false, diagnostics };
  err.write(diagnosticsText(findings, painter(err), diskLookup.read));
}
