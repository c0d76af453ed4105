// Workflow texts compiled with everything on this machine that applies to them. Loaded when the first workflow is looked at.

import type { Compilation } from '../spec/compilation';
import { compile } from '../spec/compile';
import { type DaguPlaces, daguPlaces, diskLookup, type PlaceSurroundings } from './places';

/** Compiles a text. `file`: its absolute path on this machine; empty: it lies elsewhere, and no other file is read for it. */
export function compileWorkflow(text: string, file: string, around: PlaceSurroundings, name?: string): Compilation {
  if (file === '') return compile(text, { file, lookup: { read: () => undefined } });
  return compileAt(text, file, daguPlaces(around), name);
}

/** The same where the places are known. `name`: the caller's own name for the workflow. */
export function compileAt(text: string, file: string, places: DaguPlaces, name?: string): Compilation {
  const base = places.baseConfig === '' ? undefined : diskLookup.read(places.baseConfig);
  return compile(text, {
    file,
    lookup: diskLookup,
    ...(base === undefined ? {} : { base: { file: places.baseConfig, text: base } }),
    ...(name === undefined ? {} : { name }),
  });
}
