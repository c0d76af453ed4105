// What the graph needs from the rest of the extension: what to show, plans, and what becomes of the user's intents.

import type { Disposable } from '../../base/disposal';
import type { Dag } from '../../model/dag';
import type { Plan, RefusalAction } from '../../model/plan';
import type { Run } from '../../model/run';
import type { NodeRef } from '../../webview/protocol';

/** What a graph is of: a DAG file with its newest run, or one certain run. */
export interface GraphSubject {
  /** The address of the DAG file, as text: `file:///…`, `vscode-remote://…`. */
  readonly file: string;
  /** Absent: the file, with whatever its newest run says. */
  readonly runId?: string;
  /** The source that keeps the run; absent: this machine. Meaningful to the host alone. */
  readonly source?: string;
}

/** The newest truth about a subject. */
export interface GraphContent {
  readonly title: string;
  /** The workflow whose steps are drawn; absent: those of the run are. */
  readonly dag?: Dag;
  readonly run?: Run;
  /** Why there is nothing to draw, or why what is drawn is older than the file (it has errors): a whole sentence. */
  readonly problem?: string;
  /** Why nothing may be executed here, such as an untrusted folder: a whole sentence. */
  readonly locked?: string;
}

/** What the user asks of a step before a plan is made. */
export interface StepWish {
  readonly step: string;
  readonly scope: 'step' | 'downstream';
  readonly bypassPreconditions: boolean;
}

/**
 * The rest of the extension, as the graph sees it. Names of steps come from the page and may be of steps that are gone: the host answers with a
 * refusal or a message of its own. Whatever executes something checks the trust of the folder itself.
 */
export interface GraphHost {
  /** Calls the listener at once, or as soon as the content is known, and again after every change, as often as it likes. */
  watch(subject: GraphSubject, listener: (content: GraphContent) => void): Disposable;
  /** Plans a retry; changes nothing. Its refusals are part of the plan. */
  planRetry(subject: GraphSubject, wish: StepWish): Promise<Plan>;
  /** Begins to carry out what was confirmed and answers as soon as it has begun. When it is refused now (the run moved meanwhile), the answer is the plan to show instead. */
  confirmPlan(subject: GraphSubject, plan: Plan): Promise<Plan | undefined>;
  /** Does what a refusal offers. The answer is the plan to show now, or undefined when the preview is over. */
  fixRefusal(subject: GraphSubject, plan: Plan, action: RefusalAction): Promise<Plan | undefined>;
  /** Opens the editor's own retry dialog with these choices. */
  retryStep(subject: GraphSubject, wish: StepWish): Promise<void>;
  /** Starts a first run of one step. */
  runStep(subject: GraphSubject, step: string): Promise<void>;
  /** Opens the editor's own dialog for what a waiting step asks. */
  answerStep(subject: GraphSubject, step: string): Promise<void>;
  openLog(subject: GraphSubject, node: NodeRef): Promise<void>;
  /** Shows where the node is written. */
  reveal(subject: GraphSubject, node: NodeRef): Promise<void>;
  /** A line for the log of the extension. */
  log(text: string): void;
  /** One of the three nets for our own bugs: logged, and said to the user once. */
  onBug(error: unknown): void;
}

/** Reads a subject that a page kept; undefined when it is not one. */
export function readSubject(text: string): GraphSubject | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(value));
  const [file, runId, source] = [fields.get('file'), fields.get('runId'), fields.get('source')];
  if (typeof file !== 'string' || file === '') return undefined;
  return {
    file,
    ...(typeof runId === 'string' ? { runId } : {}),
    ...(typeof source === 'string' ? { source } : {}),
  };
}

/** The subject as text: equal for equal subjects. */
export function subjectText({ file, runId, source }: GraphSubject): string {
  return JSON.stringify({
    file,
    ...(runId === undefined ? {} : { runId }),
    ...(source === undefined ? {} : { source }),
  });
}
