// Workflow texts compiled with everything on this machine that applies to them. Loaded when the first workflow is looked at.

import { join } from 'node:path';
import { missingForAction } from '../engine/sqlite/runtime';
import type { Compilation, CompileOptions } from '../spec/compilation';
import { compile } from '../spec/compile';
import { migrate } from '../spec/migrate';
import { type DaguPlaces, daguPlaces, diskLookup, type PlaceSurroundings } from './places';

/** Compiles a text. `file`: its absolute path on this machine; empty: it lies elsewhere, and no other file is read for it. */
export function compileWorkflow(text: string, file: string, around: PlaceSurroundings, name?: string): Compilation {
  if (file === '') return compile(text, { file, lookup: { read: () => undefined } });
  return compileAt(text, file, daguPlaces(around), name === undefined ? {} : { name });
}

/** What may be asked of a compilation besides. */
export type CompileWish = Pick<CompileOptions, 'name' | 'called' | 'unresolved'>;

/** The same where the places are known. */
export function compileAt(text: string, file: string, places: DaguPlaces, wish: CompileWish = {}): Compilation {
  return compile(text, { ...compileOptionsAt(file, places), ...wish });
}

/** The text with everything mended that obviously can be. */
export function mendedText(text: string, file: string): string {
  return migrate(text, { file, lookup: diskLookup }).text;
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
