// The messages between the graph's page and its panel: whole snapshots in, intents out, never commands, paths or markup.

import type { HandlerName } from '../model/dag';
import type { RefusalAction, RefusalCode } from '../model/plan';
import type { NodeStatus, RunStatus } from '../model/status';

/** What a plan does to a step. `stale`: kept, but its inputs may have changed when the plan is done. */
export type PlanEffect = 'runs' | 'kept' | 'blocked' | 'stale';

export type NodeAbility = 'run' | 'retry' | 'answer' | 'log' | 'reveal';

/** A step, or a handler of the workflow. Texts are plain text and may hold anything: they are hostile until drawn as text. */
export interface GraphNode {
  /** Unique among the steps, or among the handlers: what intents name. */
  readonly name: string;
  readonly id?: string;
  readonly handler?: HandlerName;
  /** The name as it is drawn: on one line, control characters made visible. */
  readonly label: string;
  /** What the step does, in a word: run, dag.run, http.request. */
  readonly action?: string;
  readonly status: NodeStatus;
  readonly statusTitle: string;
  /** Milliseconds since the epoch; only while it runs, so that the page can count. */
  readonly startedAt?: number;
  /** Milliseconds; of a result. */
  readonly durationMs?: number;
  readonly reason?: string;
  readonly error?: string;
  /** What a person is asked; only while it waits. */
  readonly prompt?: string;
  readonly exitCode?: number;
  /** The attempt its result came about in. */
  readonly attempt?: number;
  /** Automatic retries. */
  readonly retries?: number;
  /** One sentence for each changed input; absent: not stale. */
  readonly stale?: readonly string[];
  readonly plan?: { readonly effect: PlanEffect; readonly reason: string };
  readonly can: readonly NodeAbility[];
}

export interface GraphRun {
  readonly runId: string;
  readonly attempt: number;
  readonly status: RunStatus;
  readonly statusTitle: string;
  readonly startedAt?: number;
  readonly durationMs?: number;
}

export interface GraphPlanStep {
  readonly name: string;
  readonly label: string;
  readonly effect: PlanEffect;
  readonly reason: string;
}

/** A retry that is shown before it is confirmed. */
export interface GraphPlan {
  /** Counts up with every plan: a confirmation names the plan that was on the screen. */
  readonly id: number;
  /** The step it was asked for. */
  readonly step: string;
  readonly scope: 'step' | 'downstream';
  readonly bypassPreconditions: boolean;
  /** What runs in its order, then what is blocked, stale and kept. */
  readonly steps: readonly GraphPlanStep[];
  readonly handlers: readonly HandlerName[];
  readonly notes: readonly string[];
  /** Empty exactly when the plan can be confirmed. */
  readonly refusals: readonly {
    readonly code: RefusalCode;
    readonly message: string;
    readonly actions: readonly RefusalAction[];
  }[];
  readonly expectedMs?: number;
}

export interface GraphSnapshot {
  readonly type: 'snapshot';
  /** Opaque to the page: it keeps it, and the panel is restored from it. */
  readonly subject: string;
  readonly title: string;
  /** Why there is nothing to draw, or why what is drawn is not the whole truth. */
  readonly problem?: string;
  /** Why nothing may be executed, such as an untrusted folder. */
  readonly locked?: string;
  /** The panel's clock, in milliseconds since the epoch. */
  readonly now: number;
  readonly run?: GraphRun;
  readonly nodes: readonly GraphNode[];
  /** Indexes into `nodes`: from the dependency to what depends on it. */
  readonly edges: readonly (readonly [number, number])[];
  readonly handlers: readonly GraphNode[];
  readonly plan?: GraphPlan;
}

/** Asks the page to select a step and bring it into view. */
export interface SelectStep {
  readonly type: 'select';
  readonly step: string;
}

export type HostMessage = GraphSnapshot | SelectStep;

export type NodeRef =
  | { readonly kind: 'step'; readonly name: string }
  | { readonly kind: 'handler'; readonly name: HandlerName };

/** Where everything is drawn: numbers alone. Boxes are x, y, width, height of snapshot nodes, then handlers; lines are x, y, x, y, … of edges. */
export interface DrawnLayout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly (readonly number[])[];
  readonly lines: readonly (readonly number[])[];
}

interface RetryWish {
  readonly step: string;
  readonly scope: 'step' | 'downstream';
  readonly bypassPreconditions: boolean;
}

export type PageMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'runStep'; readonly step: string }
  /** Opens the editor's own retry dialog with these choices. */
  | ({ readonly type: 'retryStep' } & RetryWish)
  | ({ readonly type: 'previewRetry' } & RetryWish)
  | { readonly type: 'clearPreview' }
  | { readonly type: 'confirmPlan'; readonly plan: number }
  | { readonly type: 'fixPlan'; readonly plan: number; readonly action: RefusalAction }
  /** Opens the editor's own dialog for what a waiting step asks. */
  | { readonly type: 'answerStep'; readonly step: string }
  | { readonly type: 'openLog'; readonly node: NodeRef }
  | { readonly type: 'reveal'; readonly node: NodeRef }
  | { readonly type: 'exportMermaid' }
  | { readonly type: 'exportSvg'; readonly layout: DrawnLayout }
  /** Something went wrong in the page; for the log. */
  | { readonly type: 'problem'; readonly text: string };

/** What the page keeps over a reload of the window. */
export interface PageState {
  readonly subject: string;
  readonly selected?: string;
  readonly direction?: 'auto' | 'down' | 'right';
}
