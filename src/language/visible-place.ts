// A place where references stand, and what one of them can name there.

import type { PathPart } from '../syntax/outline';
import type { Prose } from './prose';
import type { Workflow, WorkflowDocument, WorkflowStep } from './workflow';

export interface Visible {
  /** What stands between the braces: `params.TARGET`, `steps.build.outputs.version`, `NAME`. */
  readonly written: string;
  readonly kind: 'constant' | 'variable' | 'output';
  /** Its value or default in a few words. */
  readonly detail?: string;
  readonly prose: Prose;
  /** Why it need not have a value here. */
  readonly note?: string;
  /** The step that it comes from, when that is none of those that this one waits for. */
  readonly missing?: WorkflowStep;
}

export interface VisiblePlace {
  readonly workflow: Workflow;
  readonly document: WorkflowDocument;
  readonly step?: WorkflowStep;
  /** The path inside the step, or that of the document where there is none. */
  readonly rest: readonly PathPart[];
  /** Bindings of the same list that begin behind this offset do not exist yet. */
  readonly offset: number;
}
