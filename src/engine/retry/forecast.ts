// What will be when a plan is done: what is pending, what is stale, which handlers may run, how long it takes.

import { type Dag, type HandlerName, isHumanTask, type Step } from '../../model/dag';
import { descendants, topologicalOrder } from '../../model/graph';
import type { StaleForecast } from '../../model/plan';
import type { Node, RetryChoice } from '../../model/run';
import { closingHandlers, pendingSteps, runStatus } from '../../model/run-status';
import { declaresOutputs, hasResult } from '../staleness';

export interface Prospect {
  readonly pending: readonly string[];
  readonly handlers: readonly HandlerName[];
}

/** What is left pending, and the handlers that may run, if everything that runs succeeds; a failure or a stop is always possible. */
export function prospect(
  dag: Dag,
  nodeOf: (name: string) => Node | undefined,
  runs: ReadonlySet<string>,
  choice: RetryChoice,
): Prospect {
  const after = dag.steps.map(step => {
    const node = nodeOf(step.name);
    const base = { name: step.name, depends: step.depends };
    if (runs.has(step.name)) return { ...base, status: 'succeeded' as const };
    if (node === undefined) return { ...base, status: 'not_started' as const };
    return {
      ...base,
      status: node.status,
      ...(node.reason === undefined ? {} : { reason: node.reason }),
      ...(node.tolerated === undefined ? {} : { tolerated: node.tolerated }),
    };
  });
  const pending = pendingSteps(after);
  if (!choice.runHandlers) return { pending, handlers: [] };
  const best = closingHandlers(runStatus(after, { runs: [...runs] }), pending);
  const asks = dag.steps.some(step => runs.has(step.name) && mayWait(step));
  const possible: readonly (readonly [HandlerName, boolean])[] = [
    ['init', true],
    ['success', best.includes('success')],
    ['failure', true],
    ['abort', true],
    ['wait', asks || best.includes('wait')],
    ['exit', true],
  ];
  return {
    pending,
    handlers: possible.flatMap(([name, may]) => (may && dag.handlers[name] !== undefined ? [name] : [])),
  };
}

/**
 * The kept steps with a result that lie below something that runs (retry.md, "Staleness"). Certain: a producer among `because` hands
 * outputs on, so that the comparison afterwards decides; otherwise the step will be called possibly stale.
 */
export function staleForecast(
  steps: readonly Step[],
  nodeOf: (name: string) => Node | undefined,
  runs: ReadonlySet<string>,
): StaleForecast[] {
  const below = descendants(steps, runs);
  const kept = new Set(
    steps.map(step => step.name).filter(name => below.has(name) && !runs.has(name) && hasResult(nodeOf(name))),
  );
  if (kept.size === 0) return [];
  const byName = new Map(steps.map(step => [step.name, step]));
  const producers = (name: string): string[] => [...nearestProducers(byName, name, runs)];
  return steps.flatMap(({ name }) => {
    if (!kept.has(name)) return [];
    const because = producers(name);
    return [{ name, because, certain: because.some(up => declaresOutputs(byName.get(up), nodeOf(up))) }];
  });
}

/** The steps that run and that a kept step sees first when looking upwards. */
function nearestProducers(steps: ReadonlyMap<string, Step>, name: string, runs: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const open = [...(steps.get(name)?.depends ?? [])];
  for (let up = open.pop(); up !== undefined; up = open.pop()) {
    if (seen.has(up)) continue;
    seen.add(up);
    if (runs.has(up)) found.add(up);
    else open.push(...(steps.get(up)?.depends ?? []));
  }
  return found;
}

/**
 * Milliseconds until the last of `runs` is done when each takes as long as it did the last time and nothing waits for a free slot;
 * undefined when no step has a duration.
 */
export function expectedDuration(
  steps: readonly Step[],
  runs: ReadonlySet<string>,
  durationOf: (name: string) => number | undefined,
): number | undefined {
  const depends = new Map(steps.map(step => [step.name, step.depends]));
  const ends = new Map<string, number>();
  let known = false;
  let longest = 0;
  for (const name of topologicalOrder(steps)) {
    if (!runs.has(name)) continue;
    const duration = durationOf(name);
    known ||= duration !== undefined;
    let begin = 0;
    for (const up of depends.get(name) ?? []) begin = Math.max(begin, ends.get(up) ?? 0);
    ends.set(name, begin + (duration ?? 0));
    longest = Math.max(longest, begin + (duration ?? 0));
  }
  return known ? longest : undefined;
}

/** How long the step took the last time it succeeded, or else the last time it ended. */
export function lastDuration(node: Node | undefined): number | undefined {
  const ended = (node?.executions ?? []).flatMap(execution =>
    execution.startedAt === undefined || execution.finishedAt === undefined
      ? []
      : [{ good: execution.status === 'succeeded', ms: execution.finishedAt - execution.startedAt }],
  );
  return (ended.findLast(execution => execution.good) ?? ended.at(-1))?.ms;
}

function mayWait(step: Step): boolean {
  return step.approval !== undefined || isHumanTask(step);
}
