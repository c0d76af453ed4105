// Takes a workflow's old runs away once a run of it has ended.

import type { Dag } from '../model/dag';
import type { Run } from '../model/run';
import type { EngineParts } from './engine-parts';
import { internalError } from './internal-error';
import { runLogFile } from './run-base';
import { RunLog } from './run-log';

/**
 * Removes what `hist_retention_days` or `hist_retention_runs` no longer keep, 30 days where neither is written (dagu-format.md 1.1); the run
 * itself always stays. Never rejects: what goes wrong is a line in the run's log.
 */
export async function pruneRuns(dag: Dag, run: Run, { clock, history }: EngineParts): Promise<void> {
  if (history === undefined) return;
  try {
    await history.prune(run.dag, dag.retention ?? usualRetention, run.runId);
  } catch (error) {
    noteFailure(run, clock.now(), internalError(error));
  }
}

const usualRetention = { days: 30 } as const;

function noteFailure(run: Run, at: number, text: string): void {
  try {
    const log = new RunLog(runLogFile(run));
    log.say(at, `warning: older runs could not be removed: ${text}`);
    log.flush();
  } catch (error) {
    // A log that cannot be written is no reason to fail a run that has ended; anything but the disk's refusal is our bug.
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}
