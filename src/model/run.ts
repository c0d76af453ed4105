// A run as everyone sees it: attempts, nodes, and how each came to be what it is. Times are milliseconds since the epoch.

import type { Answer, Ask } from './ask';
import type { HandlerName } from './dag';
import type { BodyPlace } from './foreach-body';
import type { NodeStatus, RunStatus } from './status';

export type Trigger = 'manual' | 'scheduler' | 'webhook' | 'subdag' | 'retry' | 'catchup';

export type ReasonCode =
  | 'upstream-failed'
  | 'upstream-skipped'
  | 'upstream-aborted'
  | 'upstream-rejected'
  | 'precondition-unmet'
  | 'precondition-error'
  | 'dag-precondition-unmet'
  | 'init-failed'
  | 'stopped'
  | 'timed-out'
  | 'dag-timed-out'
  | 'not-reached'
  | 'not-in-plan'
  | 'not-called'
  | 'waiting-for-input'
  | 'rejected'
  | 'lost';

/** Why a node did not run, or ended as it did without a result of its own. */
export interface Reason {
  readonly code: ReasonCode;
  /** In words, for people. */
  readonly text: string;
  /** The steps that caused it. */
  readonly by?: readonly string[];
}

/** A child run that a node started. */
export interface ChildRun {
  readonly dag: string;
  readonly runId: string;
  /** Absolute path of the child's own directory. */
  readonly dir: string;
  /** The item of a parallel or foreach step, as text. */
  readonly item?: string;
}

/** What a build makes of a step: whether it has to run (dagu-format.md 3.22). */
export interface BuildDecision {
  readonly decision: 'execute' | 'reuse' | 'always' | 'deferred' | 'none';
  /** Dagu's word for why. */
  readonly reason: string;
  /** In words, for people. */
  readonly text: string;
  /** The file that the step made, or made earlier: the name of the output and a digest of what it holds. */
  readonly file?: { readonly name: string; readonly content: string };
}

/** An output that changed under a node which has not run since (retry.md, "Staleness"). */
export interface StaleCause {
  readonly producer: string;
  /** Absent: the producer declares no outputs, so the node is only possibly stale. */
  readonly output?: string;
  readonly before?: string;
  readonly after?: string;
}

/** One execution of a node: all tries of one attempt. */
export interface Execution {
  readonly attempt: number;
  readonly status: NodeStatus;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly exitCode?: number;
  readonly error?: string;
  /** Absolute paths of the log files; equal when the logs are merged. */
  readonly stdout?: string;
  readonly stderr?: string;
}

/** How a node ended in an attempt in which it did not run. */
export interface Unrun {
  readonly attempt: number;
  readonly status: NodeStatus;
  readonly reason?: Reason;
}

/** A step inside a run, or a handler. */
export interface Node {
  readonly name: string;
  readonly id?: string;
  readonly depends: readonly string[];
  readonly status: NodeStatus;
  readonly reason?: Reason;
  readonly exitCode?: number;
  readonly error?: string;
  /** The attempt in which the shown result came about; 0: none yet. */
  readonly attempt: number;
  /** Executions of the step in that attempt: 1 + automatic retries, or rounds of a repeat. */
  readonly tries: number;
  /** Automatic retries by `retry_policy` in that attempt. */
  readonly retries: number;
  readonly startedAt?: number;
  /** While it runs: when its try was started, if that is not the first. */
  readonly triedAt?: number;
  readonly finishedAt?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  /** What `output: NAME` captured. */
  readonly variables: Readonly<Record<string, string>>;
  /** Declared and published outputs: text, JSON values as compact JSON. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Names among variables and outputs whose value was stored masked and cannot be handed on. */
  readonly masked?: readonly string[];
  /** The failure is one that `continue_on` lets pass. */
  readonly tolerated?: boolean;
  /** What depends on it may run although it was skipped (`continue_on: skipped`, router targets). */
  readonly skipAllowed?: boolean;
  readonly stale?: readonly StaleCause[];
  /** How many preconditions were ignored when it last ran. */
  readonly bypassed?: number;
  /** The step was marked succeeded by a person. */
  readonly marked?: boolean;
  /** What a person is, or was, asked. */
  readonly ask?: Ask;
  /** What a person answered last. */
  readonly answer?: Answer;
  /** Every time it was pushed back, oldest first. */
  readonly pushbacks?: readonly Answer[];
  readonly build?: BuildDecision;
  readonly children: readonly ChildRun[];
  /** Every execution, oldest first; never cleared. */
  readonly executions: readonly Execution[];
  /** The attempts in which it came to an end without running, oldest first; never cleared. */
  readonly unrun?: readonly Unrun[];
}

/** What an entry of root env came to when it was resolved first. It counts again for as long as the entry is declared as it was. */
export interface CapturedValue {
  readonly name: string;
  /** A digest of the declaration, and of the declarations it refers to. */
  readonly basis: string;
  readonly value: string;
}

/** What the user chose when retrying (retry.md). */
export interface RetryChoice {
  /** Steps by id or name; a selection expression is resolved before. */
  readonly targets: readonly string[];
  readonly scope: 'step' | 'downstream';
  readonly bypassPreconditions: boolean;
  readonly definition: 'snapshot' | 'current';
  readonly runHandlers: boolean;
  readonly ignoreUpstream: boolean;
  readonly comment?: string;
}

export interface Attempt {
  /** 1 for the first. */
  readonly number: number;
  readonly status: RunStatus;
  readonly trigger: Trigger;
  readonly choice?: RetryChoice;
  /** It went on behind these steps, which people had answered. */
  readonly resumes?: readonly string[];
  readonly definition: 'snapshot' | 'current';
  /** Absolute path of the text of the definition that this attempt used. */
  readonly definitionFile: string;
  /** Names of the steps that were to run in this attempt. */
  readonly runs: readonly string[];
  /** Of a build: every step runs, whatever its files say. */
  readonly noReuse?: boolean;
  /** By producer: outputs for which the user entered a value. The values are never stored. */
  readonly entered?: Readonly<Record<string, readonly string[]>>;
  readonly startedAt: number;
  readonly finishedAt?: number;
  /** When another follows by itself, as `retry_policy` of the workflow says. Milliseconds since the epoch. */
  readonly retryAt?: number;
  readonly error?: string;
  /** A DAG precondition could not be evaluated. */
  readonly dagPreconditionError?: boolean;
  /** It was stopped, or something kept it from going on (retry.md, status rule 2). */
  readonly cancelled?: boolean;
  /** Steps that were not reached and got back what they were. */
  readonly restored?: readonly string[];
}

export interface Run {
  /** The name of its DAG. */
  readonly dag: string;
  /** Absolute path of the file it was started from. */
  readonly file: string;
  readonly runId: string;
  /** Its own directory. */
  readonly dir: string;
  readonly status: RunStatus;
  readonly error?: string;
  readonly trigger: Trigger;
  readonly labels: readonly string[];
  readonly params: Readonly<Record<string, string>>;
  /** Their names in order, when that is not the order of the record, which puts numbers first. */
  readonly paramOrder?: readonly string[];
  /** The text that they were sent as, when that was JSON. */
  readonly paramsPayload?: string;
  /** When the run was due, as RFC 3339. */
  readonly scheduledAt?: string;
  readonly logDir: string;
  readonly workDir: string;
  /** Where artifacts are, when that is not in its own directory. */
  readonly artifactsDir?: string;
  readonly startedAt: number;
  readonly finishedAt?: number;
  /** Oldest first, at least one once the run began. */
  readonly attempts: readonly Attempt[];
  /** In document order. */
  readonly nodes: readonly Node[];
  readonly handlers: { readonly [H in HandlerName]?: Node };
  /** Steps that would run if the run were continued (retry.md, status rule 8). */
  readonly pending: readonly string[];
  /** Steps that people answered since the newest attempt ended. */
  readonly answered?: readonly string[];
  /** While an attempt is open: the nodes as they were before it. What becomes stale is compared with these, also by another host. */
  readonly before?: readonly Node[];
  /** What root env came to in the newest attempt that resolved it, for the next one. */
  readonly environment?: readonly CapturedValue[];
  /** The run whose step started this one. */
  readonly parent?: { readonly dag: string; readonly runId: string; readonly step: string };
  /** The run is one item of a foreach step: where the steps stand that it runs. */
  readonly body?: BodyPlace;
}

export function findNode(run: Run, idOrName: string): Node | undefined {
  return run.nodes.find(node => node.id === idOrName) ?? run.nodes.find(node => node.name === idOrName);
}

/** The parameters in their order. */
export function paramsOf({
  params,
  paramOrder,
}: Pick<Run, 'params' | 'paramOrder'>): readonly (readonly [string, string])[] {
  return (paramOrder ?? Object.keys(params)).map(name => [name, params[name] ?? '']);
}

/** Another attempt is still to come by itself (`retry_policy` of the workflow), at this moment: milliseconds since the epoch. */
export function followsAfter(run: Run, now: number): boolean {
  const at = currentAttempt(run)?.retryAt;
  return at !== undefined && at > now;
}

export function currentAttempt(run: Run): Attempt | undefined {
  return run.attempts.at(-1);
}
