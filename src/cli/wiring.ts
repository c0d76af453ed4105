// The parts of the engine and the store, put together for a terminal.

import { dirname, join, resolve } from 'node:path';
import type { Event } from '../base/emitter';
import { fail, ok, type Result } from '../base/result';
import type { DefinitionSource, EngineParts } from '../engine/engine-parts';
import { SpawnerClient } from '../engine/processes/spawner-client';
import type { Dag } from '../model/dag';
import type { RunStore } from '../model/source';
import { storeHome } from '../store/layout';
import { LocalRuns } from '../store/local-runs';
import type { Surroundings } from './command';
import { compileFile, compileText } from './definition';
import { type DaguPlaces, daguPlaces, isFile } from './places';

export interface OpenStore {
  readonly runs: RunStore;
  dispose(): void;
}

export interface OpenEngine {
  readonly parts: EngineParts;
  /** A step signalled its parent, and means us. */
  readonly onSignal: Event<'SIGINT' | 'SIGTERM'>;
  dispose(): void;
}

/** The history of this user. Nothing is created before the first run. */
export function openStore(around: Pick<Surroundings, 'env' | 'home' | 'clock'>): OpenStore {
  const home = storeHome({ env: around.env, platform: process.platform, home: around.home });
  const runs = new LocalRuns(home, { what: 'restep', clock: around.clock });
  return { runs, dispose: () => runs.dispose() };
}

/** Starts nothing yet: the spawner is started with the first process. Dispose it when the command is done. */
export function openEngine(around: Surroundings): OpenEngine {
  const processes = new SpawnerClient({ file: join(around.programDir, 'spawner.js') }, around.clock);
  const parts: EngineParts = {
    processes,
    clock: around.clock,
    environment: around.env,
    definitions: definitionSource(daguPlaces(around)),
  };
  return { parts, onSignal: processes.onSignal, dispose: () => processes.dispose() };
}

/** Definitions of sub-DAGs: beside the callers, then in the DAGs folder (dagu-format.md 3.13). */
export function definitionSource(places: DaguPlaces): DefinitionSource {
  return {
    find: (word, besides) => {
      const folders = [...besides.map(file => dirname(file)), places.dagsDir];
      const names = /\.ya?ml$/.test(word) ? [word] : [`${word}.yaml`, `${word}.yml`, word];
      const files = folders.flatMap(folder => names.map(name => resolve(folder, name)));
      const file = files.find(isFile);
      if (file === undefined)
        return fail(`There is no workflow "${word}": neither beside its caller nor in ${places.dagsDir}.`);
      const { text, compilation } = compileFile(file, places);
      if (compilation.dag === undefined)
        return fail(`${file} does not load: ${compilation.refusals[0]?.message ?? 'it is no workflow'}`);
      return ok({ dag: withOwnHandlers(compilation.dag, text, file, places), text });
    },
    compile: (text, file, document) => compiledChild(text, file, document, places),
  };
}

function compiledChild(
  text: string,
  file: string,
  document: string | undefined,
  places: DaguPlaces,
): Result<Dag, string> {
  const { dag, refusals } = compileText(text, file, places);
  if (dag === undefined) return fail(refusals[0]?.message ?? 'The definition that was kept does not load.');
  if (document === undefined) return ok(withOwnHandlers(dag, text, file, places));
  const inline = dag.documents.find(one => one.name === document);
  return inline === undefined ? fail(`There is no document "${document}" in ${file}.`) : ok(inline);
}

/** A sub-DAG gets everything of the base configuration except its handlers (dagu-format.md 3.20). */
function withOwnHandlers(dag: Dag, text: string, file: string, places: DaguPlaces): Dag {
  if (Object.keys(dag.handlers).length === 0) return dag;
  const alone = compileText(text, file, { ...places, baseConfig: '' }).dag;
  return alone === undefined ? dag : { ...dag, handlers: alone.handlers };
}
