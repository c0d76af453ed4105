// What a hover is, and the place that it is asked for.

import type { TextRange } from '../../base/text';
import type { PathPart } from '../../syntax/outline';
import type { Prose } from '../prose';
import type { Workflow, WorkflowDocument, WorkflowStep } from '../workflow';

export interface Hover {
  /** What it is about. */
  readonly range: TextRange;
  readonly prose: Prose;
  /** A cron expression that is to be said in words as well: that takes libraries which are loaded when they are needed. */
  readonly schedule?: string;
}

export interface HoverPlace {
  readonly workflow: Workflow;
  readonly document: WorkflowDocument;
  readonly offset: number;
  readonly path: readonly PathPart[];
  readonly step?: WorkflowStep;
  /** The path inside the step, or that of the document where there is none. */
  readonly rest: readonly PathPart[];
}
