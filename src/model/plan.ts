// What will run and why, before it runs: drives the quick pick, the graph's preview and the command line alike (cli.md, "Plan").

import type { HandlerName } from './dag';
import type { RetryChoice, StaleCause } from './run';
import type { NodeStatus } from './status';

export interface PlannedStep {
  readonly name: string;
  /** In words: why it runs. */
  readonly reason: string;
  readonly preconditions: 'none' | 'evaluated' | 'ignored';
  readonly role: 'target' | 'descendant';
}

export interface KeptStep {
  readonly name: string;
  readonly status: NodeStatus;
  /** In words: why it is kept. */
  readonly reason: string;
}

export interface BlockedStep {
  readonly name: string;
  readonly by: readonly string[];
  readonly reason: string;
}

export interface StaleForecast {
  readonly name: string;
  readonly because: readonly string[];
  readonly certain: boolean;
}

export type RefusalCode =
  | 'run-active'
  | 'step-unknown'
  | 'step-not-retryable'
  | 'upstream-blocked'
  | 'output-missing'
  | 'precondition-dag'
  | 'definition-conflict'
  | 'run-changed'
  | 'locked'
  | 'no-state'
  | 'nothing-to-do'
  | 'confirmation-needed'
  | 'unsupported'
  | 'params-invalid'
  | 'step-not-waiting'
  | 'inputs-invalid';

/** Something the user can do about a refusal (retry.md, "Refusals"). */
export type RefusalAction =
  | 'stop'
  | 'nearest-names'
  | 'include-upstream'
  | 'mark-succeeded'
  | 'ignore-upstream'
  | 'include-producer'
  | 'enter-value'
  | 'ignore-precondition'
  | 'use-snapshot'
  | 'open-diff'
  | 'plan-again'
  | 'show-owner'
  | 'start-new-run'
  | 'confirm';

export interface Refusal {
  readonly code: RefusalCode;
  /** A whole sentence: what, and why. */
  readonly message: string;
  readonly actions: readonly RefusalAction[];
  /** The steps it speaks of: blockers for upstream-blocked, candidates for step-unknown, producers for output-missing. */
  readonly steps?: readonly string[];
  /** With output-missing: the names of the outputs that are missing. */
  readonly outputs?: readonly string[];
}

export interface Plan {
  readonly dag: string;
  readonly runId: string;
  /** The attempt that the plan was made from: compared again when it is confirmed. 0: a first run. */
  readonly attempt: number;
  readonly choice: RetryChoice;
  /** The file differs from the definition that the run used. */
  readonly definitionDiffers: boolean;
  readonly targets: readonly string[];
  /** In the order of the topology. */
  readonly runs: readonly PlannedStep[];
  readonly kept: readonly KeptStep[];
  readonly blocked: readonly BlockedStep[];
  readonly stale: readonly StaleForecast[];
  /** Steps that will still be pending when the plan is done. */
  readonly pending: readonly string[];
  /** Node names of the handlers that may run. */
  readonly handlers: readonly HandlerName[];
  /** Steps of the earlier run that the chosen definition no longer has. */
  readonly dropped: readonly string[];
  /** Empty exactly when the plan can be confirmed. */
  readonly refusals: readonly Refusal[];
  /** Remarks worth reading before confirming, in words. */
  readonly notes: readonly string[];
  /** Milliseconds, from the durations of earlier executions; absent when there are none. */
  readonly expectedMs?: number;
}

/** Stale steps by name, as an attempt's end records them. */
export type Staleness = Readonly<Record<string, readonly StaleCause[]>>;
