// Which step may start next: the order of steps and what an outcome means for those that depend on it (dagu-format.md 3.1, 3.2).

import type { NodeOutline } from '../model/event';
import type { Node, Reason } from '../model/run';
import { isSatisfied } from '../model/run-status';
import type { NodeStatus } from '../model/status';

/** How a step ended, as far as others depend on it. */
export interface StepEnd {
  readonly status: NodeStatus;
  /** A failure that `continue_on` lets pass. */
  readonly tolerated?: boolean;
}

/** A step that became final without running. */
export interface Decision {
  readonly step: string;
  readonly status: 'aborted' | 'skipped';
  readonly reason: Reason;
}

export interface ScheduleOptions {
  /** All steps of the definition, in document order. */
  readonly steps: readonly NodeOutline[];
  /** Names of the steps that run; all others are frozen and never start. */
  readonly runs: Iterable<string>;
  /** What the frozen steps are. One without an entry counts as not started. */
  readonly frozen?: readonly Pick<Node, 'name' | 'status' | 'tolerated'>[];
  /** Frozen steps that would block count as satisfied, this once (retry.md, `ignoreUpstream`). */
  readonly ignoreUpstream?: boolean;
}

interface Entry {
  readonly name: string;
  readonly depends: readonly string[];
  readonly skipAllowed: boolean;
  readonly frozen: boolean;
  readonly children: Entry[];
  /** How many of `depends`, from the first, are known to let this step run. */
  passed: number;
  state: 'idle' | 'ready' | 'running' | 'waiting' | 'final';
  end: StepEnd;
}

type Verdict = 'go' | 'wait' | { readonly status: 'aborted' | 'skipped'; readonly reason: Reason };

/**
 * The schedule of one attempt, for first runs and retries alike. The caller asks `next` as often as it has a free slot, and reports every
 * end with `finished`. All calls together cost no more than the steps and edges of the graph.
 */
export class Schedule {
  /** Steps that what is frozen decides before anything runs: a plan that was checked has none. */
  readonly initial: readonly Decision[];
  readonly #entries = new Map<string, Entry>();
  readonly #queue: Entry[] = [];
  #head = 0;
  #running = 0;
  #stopped = false;
  readonly #ignoreUpstream: boolean;

  constructor(options: ScheduleOptions) {
    this.#ignoreUpstream = options.ignoreUpstream === true;
    const runs = new Set(options.runs);
    const ends = new Map((options.frozen ?? []).map(node => [node.name, node]));
    for (const step of options.steps) {
      const frozen = !runs.has(step.name);
      this.#entries.set(step.name, {
        name: step.name,
        depends: step.depends,
        skipAllowed: step.skipAllowed === true,
        frozen,
        children: [],
        passed: 0,
        state: frozen ? 'final' : 'idle',
        end: (frozen ? ends.get(step.name) : undefined) ?? { status: 'not_started' },
      });
    }
    for (const entry of this.#entries.values())
      if (!entry.frozen) for (const up of new Set(entry.depends)) this.#entries.get(up)?.children.push(entry);
    this.initial = this.#settle([...this.#entries.values()]);
  }

  /** The step that begins now, or undefined when none is ready. First ready, first out. */
  next(): string | undefined {
    if (this.#stopped) return undefined;
    const entry = this.#queue[this.#head];
    if (entry === undefined) return undefined;
    this.#head++;
    entry.state = 'running';
    this.#running++;
    return entry.name;
  }

  /**
   * Takes the end of a step that `next` gave (or of one that was waiting) and returns the steps that this decides without running them,
   * the nearest first. A waiting step keeps what depends on it waiting. After `stop` nothing is decided any more.
   */
  finished(name: string, end: StepEnd): readonly Decision[] {
    const entry = this.#entries.get(name);
    if (entry === undefined || (entry.state !== 'running' && entry.state !== 'waiting'))
      throw new Error(`the step "${name}" ended, but it was not running`);
    if (entry.state === 'running') this.#running--;
    entry.state = end.status === 'waiting' ? 'waiting' : 'final';
    entry.end = end;
    if (this.#stopped || entry.state === 'waiting') return [];
    return this.#settle(entry.children);
  }

  /** Nothing runs and nothing can start: what is left waits for a person, was stopped, or is final. */
  get done(): boolean {
    return this.#running === 0 && (this.#stopped || this.#head >= this.#queue.length);
  }

  /** No step begins any more. Returns the steps that had not begun, in document order: they are restored or stay not started. */
  stop(): readonly string[] {
    this.#stopped = true;
    return this.#untouched().map(entry => entry.name);
  }

  /** As `stop`, but what had not begun is aborted for the reason given: the time of the whole run is up (dagu-format.md 3.8). */
  expire(reason: Reason): readonly Decision[] {
    this.#stopped = true;
    return this.#untouched().map(entry => {
      entry.state = 'final';
      return { step: entry.name, status: 'aborted', reason };
    });
  }

  #untouched(): Entry[] {
    return [...this.#entries.values()].filter(entry => entry.state === 'idle' || entry.state === 'ready');
  }

  /** Looks at steps whose dependencies may have changed, and at those below the ones that become final thereby. */
  #settle(entries: readonly Entry[]): Decision[] {
    const decisions: Decision[] = [];
    const open = [...entries];
    // The array grows while it is walked: decided steps pass their outcome on to their children.
    for (const entry of open) {
      if (entry.state !== 'idle') continue;
      const verdict = this.#verdict(entry);
      if (verdict === 'wait') continue;
      if (verdict === 'go') {
        entry.state = 'ready';
        this.#queue.push(entry);
        continue;
      }
      entry.state = 'final';
      entry.end = { status: verdict.status };
      decisions.push({ step: entry.name, ...verdict });
      for (const child of entry.children) open.push(child);
    }
    return decisions;
  }

  /** Walks `depends` in order from the first that has not passed yet: the first that does not let the step run decides. */
  #verdict(entry: Entry): Verdict {
    for (; entry.passed < entry.depends.length; entry.passed++) {
      const up = this.#entries.get(entry.depends[entry.passed] ?? '');
      const verdict = up === undefined ? 'go' : up.frozen ? this.#frozenVerdict(up) : verdictOn(up);
      if (verdict !== 'go') return verdict;
    }
    return 'go';
  }

  /** A kept step that was skipped is no reason to skip (retry.md, the column "As boundary"); one that waits is waited for. */
  #frozenVerdict(up: Entry): Verdict {
    if (this.#ignoreUpstream || isSatisfied(up.end)) return 'go';
    const verdict = verdictOn(up);
    if (up.end.status === 'waiting') return verdict;
    return verdict === 'wait' ? aborted('upstream-aborted', `"${up.name}" has not run.`, up.name) : verdict;
  }
}

function verdictOn(up: Entry): Verdict {
  if (up.state !== 'final') return 'wait';
  switch (up.end.status) {
    case 'succeeded':
    case 'partially_succeeded':
      return 'go';
    case 'failed':
      return up.end.tolerated === true ? 'go' : aborted('upstream-failed', `"${up.name}" failed.`, up.name);
    case 'skipped':
      if (up.skipAllowed) return 'go';
      return { status: 'skipped', reason: reason('upstream-skipped', `"${up.name}" was skipped.`, up.name) };
    case 'aborted':
      return aborted('upstream-aborted', `"${up.name}" was aborted.`, up.name);
    case 'rejected':
      return aborted('upstream-rejected', `"${up.name}" was rejected.`, up.name);
    default:
      return 'wait';
  }
}

function aborted(code: Reason['code'], text: string, by: string): Verdict {
  return { status: 'aborted', reason: reason(code, text, by) };
}

function reason(code: Reason['code'], text: string, by: string): Reason {
  return { code, text, by: [by] };
}
