// What is left to do behind the last event of an attempt.

import { rmSync } from 'node:fs';
import type { Run } from '../model/run';
import type { AttemptSpec } from './attempt-spec';

/** Removes the container of the workflow, sends the mails about the run, and leaves nothing temporary behind. */
export async function closeAttempt(run: Run, spec: AttemptSpec): Promise<void> {
  const { notifier, log, scratch, base } = spec;
  // The items of a foreach are runs that go on in the container of their step.
  if (!spec.intolerant) await base.dagContainer?.remove();
  await notifier?.finished(run);
  log.flush();
  rmSync(scratch, { recursive: true, force: true });
}
