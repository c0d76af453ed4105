// What every part of a running attempt shares.

import type { Clock } from '../base/clock';
import type { Dag, Shell } from '../model/dag';
import type { RunEvent } from '../model/event';
import type { RunWriter } from '../model/source';
import type { StateStore } from '../model/state';
import type { BuildWork } from './build/build-files';
import type { ChildCall, ChildOutcome, DagContainer, ItemCall, ItemOutcome } from './executor';
import type { Processes, RunningProcess } from './processes/process';
import type { LogNames } from './step-log';
import type { StepPlace } from './step-place';
import type { Threads } from './threads';

/** An event without its time, which is stamped when it is appended. */
export type Unstamped<E> = E extends RunEvent ? Omit<E, 'at'> : never;

/** The try of a step that calls a child. */
export interface CallingTry {
  readonly place: StepPlace;
  /** Ends the child. */
  readonly signal: AbortSignal;
  /** When an earlier host started the try: what it called since belongs to it. Milliseconds since the epoch. */
  readonly adoptedSince?: number;
}

export interface RunningAttempt {
  readonly dag: Dag;
  /** 1 for the first. */
  readonly number: number;
  readonly writer: RunWriter;
  readonly processes: Processes;
  readonly clock: Clock;
  /** Runs texts of steps that name no shell. */
  readonly shell: Shell;
  /** Values that must not be stored. */
  readonly secrets: readonly string[];
  readonly logNames: LogNames;
  readonly dagContainer?: DagContainer;
  /** Of a workflow of type build. */
  readonly build?: BuildWork;
  /** Absolute path of the record of processes. */
  readonly record: string;
  /** Aborted when the attempt must end: the reason is a StopReason. */
  readonly stop: AbortSignal;
  /** Every process and child that runs now, to be killed when the user will not wait. */
  readonly live: Set<Pick<RunningProcess, 'kill'>>;
  /** Stamps an event, appends it to the journal and notes it in the run's log. */
  append(event: Unstamped<RunEvent>): void;
  /** Hides the secrets in a text. */
  hide(text: string): string;
  readonly threads: Threads;
  /** Values that outlive runs. */
  readonly state: StateStore;
  /** Runs children for a step. */
  runChildren(calling: CallingTry, calls: readonly ChildCall[], most: number): Promise<readonly ChildOutcome[]>;
  /** Runs the body of a foreach step for its items. */
  runItems(calling: CallingTry, items: readonly ItemCall[], most: number): Promise<readonly ItemOutcome[]>;
}
