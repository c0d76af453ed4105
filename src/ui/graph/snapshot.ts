// What the graph shows, made from a workflow, a run and a plan: pure, so that a picture can be tested without an editor.

import { type Dag, type HandlerName, handlerNodeNames, type Step } from '../../model/dag';
import type { Plan } from '../../model/plan';
import { currentAttempt, type Node, type Run, type StaleCause } from '../../model/run';
import { type NodeStatus, statusFacts } from '../../model/status';
import type {
  GraphNode,
  GraphPlan,
  GraphPlanStep,
  GraphRun,
  GraphSnapshot,
  NodeAbility,
  PlanEffect,
} from '../../webview/protocol';
import { plainLabel } from '../../webview/text-fit';
import type { StepWish } from './graph-host';

/** Everything a snapshot is made from. With a dag its steps are drawn, and the run only says how they are; without one, the run's nodes are. */
export interface SnapshotParts {
  /** What the page keeps to have its panel restored. */
  readonly subject: string;
  readonly title: string;
  readonly dag?: Dag;
  readonly run?: Run;
  /** The plan on show, the number it is confirmed by, and what it was asked for with. */
  readonly plan?: ShownPlan;
  readonly problem?: string;
  readonly locked?: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface ShownPlan {
  readonly id: number;
  readonly wish: StepWish;
  readonly plan: Plan;
}

/** The snapshot of these parts. A step of the run that the dag no longer has is not drawn, one that the run does not know has not started. */
export function graphSnapshot({ subject, title, dag, run, plan, problem, locked, now }: SnapshotParts): GraphSnapshot {
  const drawn = dag === undefined ? nodesOfRun(run) : nodesOfDag(dag, run);
  const effects = plan === undefined ? undefined : effectsOf(plan.plan);
  const nodes = drawn.map(each => graphNode(each, run, effects?.get(each.name)));
  const indexes = new Map(drawn.map((each, index) => [each.name, index]));
  const edges = drawn.flatMap((each, to) =>
    [...new Set(each.depends)].flatMap((name): [number, number][] => {
      const from = indexes.get(name);
      return from === undefined ? [] : [[from, to]];
    }),
  );
  return {
    type: 'snapshot',
    subject,
    title: plainLabel(title),
    ...(problem === undefined ? {} : { problem }),
    ...(locked === undefined ? {} : { locked }),
    now,
    ...(run === undefined ? {} : { run: graphRun(run) }),
    nodes,
    edges,
    handlers: handlersOf(dag, run),
    ...(plan === undefined ? {} : { plan: graphPlan(plan) }),
  };
}

/** A node of the picture before the run and the plan speak. */
interface Drawn {
  readonly name: string;
  readonly id?: string;
  readonly depends: readonly string[];
  readonly action?: string;
  /** It stands in the file, or in the definition that the run keeps. */
  readonly node?: Node;
}

interface Effect {
  readonly effect: PlanEffect;
  readonly reason: string;
}

function nodesOfDag(dag: Dag, run: Run | undefined): readonly Drawn[] {
  const byName = new Map(run?.nodes.map(node => [node.name, node]));
  const byId = new Map(run?.nodes.flatMap(node => (node.id === undefined ? [] : [[node.id, node] as const])));
  return dag.steps.map(step => {
    const node = (step.id === undefined ? undefined : byId.get(step.id)) ?? byName.get(step.name);
    return {
      name: step.name,
      depends: step.depends,
      action: actionWord(step),
      ...(step.id === undefined ? {} : { id: step.id }),
      ...(node === undefined ? {} : { node }),
    };
  });
}

function nodesOfRun(run: Run | undefined): readonly Drawn[] {
  return (run?.nodes ?? []).map(node => ({
    name: node.name,
    depends: node.depends,
    node,
    ...(node.id === undefined ? {} : { id: node.id }),
  }));
}

function actionWord(step: Step): string {
  return step.action.name === 'other' ? step.action.action : step.action.name;
}

function graphNode(drawn: Drawn, run: Run | undefined, effect: Effect | undefined): GraphNode {
  const { name, id, action, node } = drawn;
  const can: NodeAbility[] = [
    run === undefined ? 'run' : node?.status === 'waiting' ? 'answer' : 'retry',
    ...(hasLog(node) ? (['log'] as const) : []),
    'reveal',
  ];
  return {
    name,
    label: plainLabel(name),
    ...(id === undefined ? {} : { id }),
    ...(action === undefined ? {} : { action }),
    ...nodeFacts(node),
    ...(effect === undefined ? {} : { plan: effect }),
    can,
  };
}

/** What a node of a run says about itself. */
function nodeFacts(node: Node | undefined) {
  const status: NodeStatus = node?.status ?? 'not_started';
  const running = status === 'running' || status === 'retrying';
  const stale = node?.stale?.map(staleSentence) ?? [];
  return {
    status,
    statusTitle: statusFacts(status).title,
    ...(running && node?.startedAt !== undefined ? { startedAt: node.startedAt } : {}),
    ...durationOf(node ?? {}),
    ...(node?.reason === undefined ? {} : { reason: node.reason.text }),
    ...(node?.error === undefined ? {} : { error: node.error }),
    ...(status !== 'waiting' || node?.ask?.prompt === undefined ? {} : { prompt: node.ask.prompt }),
    ...(node?.exitCode === undefined ? {} : { exitCode: node.exitCode }),
    ...(node === undefined || node.attempt === 0 ? {} : { attempt: node.attempt }),
    ...(node === undefined || node.retries === 0 ? {} : { retries: node.retries }),
    ...(stale.length === 0 ? {} : { stale }),
  };
}

function hasLog(node: Node | undefined): boolean {
  return node !== undefined && (node.stdout !== undefined || node.stderr !== undefined || node.executions.length > 0);
}

function handlersOf(dag: Dag | undefined, run: Run | undefined): readonly GraphNode[] {
  const names: readonly HandlerName[] = ['init', 'success', 'failure', 'abort', 'exit', 'wait'];
  return names.flatMap((handler): GraphNode[] => {
    const step = dag?.handlers[handler];
    const node = run?.handlers[handler];
    if (step === undefined && (node === undefined || dag !== undefined)) return [];
    return [
      {
        name: handlerNodeNames[handler],
        handler,
        label: handlerNodeNames[handler],
        ...(step === undefined ? {} : { action: actionWord(step) }),
        ...nodeFacts(node),
        can: [...(hasLog(node) ? (['log'] as const) : []), 'reveal'],
      },
    ];
  });
}

function graphRun(run: Run): GraphRun {
  const attempt = currentAttempt(run);
  const ended = statusFacts(run.status).final;
  const times = { startedAt: attempt?.startedAt ?? run.startedAt, ...finish(attempt?.finishedAt ?? run.finishedAt) };
  return {
    runId: run.runId,
    attempt: attempt?.number ?? 1,
    status: run.status,
    statusTitle: statusFacts(run.status).title,
    ...(ended || times.finishedAt !== undefined ? durationOf(times) : { startedAt: times.startedAt }),
  };
}

function finish(finishedAt: number | undefined): { readonly finishedAt?: number } {
  return finishedAt === undefined ? {} : { finishedAt };
}

function durationOf(times: { readonly startedAt?: number; readonly finishedAt?: number }): {
  readonly durationMs?: number;
} {
  const { startedAt, finishedAt } = times;
  return startedAt === undefined || finishedAt === undefined ? {} : { durationMs: Math.max(0, finishedAt - startedAt) };
}

/** One sentence for a changed input (retry.md, "Staleness"). */
function staleSentence({ producer, output, before, after }: StaleCause): string {
  if (output === undefined) return `${producer} ran again and declares no outputs: possibly stale.`;
  const values = before === undefined && after === undefined ? '' : `: ${short(before)} → ${short(after)}`;
  return `${output} of ${producer} changed${values}`;
}

function short(value: string | undefined): string {
  if (value === undefined) return '(none)';
  const line = plainLabel(value);
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}

/** What the plan does to each step; a step that is kept and will be stale counts as stale. */
function effectsOf(plan: Plan): ReadonlyMap<string, Effect> {
  return new Map(planSteps(plan).map(({ name, effect, reason }) => [name, { effect, reason }]));
}

function planSteps(plan: Plan): readonly GraphPlanStep[] {
  const stale = new Map(plan.stale.map(forecast => [forecast.name, forecast]));
  const step = (name: string, effect: PlanEffect, reason: string): GraphPlanStep => ({
    name,
    label: plainLabel(name),
    effect,
    reason,
  });
  return [
    ...plan.runs.map(run => step(run.name, 'runs', `${run.reason}${preconditionWords[run.preconditions]}`)),
    ...plan.blocked.map(blocked => step(blocked.name, 'blocked', blocked.reason)),
    ...plan.stale.map(({ name, because, certain }) =>
      step(
        name,
        'stale',
        `${certain ? 'Its input changes' : 'Its input may change'}: ${because.join(', ')} runs again`,
      ),
    ),
    ...plan.kept.filter(kept => !stale.has(kept.name)).map(kept => step(kept.name, 'kept', kept.reason)),
  ];
}

const preconditionWords = {
  none: '',
  evaluated: ' Its preconditions are evaluated.',
  ignored: ' Its preconditions are ignored.',
} as const;

function graphPlan({ id, wish, plan }: ShownPlan): GraphPlan {
  return {
    id,
    step: wish.step,
    scope: wish.scope,
    bypassPreconditions: wish.bypassPreconditions,
    steps: planSteps(plan),
    handlers: plan.handlers,
    notes: [
      ...(plan.definitionDiffers && plan.choice.definition === 'snapshot'
        ? ['The file has changed since the run: the definition that the run kept is used.']
        : []),
      ...plan.notes,
      ...(plan.pending.length === 0 ? [] : [`Still to be run afterwards: ${plan.pending.map(plainLabel).join(', ')}.`]),
      ...(plan.dropped.length === 0 ? [] : [`No longer in the file: ${plan.dropped.map(plainLabel).join(', ')}.`]),
    ],
    refusals: plan.refusals.map(({ code, message, actions }) => ({ code, message, actions })),
    ...(plan.expectedMs === undefined ? {} : { expectedMs: plan.expectedMs }),
  };
}
