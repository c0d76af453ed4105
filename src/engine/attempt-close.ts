// What is left to do behind the last event of an attempt.

import { rmSync } from 'node:fs';
import type { Run } from '../model/run';
import type { AttemptSpec } from './attempt-spec';

/** Sends the mails about the run, and leaves nothing temporary behind. */
export async function closeAttempt(run: Run, { notifier, log, scratch }: AttemptSpec): Promise<void> {
  await notifier?.finished(run);
  log.flush();
  rmSync(scratch, { recursive: true, force: true });
}
