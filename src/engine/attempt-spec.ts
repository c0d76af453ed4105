// What an attempt needs to be run.

import type { Clock } from '../base/clock';
import type { Dag } from '../model/dag';
import type { AttemptPause } from '../model/event';
import type { Staleness } from '../model/plan';
import type { Run } from '../model/run';
import type { RunWriter } from '../model/source';
import type { StateStore } from '../model/state';
import type { BuildWork } from './build/build-files';
import type { EnteredValues } from './entered-values';
import type { ChildCall, ChildOutcome, ItemCall, ItemOutcome } from './executor';
import type { Notifier } from './mail/notifier';
import type { Processes } from './processes/process';
import type { PushbackFacts } from './pushback';
import type { RunBase } from './run-base';
import type { RunLog } from './run-log';
import type { CallingTry, RunningAttempt } from './running-attempt';
import type { Threads } from './threads';

/** Runs what steps of an attempt call, at most `most` at a time, and tells how each ended, in order. */
export interface ChildRunner {
  calls(
    calling: CallingTry,
    calls: readonly ChildCall[],
    most: number,
    attempt: RunningAttempt,
  ): Promise<readonly ChildOutcome[]>;
  items(
    calling: CallingTry,
    items: readonly ItemCall[],
    most: number,
    attempt: RunningAttempt,
  ): Promise<readonly ItemOutcome[]>;
}

/** Its `attempt.started` is already in the journal. */
export interface AttemptSpec {
  readonly dag: Dag;
  readonly number: number;
  readonly writer: RunWriter;
  readonly base: RunBase;
  readonly log: RunLog;
  readonly processes: Processes;
  readonly clock: Clock;
  /** Absolute path of an existing folder for temporary files, removed in the end. */
  readonly scratch: string;
  /** Names of the steps that run. */
  readonly runs: readonly string[];
  /** Why nothing can run at all: secrets that cannot be read, for example. */
  readonly fault?: string;
  /** A retry: steps that a stop leaves unreached get back what they were. */
  readonly retry: boolean;
  /** What the user entered for outputs that kept steps cannot hand on. */
  readonly entered?: EnteredValues;
  /** Steps that cannot begin: what was entered for them was not stored and went with the earlier host. */
  readonly deprived?: ReadonlySet<string>;
  /** By step: what those are told that run again because of a push-back. */
  readonly pushbacks: ReadonlyMap<string, PushbackFacts>;
  /** The DAG's preconditions are still to be evaluated. */
  readonly conditions: boolean;
  readonly bypass: boolean;
  readonly ignoreUpstream: boolean;
  readonly runHandlers: boolean;
  /** A failure fails the run even where `continue_on` lets its step pass: the run is one item of a foreach step. */
  readonly intolerant: boolean;
  /** Another attempt follows if this one fails, and its failure handler waits for the last. */
  readonly pause?: AttemptPause;
  /** The attempt was begun by a host that is gone. */
  readonly resumed: boolean;
  /** Absent: the workflow asks for no mails. */
  readonly notifier?: Notifier;
  /** Of a workflow of type build. */
  readonly build?: BuildWork;
  readonly children: ChildRunner;
  readonly threads: Threads;
  /** Values that outlive runs. */
  readonly state: StateStore;
  /** What the attempt made stale, once its steps have ended; `ran`: the steps that were not restored. */
  staleness(run: Run, ran: readonly string[]): Staleness;
}
