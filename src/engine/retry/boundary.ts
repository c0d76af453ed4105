// From the chosen steps to those that run: everything downstream if wanted, less what is blocked (retry.md, procedure steps 5 and 6).

import type { Step } from '../../model/dag';
import { descendants, topologicalOrder } from '../../model/graph';
import type { BlockedStep } from '../../model/plan';
import type { Node } from '../../model/run';
import { isSatisfied } from '../../model/run-status';
import { nameList } from './refusal';

export interface ClosureOptions {
  readonly steps: readonly Step[];
  /** The earlier node of a step; undefined: the step is new. */
  readonly nodeOf: (name: string) => Node | undefined;
  readonly targets: ReadonlySet<string>;
  readonly downstream: boolean;
  readonly ignoreUpstream: boolean;
}

export interface Closure {
  /** In the order of the topology. */
  readonly runs: readonly string[];
  /** What would have run: targets that stop the plan, descendants that are left out. */
  readonly blocked: readonly BlockedStep[];
  /** Blockers that do not count this once. */
  readonly ignored: readonly string[];
  /** Direct dependencies outside of what runs that were skipped and count as satisfied. */
  readonly skipped: readonly string[];
}

export function closeOver(options: ClosureOptions): Closure {
  const { steps, targets, nodeOf } = options;
  const candidates = new Set(targets);
  if (options.downstream) for (const name of descendants(steps, targets)) candidates.add(name);
  const byName = new Map(steps.map(step => [step.name, step]));
  const runs = new Set<string>();
  const blocked = new Map<string, BlockedStep>();
  const ignored = new Set<string>();
  const skipped = new Set<string>();
  for (const name of topologicalOrder(steps)) {
    if (!candidates.has(name)) continue;
    const target = targets.has(name);
    const boundary = (byName.get(name)?.depends ?? []).filter(up => !runs.has(up));
    // A descendant of something blocked is blocked with it, whatever that step was before; a target is judged by what is kept.
    const by = boundary.filter(up => (!target && blocked.has(up)) || !isSatisfied(nodeOf(up) ?? neverStarted));
    if (by.length > 0 && !(target && options.ignoreUpstream)) {
      blocked.set(name, { name, by, reason: by.map(up => stateInWords(up, nodeOf(up), blocked.has(up))).join(' ') });
      continue;
    }
    for (const up of by) ignored.add(up);
    for (const up of boundary) if (nodeOf(up)?.status === 'skipped') skipped.add(up);
    runs.add(name);
  }
  return { runs: [...runs], blocked: [...blocked.values()], ignored: [...ignored], skipped: [...skipped] };
}

const neverStarted = { status: 'not_started' } as const;

function stateInWords(name: string, node: Node | undefined, blocked: boolean): string {
  if (blocked) return `"${name}" is blocked itself.`;
  if (node === undefined) return `"${name}" has never run.`;
  const by = node.reason?.by ?? [];
  switch (node.status) {
    case 'failed':
      return `"${name}" failed and is kept.`;
    case 'rejected':
      return `"${name}" was rejected and is kept.`;
    case 'aborted':
      return by.length > 0
        ? `"${name}" was aborted because of ${nameList(by)} and is kept.`
        : `"${name}" was aborted and is kept.`;
    case 'not_started':
      return `"${name}" has not run.`;
    default:
      return `"${name}" is ${node.status}.`;
  }
}
