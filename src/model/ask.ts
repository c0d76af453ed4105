// What a waiting step asks of a person, and what the person answered (dagu-format.md 3.16).

import type { JsonObject } from '../base/json';

/** A task: a person is to do something, and to enter what its form asks for. */
export interface TaskAsk {
  readonly kind: 'task';
  readonly prompt: string;
  /** A flat JSON Schema of an object, as `normalForm` gives it; absent: there is nothing to enter. */
  readonly form?: JsonObject;
}

/** An approval: a person decides about what the step did. */
export interface ApprovalAsk {
  readonly kind: 'approval';
  readonly prompt?: string;
  /** Names of values that may be entered. */
  readonly input: readonly string[];
  /** Those of them without which it cannot be approved. */
  readonly required: readonly string[];
  /** The name of the step with which a push-back begins again: the step itself, or one above it. */
  readonly rewindTo: string;
}

export type Ask = TaskAsk | ApprovalAsk;

/** `stopped`: the run was stopped while it waited. `below`: an answer was given inside a child run that the step called. */
export type AnswerKind = 'completed' | 'approved' | 'rejected' | 'pushed-back' | 'stopped' | 'below';

export interface Answer {
  readonly kind: AnswerKind;
  /** What was entered, by name, with the defaults of a form filled in. */
  readonly inputs: JsonObject;
  /** Who answered, as far as it is known. */
  readonly by?: string;
  readonly comment?: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What people do with a waiting step, for sentences that begin with its name. */
export const answerWords: { readonly [K in AnswerKind]: string } = {
  completed: 'was completed',
  approved: 'was approved',
  rejected: 'was rejected',
  'pushed-back': 'was pushed back',
  stopped: 'was stopped while it waited',
  below: 'was answered below',
};
