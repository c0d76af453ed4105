// The parts of the engine and the store, put together for a terminal.

import { join } from 'node:path';
import type { Event } from '../base/emitter';
import type { EngineParts } from '../engine/engine-parts';
import { SpawnerClient } from '../engine/processes/spawner-client';
import { ThreadPool } from '../engine/thread-pool';
import { definitionSource } from '../host/definitions';
import { daguPlaces } from '../host/places';
import type { RunStore } from '../model/source';
import { buildDir, storeHome } from '../store/layout';
import { LocalRuns } from '../store/local-runs';
import { stateFiles } from '../store/state-files';
import type { Surroundings } from './command';

export interface OpenStore {
  readonly runs: LocalRuns;
  dispose(): void;
}

export interface OpenEngine {
  readonly parts: EngineParts;
  /** A step signalled its parent, and means us. */
  readonly onSignal: Event<'SIGINT' | 'SIGTERM'>;
  dispose(): void;
}

/** The folder below which the history of this user is kept. */
export function historyHome({ env, home }: Pick<Surroundings, 'env' | 'home'>): string {
  return storeHome({ env, platform: process.platform, home });
}

/** The history of this user. Nothing is created before the first run. */
export function openStore(around: Pick<Surroundings, 'env' | 'home' | 'clock'>): OpenStore {
  const runs = new LocalRuns(historyHome(around), { what: 'restep', clock: around.clock });
  return { runs, dispose: () => runs.dispose() };
}

/** Starts nothing yet: the spawner is started with the first process. Dispose it when the command is done. */
export function openEngine(around: Surroundings, history: RunStore): OpenEngine {
  const processes = new SpawnerClient({ file: join(around.programDir, 'spawner.js') }, around.clock);
  const threads = new ThreadPool(around.programDir);
  const places = daguPlaces(around);
  const parts: EngineParts = {
    processes,
    clock: around.clock,
    threads,
    state: stateFiles(history.home, { what: 'restep', clock: around.clock }),
    environment: around.env,
    definitions: definitionSource(places),
    wikiDir: places.wikiDir,
    history,
    buildDir: buildDir(history.home),
  };
  const dispose = (): void => {
    processes.dispose();
    threads.dispose();
  };
  return { parts, onSignal: processes.onSignal, dispose };
}
