// Everything that can happen to a run. One union is the journal on disk, the state that is folded from it, and what views hear.

import type { JsonObject } from '../base/json';
import type { AnswerKind, Ask } from './ask';
import type { HandlerName } from './dag';
import type { BodyPlace } from './foreach-body';
import type { BuildDecision, CapturedValue, ChildRun, Reason, RetryChoice, StaleCause, Trigger } from './run';
import type { NodeStatus } from './status';

/** The version of the journal's format. A journal with a higher one is shown as unreadable, never guessed at. */
export const journalVersion = 1;

/** What an attempt's definition says about a node, as far as the state of a run needs it. */
export interface NodeOutline {
  readonly name: string;
  readonly id?: string;
  readonly depends: readonly string[];
  /** `continue_on: skipped` and router targets. */
  readonly skipAllowed?: boolean;
}

/** A step by its name, or a handler by the event it handles. */
export type NodeRef = { readonly step: string } | { readonly handler: HandlerName };

interface Stamped {
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface RunCreated extends Stamped {
  readonly type: 'run.created';
  readonly version: number;
  readonly dag: string;
  readonly file: string;
  readonly runId: string;
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
  /** Where artifacts are, when that is not in the run's own directory. */
  readonly artifactsDir?: string;
  readonly parent?: { readonly dag: string; readonly runId: string; readonly step: string };
  /** The run is one item of a foreach step: where the steps stand that it runs. */
  readonly body?: BodyPlace;
}

/** An attempt begins: the nodes of its definition, and which of them are reset because they will run. All others are frozen. */
export interface AttemptStarted extends Stamped {
  readonly type: 'attempt.started';
  readonly attempt: number;
  readonly trigger: Trigger;
  readonly choice?: RetryChoice;
  /** It goes on behind these steps, which people have answered since the attempt before it ended. */
  readonly resumes?: readonly string[];
  readonly definition: 'snapshot' | 'current';
  readonly definitionFile: string;
  readonly nodes: readonly NodeOutline[];
  /** What the definition has handlers for. */
  readonly handlers?: readonly HandlerName[];
  /** Names of the steps that will run. */
  readonly runs: readonly string[];
  readonly pid: number;
  /** Of a build: every step runs, whatever its files say. */
  readonly noReuse?: boolean;
  /** What root env came to, without anything that holds a secret. Absent: there is nothing to keep, and what was known stays. */
  readonly environment?: readonly CapturedValue[];
  /** By producer: outputs for which the user entered a value. The values are never stored. */
  readonly entered?: Readonly<Record<string, readonly string[]>>;
}

export type StepStarted = Stamped &
  NodeRef & {
    readonly type: 'step.started';
    /** 1, 2, … within the attempt. */
    readonly try: number;
    readonly stdout: string;
    readonly stderr: string;
    /** How many preconditions were ignored. */
    readonly bypassed?: number;
  };

/** An execution failed and the step will be tried again, or a round of a repeat ended and another follows. */
export type StepAgain = Stamped &
  NodeRef & {
    readonly type: 'step.again';
    readonly why: 'retry' | 'repeat';
    /** The try that ended. */
    readonly try: number;
    readonly exitCode?: number;
    readonly error?: string;
    readonly delayMs: number;
  };

export type StepChild = Stamped & NodeRef & { readonly type: 'step.child'; readonly child: ChildRun };

/** A node is final, whether it ran or was decided without running; or it waits for a person. */
export type StepFinished = Stamped &
  NodeRef & {
    readonly type: 'step.finished';
    readonly status: NodeStatus;
    readonly exitCode?: number;
    readonly error?: string;
    readonly reason?: Reason;
    readonly tolerated?: boolean;
    readonly variables?: Readonly<Record<string, string>>;
    readonly outputs?: Readonly<Record<string, string>>;
    readonly masked?: readonly string[];
    /** What it waits for. */
    readonly ask?: Ask;
    readonly build?: BuildDecision;
  };

/** A person answered a waiting step. The run goes on when the attempt that follows begins. */
export interface StepAnswered extends Stamped {
  readonly type: 'step.answered';
  readonly step: string;
  readonly answer: AnswerKind;
  readonly inputs: JsonObject;
  /** What a completed task hands on: the inputs as text, JSON values as compact JSON. */
  readonly outputs?: Readonly<Record<string, string>>;
  readonly by?: string;
  readonly comment?: string;
}

/** A person declares a node succeeded without running it. */
export interface StepMarked extends Stamped {
  readonly type: 'step.marked';
  readonly step: string;
  readonly status: 'succeeded';
  readonly comment?: string;
}

/** A person accepts a stale result as good. */
export interface StaleAccepted extends Stamped {
  readonly type: 'stale.accepted';
  readonly step: string;
}

/** Facts about an attempt that its nodes do not tell; with the nodes they decide the run's status (retry.md). */
export interface AttemptFacts {
  /** A DAG precondition could not be evaluated. */
  readonly dagPreconditionError?: boolean;
  /** Stop, unmet DAG precondition, failed init handler, a step precondition that could not be evaluated. */
  readonly cancelled?: boolean;
  /** An error outside the steps: DAG timeout, handler, store. */
  readonly error?: string;
}

/** What lies between an attempt that fails and the one that follows it by itself, as `retry_policy` of the workflow says. */
export interface AttemptPause {
  /** Milliseconds. */
  readonly retryAfterMs: number;
}

export interface AttemptFinished extends Stamped, Partial<AttemptPause> {
  readonly type: 'attempt.finished';
  readonly facts: AttemptFacts;
  /** Steps that were to run, had not begun when the user stopped, and get back what they were. */
  readonly restored: readonly string[];
  /** Kept steps whose inputs this attempt changed. */
  readonly stale: Readonly<Record<string, readonly StaleCause[]>>;
}

export type RunEvent =
  | RunCreated
  | AttemptStarted
  | StepStarted
  | StepAgain
  | StepChild
  | StepFinished
  | StepAnswered
  | StepMarked
  | StaleAccepted
  | AttemptFinished;
