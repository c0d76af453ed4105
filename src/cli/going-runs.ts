// The runs that are not over.

import type { RunSummary } from '../model/source';
import { isActive } from '../model/status';
import type { DagWord } from './run-choice';
import type { OpenStore } from './wiring';

/** Whether a run goes on: it runs, waits, is queued, or its program rests before the next attempt that its retry_policy wants. */
export function isGoing(
  run: Pick<RunSummary, 'dag' | 'runId' | 'status' | 'retryAt'>,
  { runs }: OpenStore,
  now: number,
): boolean {
  return isActive(run.status) || ((run.retryAt ?? 0) > now && runs.owner(run) !== undefined);
}

/** The runs of a file or name that go on, newest first. A file's own runs count before those of another file with the same name. */
export async function goingRuns(store: OpenStore, dag: DagWord, now: number): Promise<readonly RunSummary[]> {
  const going = (await store.runs.list({ dag: dag.name })).filter(run => isGoing(run, store, now));
  const own = going.filter(run => run.file === dag.file);
  return own.length > 0 ? own : going;
}
