// Runs that no program drives are brought to an end: those that a crash left behind, and those that wait for people.

import { recoverRun } from '../engine/runner';
import { stopIdle } from '../host/answers';
import { definitionOfRun } from '../host/definitions';
import { daguPlaces } from '../host/places';
import { currentAttempt, type Run } from '../model/run';
import type { RunKey } from '../model/source';
import type { Surroundings } from './command';
import { type OpenStore, openEngine } from './wiring';

/**
 * Ends the open attempt of a run that nobody drives any more: what still runs is stopped, what ended meanwhile is accounted for. Returns the
 * run then, and undefined when there was nothing to repair: somebody drives it, or its attempt has ended, or its definition is gone.
 */
export async function repairRun(store: OpenStore, key: RunKey, around: Surroundings): Promise<Run | undefined> {
  const opened = await store.runs.open(key);
  if (!opened.ok) return undefined;
  const writer = opened.value;
  const run = writer.run();
  const attempt = currentAttempt(run);
  const definition = definitionOfRun(run, daguPlaces(around));
  if (attempt === undefined || attempt.finishedAt !== undefined || !definition.ok) {
    await writer.close();
    return undefined;
  }
  const engine = openEngine(around, store.runs);
  try {
    const handle = await recoverRun({ definition: definition.value, writer }, engine.parts);
    handle.stop();
    return (await handle.done).run;
  } finally {
    engine.dispose();
  }
}

/** Stops a run that waits for people and returns it then; undefined when it does not, or somebody drives it. */
export async function stopWaitingRun(store: OpenStore, key: RunKey, around: Surroundings): Promise<Run | undefined> {
  const engine = openEngine(around, store.runs);
  try {
    const handle = await stopIdle(key, { runs: store.runs, places: daguPlaces(around), engine: engine.parts });
    return handle === undefined ? undefined : (await handle.done).run;
  } finally {
    engine.dispose();
  }
}
