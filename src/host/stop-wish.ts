// Wishes across programs: a run of ours hears those of others, to be stopped and to take up answers, and we can wish a run of another program stopped.

import type { Clock } from '../base/clock';
import { ok, type Result } from '../base/result';
import type { RunHandle } from '../engine/runner';
import type { Refusal } from '../model/plan';
import { clearStopRequest, requestStop, watchStopRequest } from '../store/stop-request';
import { hearAnswers } from './answer-wish';
import type { OpenRun } from './observed-run';

/** Begins a run, and obeys stop requests and takes up answers from elsewhere until it is done. */
export async function attended(
  open: OpenRun,
  begin: (open: OpenRun) => Promise<Result<RunHandle, Refusal>>,
  clock: Clock,
): Promise<Result<RunHandle, Refusal>> {
  const since = clock.now();
  let dir: string | undefined;
  const begun = await begin(async () => {
    const opened = await open();
    if (opened.ok) dir = opened.value.place.dir;
    return opened;
  });
  if (!begun.ok || dir === undefined) return begun;
  const place = dir;
  const handle = begun.value;
  const watching = watchStopRequest(place, since, () => handle.stop());
  const hearing = hearAnswers(place, since, handle);
  const done = handle.done.finally(() => {
    watching.dispose();
    hearing.dispose();
    clearStopRequest(place);
  });
  return ok({ ...handle, done });
}

/** Asks whoever drives the run in `dir` to stop it. */
export function askToStop(dir: string, clock: Clock): void {
  requestStop(dir, { at: clock.now(), by: `VS Code (process ${process.pid})` });
}
