// What is wrong with a reference, and what decides it.

import type { Fix, Severity } from '../../base/diagnostic';
import type { TextRange } from '../../base/text';
import type { Findings } from '../findings';
import type { RuleDocument, StepPlace } from './document';

export interface Around {
  readonly document: RuleDocument;
  readonly findings: Findings;
  /** References that depend on the run are reported too. */
  readonly unresolved: boolean;
}

export interface Context extends Around {
  /** The field of the root or the step. */
  readonly key: string;
  readonly place?: StepPlace;
  /** In what is defined in an order, the names that are defined before. */
  readonly earlier?: readonly string[];
}

export interface Fault {
  readonly code: string;
  /** What becomes of the reference. Absent: it was left unchanged. */
  readonly effect?: string;
  /** Why, in words that follow the effect. */
  readonly reason: string;
  /** The part of the reference that is wrong. */
  readonly part?: TextRange;
  /** What could stand there instead. */
  readonly meant?: readonly string[];
  readonly fixes?: readonly Fix[];
  /** Absent: a warning. */
  readonly severity?: Severity;
}
