// Stopping a run, whoever drives it, and waiting until it has ended.

import type { RunKey } from '../model/source';
import { requestStop } from '../store/stop-request';
import { summaryOf } from '../store/summary';
import { failure, type Surroundings } from './command';
import { isGoing } from './going-runs';
import { statusWord } from './print-tree';
import { repairRun, stopWaitingRun } from './recovery';
import type { OpenStore } from './wiring';

const lookMs = 100;

/** How long a stop may take before we say that it does: the DAG's own clean-up time is usually five seconds. */
const usualPatienceMs = 60_000;

/**
 * Asks the program that drives the run to stop it and waits for the end; one that nobody drives is brought to its end here. Says what came
 * of it and returns the exit code: 0 when the run is over.
 */
export async function stopRun(
  store: OpenStore,
  key: RunKey,
  around: Surroundings,
  patienceMs = usualPatienceMs,
): Promise<number> {
  const { err } = around.screen;
  const before = await store.runs.read(key);
  if (before === undefined) return failure(around, `the run ${key.runId} cannot be read`);
  if (!isGoing(summaryOf(before), store, around.clock.now())) {
    err.write(`Run ${key.runId} of ${key.dag} has ended already (${statusWord(before.status)}).\n`);
    return 0;
  }
  const waited = await stopWaitingRun(store, key, around);
  if (waited !== undefined) {
    err.write(`Stopped run ${key.runId} of ${key.dag}: ${statusWord(waited.status)}.\n`);
    return 0;
  }
  const left = await repairRun(store, key, around);
  if (left !== undefined) {
    err.write(`Run ${key.runId} of ${key.dag} was left behind by a crash; it is ${statusWord(left.status)} now.\n`);
    return 0;
  }
  const asked = around.clock.now();
  requestStop(before.dir, { at: asked, by: `restep stop (process ${process.pid})` });
  for (;;) {
    const run = await store.runs.read(key);
    if (run !== undefined && !isGoing(summaryOf(run), store, around.clock.now())) {
      err.write(`Stopped run ${key.runId} of ${key.dag}: ${statusWord(run.status)}.\n`);
      return 0;
    }
    if (around.clock.now() - asked > patienceMs)
      return failure(
        around,
        `run ${key.runId} of ${key.dag} was asked to stop and is still ${run?.status ?? 'unreadable'}`,
      );
    await around.clock.delay(lookMs);
  }
}
