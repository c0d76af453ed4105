// What an action does when its step runs. One executor, one file in actions/.

import type { Action, Step } from '../model/dag';
import type { ChildRun } from '../model/run';
import type { NodeStatus } from '../model/status';
import type { ProcessRequest, RunningProcess } from './processes/process';
import type { Scope } from './values/scope';

/** What an executor gets to work with. Everything is resolved for this execution alone. */
export interface ExecutionContext {
  readonly step: Step;
  /** Resolves references for this step. */
  readonly scope: Scope;
  /** The environment for processes of the step. */
  readonly env: Readonly<Record<string, string>>;
  /** Absolute; exists. */
  readonly cwd: string;
  /** Absolute paths of the log files; equal when the logs are merged. */
  readonly stdoutFile: string;
  readonly stderrFile: string;
  /** Aborted when the step must end: the reason is a StopReason. */
  readonly signal: AbortSignal;
  /** Starts a process whose streams go to the step's logs; stopping it when `signal` is aborted is done by the runner. */
  spawn(request: Pick<ProcessRequest, 'argv'> & Partial<Pick<ProcessRequest, 'cwd' | 'env' | 'stdin'>>): RunningProcess;
  /** Appends text to the step's stdout or stderr log, secrets masked. */
  write(stream: 'stdout' | 'stderr', text: string): void;
  /** Runs a child DAG by name or path. Reports progress in the parent's journal itself. */
  runChild(call: {
    readonly dag: string;
    readonly params: string | readonly string[];
    readonly item?: string;
  }): Promise<ChildOutcome>;
}

export interface ChildOutcome {
  /** Absent when the child could not be loaded. */
  readonly child?: ChildRun;
  readonly status: NodeStatus;
  readonly error?: string;
  /** The report that becomes the step's stdout (dagu-format.md 3.13). */
  readonly report: string;
}

/** Why a step is being ended from outside. */
export type StopReason =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'dag-timed-out' };

/** How one execution of an action ended. */
export interface Outcome {
  readonly exitCode: number;
  /** For people; absent on success. */
  readonly error?: string;
  /** Overrides what the exit code says: partially_succeeded, waiting, skipped. */
  readonly status?: NodeStatus;
  /** Outputs that the action publishes itself. */
  readonly outputs?: Readonly<Record<string, string>>;
}

/** Runs one action. Never throws for what can be expected: that is an Outcome. */
export type Executor<A extends Action = Action> = (action: A, context: ExecutionContext) => Promise<Outcome>;
