// Taking runs away for good: one, or the old ones of a workflow.

import { renameSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import type { Disposable } from '../base/disposal';
import { ok, type Result } from '../base/result';
import type { Retention } from '../model/dag';
import type { Refusal } from '../model/plan';
import type { Run } from '../model/run';
import type { RunEntry } from './history';
import { isOwnOuterDir } from './layout';

/** The runs that are beyond what is kept, of those given newest first. `now` is in milliseconds. */
export function expired(entries: readonly RunEntry[], { days, runs }: Retention, now: number): RunEntry[] {
  const oldest = days === undefined ? Number.NEGATIVE_INFINITY : now - days * 86_400_000;
  return entries.filter((entry, place) => entry.at < oldest || (runs !== undefined && place >= runs));
}

/**
 * Removes the directory of a run whose lock is held, and its logs and artifacts where they are kept elsewhere, each if that directory was made
 * for this run alone. Nobody finds the run any more when its first step is done.
 */
export async function removeRun(
  entry: RunEntry,
  run: Pick<Run, 'logDir' | 'artifactsDir'> | undefined,
  lock: Disposable,
): Promise<Result<void, Refusal>> {
  const gone = join(entry.dagDir, `.removed-${entry.name}`);
  try {
    renameSync(entry.dir, gone);
  } finally {
    // After the renaming this finds nothing to release, which is right: the lock goes with the run.
    lock.dispose();
  }
  await rm(gone, { recursive: true, force: true });
  for (const dir of [run?.logDir, run?.artifactsDir]) {
    if (dir !== undefined && !dir.startsWith(entry.dir + sep) && isOwnOuterDir(basename(dir), entry.runId))
      await rm(dir, { recursive: true, force: true });
  }
  return ok(undefined);
}
