// What reading a step needs to know about the workflow around it.

import type { Budget } from '../base/go-template/budget';
import type { Action, DagType, Step, Unsupported } from '../model/dag';
import type { MappingNode, YamlNode } from '../syntax/node';
import type { CustomActions } from './actions/custom';
import type { CompileOptions } from './compilation';
import type { Findings } from './findings';
import type { Harnesses } from './harness';

export interface StepContext {
  readonly findings: Findings;
  readonly type: DagType;
  /** The step is a handler, which may do nothing. */
  readonly isHandler?: boolean;
  /** Absent inside the base configuration. */
  readonly harnesses?: Harnesses;
  readonly logOutput: 'separate' | 'merged';
  /** The `defaults` of the document, merged with those of the base configuration. */
  readonly defaults?: MappingNode;
  readonly customActions: CustomActions;
  /** What the templates of all calls of custom actions may cost together. */
  readonly templateBudget: Budget;
  /** How much checking the input of all those calls may cost; counted down. */
  readonly inputWork: { left: number };
  readonly missingFor?: CompileOptions['missingFor'];
  /** Collects what is accepted and not executed. */
  readonly unsupported: Unsupported[];
}

/** Reads a list of steps inside a step: the body of a foreach. */
export type StepsReader = (node: YamlNode, path: string) => readonly Step[];

/** What a step does. */
export interface Execution {
  readonly action: Action;
  /** What an automatic name begins with. */
  readonly kind: string;
}
