// Workflow texts compiled with everything on this machine that applies to them. Loaded when the first workflow is looked at.

import { join } from 'node:path';
import { missingForAction } from '../engine/sqlite/runtime';
import type { Compilation, CompileOptions } from '../spec/compilation';
import { compile } from '../spec/compile';
import { migrate } from '../spec/migrate';
import { type DaguPlaces, daguPlaces, diskLookup, type PlaceSurroundings } from './places';

/** Compiles a text. `file`: its absolute path on this machine; empty: it lies elsewhere, and no other file is read for it. */
export function compileWorkflow(text: string, file: string, around: PlaceSurroundings): Compilation {
  return compile(text, optionsFor(file, around));
}

function optionsFor(file: string, around: PlaceSurroundings): CompileOptions {
  return file === '' ? { file, lookup: { read: () => undefined } } : compileOptionsAt(file, daguPlaces(around));
}

/** What may be asked of a compilation besides. */
export type CompileWish = Pick<CompileOptions, 'name' | 'called' | 'unresolved'>;

/** The same where the places are known. */
export function compileAt(text: string, file: string, places: DaguPlaces, wish: CompileWish = {}): Compilation {
  return compile(text, { ...compileOptionsAt(file, places), ...wish });
}

/** The text with everything mended that obviously can be, `file` as for compiling. */
export function mendedText(text: string, file: string, around: PlaceSurroundings): string {
  return migrate(text, optionsFor(file, around)).text;
}

/** What applies to a file on this machine. */
export function compileOptionsAt(file: string, places: DaguPlaces): CompileOptions {
  const base = diskLookup.read(places.baseConfig);
  return {
    file,
    lookup: diskLookup,
    missingFor: missingForAction,
    workspaces: join(places.dagsDir, 'workspaces'),
    ...(base === undefined ? {} : { base: { file: places.baseConfig, text: base } }),
  };
}
