// What an action does when its step runs. One executor, one file in actions/.

import type { Clock } from '../base/clock';
import type { Json } from '../base/json';
import type { Result } from '../base/result';
import type { Connections } from '../model/connections';
import type { Action, Shell, Step } from '../model/dag';
import type { ChildRun } from '../model/run';
import type { StateStore } from '../model/state';
import type { NodeStatus } from '../model/status';
import type { ProcessRequest, RunningProcess } from './processes/process';
import type { Threads } from './threads';
import type { ForeachItem } from './values/foreach-fields';
import type { ParamInput } from './values/param-input';
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
  /** The shell for texts of a step that names none. */
  readonly shell: Shell;
  /** What the workflow says about programs and servers, references unresolved. */
  readonly connections: Connections;
  /** The container of the workflow that commands run in, when it makes one. */
  readonly dagContainer?: DagContainer;
  /** Seconds that a step may go on after the signal to stop. */
  readonly cleanUpSec: number;
  /** The largest output that may be captured, in bytes. */
  readonly maxOutputSize: number;
  /** Aborted when the step must end: the reason is a StopReason. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** For work that would hold up the host. */
  readonly threads: Threads;
  /** Values that outlive runs. */
  readonly state: StateStore;
  /** An earlier host began this try and nobody saw its end: processes are adopted, and what cannot be done twice must not be. */
  readonly resumed: boolean;
  /** Starts a process whose streams go to the step's logs; stopping it when `signal` is aborted is done by the runner. */
  spawn(request: SpawnRequest): RunningProcess;
  /** Appends text to the step's stdout or stderr log, secrets masked. */
  write(stream: 'stdout' | 'stderr', text: string): void;
  /** For what comes bit by bit: appends bytes to a log, masking secrets also where they are split. */
  pipe(stream: 'stdout' | 'stderr'): LogPipe;
  /** Keeps a text in a private file (readable by the owner alone) until this execution has ended, and returns its absolute path. */
  keepFile(text: string, ending: string): string;
  /**
   * Runs child DAGs by name or path, at most `most` at a time, and tells how each ended, in the order of the calls. Progress is reported in
   * the parent's journal.
   */
  runChildren(calls: readonly ChildCall[], most: number): Promise<readonly ChildOutcome[]>;
  /** Runs the body of the step, which is a foreach, once for every item, in the same way. */
  runItems(items: readonly ItemCall[], most: number): Promise<readonly ItemOutcome[]>;
}

export type SpawnRequest = Pick<ProcessRequest, 'argv'> &
  Partial<Pick<ProcessRequest, 'cwd' | 'env' | 'stdin' | 'verbatim'>> & {
    /** Private files (see `keepFile`) that get the streams as they are, instead of the step's logs. */
    readonly private?: { readonly stdout: string; readonly stderr?: string };
    /** It helps to stop the step, so that neither a stop nor a kill ends it. Whoever starts it sees to it that it ends soon. */
    readonly lasting?: true;
  };

/**
 * How the program that handles containers is called; `values`: of the variables that the arguments name. `anonymous`: without credentials
 * of registries, which are gone when the step has ended.
 */
export type ContainerCall = (
  args: readonly string[],
  values: Readonly<Record<string, string>>,
  anonymous?: boolean,
) => Pick<ProcessRequest, 'argv' | 'env'>;

/** The container that a workflow makes for its commands. */
export interface DagContainer {
  /** Its name, once commands can be executed in it. */
  enter(call: ContainerCall, context: ExecutionContext): Promise<Result<string, string>>;
  remove(): Promise<void>;
}

export interface LogPipe {
  /** False when the log can no longer be written. */
  write(bytes: Uint8Array): boolean;
  end(): void;
}

export interface ChildCall {
  readonly dag: string;
  /** References resolved. */
  readonly params: ParamInput;
  /** The item of a parallel step, as text. */
  readonly item?: string;
}

export interface ChildOutcome {
  /** Absent when the child could not be loaded. */
  readonly child?: ChildRun;
  readonly status: NodeStatus;
  readonly error?: string;
  /** The report that becomes the step's stdout (dagu-format.md 3.13). */
  readonly report: string;
  /** The same as a value, for the report of a parallel step. */
  readonly value: Json;
  /** What the child's steps captured with `output: NAME`. */
  readonly variables: Readonly<Record<string, string>>;
  /** What the child's steps published; becomes outputs of the calling step. */
  readonly outputs: Readonly<Record<string, string>>;
}

export interface ItemCall {
  readonly item: ForeachItem & { readonly key: string };
  /** What the item is called for people. */
  readonly label: string;
}

export interface ItemOutcome {
  readonly status: NodeStatus;
  readonly error?: string;
  /** What is known behind the steps of the body: every one of them, and all that the foreach step sees. */
  readonly scope: Scope;
}

/** Why a step is being ended from outside. */
export type StopReason =
  /** `signal`: the one that is passed on instead of the step's own, when the program itself was signalled. */
  | { readonly kind: 'stopped'; readonly signal?: string }
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
  /** Outputs that count as declared by the step: readable as ${steps.ID.outputs.NAME} too. */
  readonly declared?: Readonly<Record<string, string>>;
  /** Nobody saw what it did, and it must not be done again. */
  readonly lost?: true;
}

/** Runs one action. Never throws for what can be expected: that is an Outcome. */
export type Executor<A extends Action = Action> = (action: A, context: ExecutionContext) => Promise<Outcome>;
