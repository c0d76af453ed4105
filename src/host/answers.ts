// Answers of people on this machine, for the editor and the terminal alike: recorded under the run's lock, inside child runs too.

import type { Clock } from '../base/clock';
import { ok, type Result } from '../base/result';
import { type Answered, type AnswerRequest, answerStep, stopWaiting } from '../engine/answers';
import type { EngineParts } from '../engine/engine-parts';
import { type RunHandle, resumeRun } from '../engine/runner';
import type { Ask } from '../model/ask';
import type { Refusal } from '../model/plan';
import { type ChildRun, currentAttempt, type Node, type Run } from '../model/run';
import type { RunKey, RunSource, RunStore } from '../model/source';
import { handOver } from './answer-wish';
import { definitionOfRun } from './definitions';
import type { DaguPlaces } from './places';

/**
 * Records what a person answers to a waiting step; whoever drives the run while its other steps run does it for us. When it is refused
 * nothing was written.
 */
export async function recordAnswer(
  runs: Pick<RunStore, 'open' | 'read'>,
  key: RunKey,
  request: AnswerRequest,
  clock: Clock,
): Promise<Result<Answered, Refusal>> {
  const opened = await runs.open(key);
  if (!opened.ok) {
    const run = opened.error.code === 'locked' ? await runs.read(key) : undefined;
    const handed = run === undefined ? undefined : await handOver(run.dir, request, clock);
    return handed ?? opened;
  }
  try {
    return await answerStep(opened.value, request, clock.now());
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

/** A step that waits for a person, in a run or in one below it. */
export interface AskingStep {
  readonly node: Node & { readonly ask: Ask };
  /** The child runs on the way to it, outermost first. */
  readonly path: readonly ChildRun[];
}

/** Every step that waits for a person, or only those at and below one step of the run. */
export async function askingSteps(
  run: Run,
  source: Pick<RunSource, 'readChild'>,
  step?: string,
): Promise<readonly AskingStep[]> {
  const found: AskingStep[] = [];
  for (const node of run.nodes) {
    if (node.status !== 'waiting' || (step !== undefined && node.name !== step)) continue;
    if (node.ask !== undefined) found.push({ node: { ...node, ask: node.ask }, path: [] });
    else
      for (const child of node.children) {
        const below = await source.readChild(child);
        const asking = below === undefined ? [] : await askingSteps(below, source);
        found.push(...asking.map(one => ({ ...one, path: [child, ...one.path] })));
      }
  }
  return found;
}

/** Whether a run waits for people, or for somebody who goes on with it, and no program is needed for that. */
export function isIdle(run: Run): boolean {
  return currentAttempt(run)?.finishedAt !== undefined && (run.status === 'waiting' || run.status === 'queued');
}

export interface StopParts {
  readonly runs: Pick<RunStore, 'open'>;
  readonly places: DaguPlaces;
  readonly engine: EngineParts;
}

/**
 * Stops a run that waits for people, or that was answered and not gone on with yet: nothing of it starts any more, and its handlers run.
 * Undefined when it is none of these, somebody drives it, or its definition is gone.
 */
export async function stopIdle(key: RunKey, { runs, places, engine }: StopParts): Promise<RunHandle | undefined> {
  const opened = await runs.open(key);
  if (!opened.ok) return undefined;
  const writer = opened.value;
  const run = writer.run();
  const definition = definitionOfRun(run, places);
  if (!isIdle(run) || !definition.ok) {
    await writer.close();
    return undefined;
  }
  stopWaiting(writer, engine.clock.now());
  const request = { definition: definition.value, open: async () => ok(writer), stopped: true };
  const begun = await resumeRun(request, engine);
  return begun.ok ? begun.value : undefined;
}
