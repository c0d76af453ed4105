// Answers of people on this machine, for the editor and the terminal alike: recorded under the run's lock, inside child runs too.

import type { Result } from '../base/result';
import { type Answered, type AnswerRequest, answerStep } from '../engine/answers';
import type { Refusal } from '../model/plan';
import type { ChildRun, Run } from '../model/run';
import type { RunKey, RunSource, RunStore } from '../model/source';

/** Records what a person answers to a waiting step. When it is refused nothing was written. `now`: milliseconds since the epoch. */
export async function recordAnswer(
  runs: Pick<RunStore, 'open'>,
  key: RunKey,
  request: AnswerRequest,
  now: number,
): Promise<Result<Answered, Refusal>> {
  const opened = await runs.open(key);
  if (!opened.ok) return opened;
  try {
    return await answerStep(opened.value, request, now);
  } finally {
    await opened.value.close();
  }
}

/** The child runs on the way from a run to one below it, outermost first; undefined when there is no such child. */
export async function wayToChild(
  run: Run,
  childId: string,
  source: Pick<RunSource, 'readChild'>,
): Promise<readonly ChildRun[] | undefined> {
  for (const child of run.nodes.flatMap(node => node.children)) {
    if (child.runId === childId) return [child];
    const below = await source.readChild(child);
    const deeper = below === undefined ? undefined : await wayToChild(below, childId, source);
    if (deeper !== undefined) return [child, ...deeper];
  }
  return undefined;
}
