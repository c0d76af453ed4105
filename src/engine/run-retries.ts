// A run as its `retry_policy` wants it: attempts that fail are followed by others, until one does not or the limit is reached.

import type { RunRetryPolicy } from '../model/dag';
import type { AttemptPause } from '../model/event';
import { currentAttempt, type Run } from '../model/run';
import type { AttemptEnd, AttemptRun } from './attempt-run';
import { type AttemptGround, beginRetry } from './attempt-start';
import { planRetry } from './retry/retry-plan';
import { backedOff } from './step-policies';

/** The pause behind an attempt that fails; nothing for the last. `used`: how many attempts followed an earlier one. */
export function pauseBehind(policy: RunRetryPolicy | undefined, used: number): { readonly pause?: AttemptPause } {
  if (policy === undefined || used >= policy.limit) return {};
  return { pause: { retryAfterMs: backedOff({ ...policy, waitMs: policy.intervalSec * 1000 }, used) } };
}

/** The same for an attempt that a host left open, if it was the first of a whole run or followed another by its policy. */
export function pauseBehindOpen(policy: RunRetryPolicy | undefined, run: Run): { readonly pause?: AttemptPause } {
  const open = currentAttempt(run);
  if (open?.resumes !== undefined) return {};
  const isOurs = open?.choice === undefined || open.choice.comment === wholeRun.comment;
  return isOurs ? pauseBehind(policy, retriesUsed(run)) : {};
}

function retriesUsed({ attempts }: Run): number {
  return attempts.filter(({ choice }) => choice?.comment === wholeRun.comment).length;
}

/** Drives a run to its last attempt; can be stopped meanwhile, also between two attempts. */
export class RunRetries {
  readonly #ground: AttemptGround;
  readonly #ending = new AbortController();
  #attempt: AttemptRun;

  constructor(first: AttemptRun, ground: AttemptGround) {
    this.#attempt = first;
    this.#ground = ground;
  }

  /** What takes the answers of people to the attempt that runs. */
  get answers(): AttemptRun['answers'] {
    return this.#attempt.answers;
  }

  stop(signal?: string): void {
    this.#ending.abort();
    this.#attempt.stop(signal);
  }

  kill(): void {
    this.#ending.abort();
    this.#attempt.kill();
  }

  async run(): Promise<AttemptEnd> {
    for (;;) {
      const end = await this.#attempt.run();
      const next = (await this.#paused(end.run)) ? await this.#next(end.run) : undefined;
      if (next === undefined) return end;
      this.#attempt = next;
      // It was stopped while the next attempt was being prepared.
      if (this.#ending.signal.aborted) next.stop();
    }
  }

  /** Waits as the attempt asks for; false when nothing follows. */
  async #paused(run: Run): Promise<boolean> {
    const { clock } = this.#ground.parts;
    const { signal } = this.#ending;
    const at = currentAttempt(run)?.retryAt;
    if (at === undefined || signal.aborted) return false;
    try {
      await clock.delay(Math.max(0, at - clock.now()), signal);
      return true;
    } catch (reason) {
      if (!signal.aborted) throw reason;
      return false;
    }
  }

  /** The next attempt; undefined when nothing is left to run, or a precondition of the workflow does not hold any more. */
  async #next(run: Run): Promise<AttemptRun | undefined> {
    const { dag } = this.#ground.definition;
    const plan = planRetry(run, { dag, differs: false }, wholeRun);
    if (plan.refusals.length > 0) return undefined;
    const begun = await beginRetry({
      ...this.#ground,
      ...pauseBehind(dag.retryPolicy, retriesUsed(run) + 1),
      plan,
      trigger: 'retry',
    });
    return begun.ok ? begun.value : undefined;
  }
}

const wholeRun = {
  targets: [],
  scope: 'downstream',
  bypassPreconditions: false,
  definition: 'snapshot',
  runHandlers: true,
  ignoreUpstream: false,
  comment: 'retry_policy',
} as const;
