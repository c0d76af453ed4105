// What a run has come to: one function for first runs, retries and manual edits, over all nodes (retry.md, "The run's status").

import type { HandlerName } from './dag';
import type { AttemptFacts } from './event';
import { topologicalOrder } from './graph';
import type { Node, Run } from './run';
import type { RunStatus } from './status';
import { statusFacts } from './status';

/** What is known of an attempt besides its nodes. An `Attempt` is one. */
export interface AttemptEnd extends AttemptFacts {
  /** Names of the steps that were to run in it. */
  readonly runs: readonly string[];
  /** Those of them that had not begun when it was stopped and got back what they were. */
  readonly restored?: readonly string[];
}

type JudgedNode = Pick<Node, 'name' | 'depends' | 'status' | 'reason' | 'tolerated'>;

/**
 * The status of a run whose newest attempt has ended. `nodes` are all of its steps, frozen ones included; it does not matter whether the
 * steps that a stop left unreached are already restored. The rules are those of retry.md, first match wins.
 */
export function runStatus(nodes: readonly JudgedNode[], end: AttemptEnd): RunStatus {
  const any = (test: (node: JudgedNode) => boolean): boolean => nodes.some(test);
  if (end.dagPreconditionError === true) return 'failed';
  if (end.cancelled === true && cutShort(nodes, end)) return 'aborted';
  if (any(node => node.status === 'rejected')) return 'rejected';
  if (any(node => node.status === 'waiting')) return 'waiting';
  if (any(node => node.status === 'failed' && node.tolerated !== true)) return 'failed';
  if (end.error !== undefined) return 'failed';
  // A step that still counts as running after its attempt ended was lost: nothing will ever finish it.
  if (any(node => node.status === 'running' || node.status === 'retrying')) return 'aborted';
  if (any(node => node.status === 'aborted' && !stoppedByUpstream(node))) return 'aborted';
  const succeeded = any(node => statusFacts(node.status).good);
  if (pendingSteps(nodes).length > 0) return succeeded ? 'partially_succeeded' : 'not_started';
  if (any(node => node.status === 'aborted')) return 'aborted';
  if (any(node => node.status === 'failed' || node.status === 'partially_succeeded'))
    return succeeded ? 'partially_succeeded' : 'failed';
  return 'succeeded';
}

/**
 * Whether a run whose attempt has ended goes on by itself: people answered steps of it since (`answered`), and nothing waits any more. A
 * rejection, a push-back and a stop do not wait for answers to other steps.
 */
export function goesOn(
  nodes: readonly Pick<Node, 'name' | 'status' | 'answer'>[],
  answered: ReadonlySet<string>,
): boolean {
  if (answered.size === 0) return false;
  const fresh = nodes.filter(node => answered.has(node.name));
  const decided = fresh.some(({ answer }) => ['rejected', 'pushed-back', 'stopped'].includes(answer?.kind ?? ''));
  return (
    decided ||
    !nodes.some(node => node.status === 'waiting' && !fresh.some(one => one === node && one.answer?.kind === 'below'))
  );
}

/**
 * The names of the steps that wait for a continuation: those that never started, and those that were aborted only because of an upstream
 * that is fine now, or that is itself going to be run by the continuation (rule 8). In document order.
 */
export function pendingSteps(nodes: readonly JudgedNode[]): string[] {
  const open = (node: JudgedNode): boolean => node.status === 'not_started' || stoppedByUpstream(node);
  if (!nodes.some(open)) return [];
  const byName = new Map(nodes.map(node => [node.name, node]));
  const fine = new Set<string>();
  for (const name of topologicalOrder(nodes)) {
    const node = byName.get(name);
    if (node === undefined) continue;
    if (isSatisfied(node) || (open(node) && node.depends.every(up => fine.has(up)))) fine.add(name);
  }
  return nodes
    .filter(node => node.status === 'not_started' || (stoppedByUpstream(node) && fine.has(node.name)))
    .map(node => node.name);
}

/** Whether a frozen node lets the steps that depend on it run (retry.md, the column "As boundary"). */
export function isSatisfied(node: Pick<Node, 'status' | 'tolerated'>): boolean {
  return (
    statusFacts(node.status).good || node.status === 'skipped' || (node.status === 'failed' && node.tolerated === true)
  );
}

/** Whether a node was aborted because of what lies above it, and not by itself. */
export function stoppedByUpstream(node: Pick<Node, 'status' | 'reason'>): boolean {
  const code = node.reason?.code;
  return (
    node.status === 'aborted' &&
    (code === 'upstream-failed' || code === 'upstream-aborted' || code === 'upstream-rejected')
  );
}

/**
 * The exit code of `start` and `retry`: 1 when a step or handler of this attempt ended with an error, tolerated ones included, or the
 * attempt could not begin; 0 otherwise, also after a stop and while waiting. A wait handler that fails is only logged, and a child that
 * succeeded in part is no error of its caller (dagu-format.md 3.9 and 6.1).
 */
export function attemptExitCode(run: Pick<Run, 'nodes' | 'handlers'>, end: AttemptEnd): 0 | 1 {
  if (end.dagPreconditionError === true || end.error !== undefined) return 1;
  const names = new Set(end.runs);
  for (const name of end.restored ?? []) names.delete(name);
  const steps = run.nodes.some(node => names.has(node.name) && endedWithError(node));
  const handlers = Object.entries(run.handlers).some(([name, node]) => name !== 'wait' && endedWithError(node));
  return steps || handlers ? 1 : 0;
}

/**
 * The handlers that follow when the steps of an attempt are done, in order (dagu-format.md 3.9). The success handler does not fire while
 * steps are pending; a waiting run has not ended, so `exit` does not follow.
 */
export function closingHandlers(status: RunStatus, pending: readonly string[]): readonly HandlerName[] {
  switch (status) {
    case 'waiting':
      return ['wait'];
    case 'failed':
    case 'rejected':
      return ['failure', 'exit'];
    case 'aborted':
      return ['abort', 'exit'];
    case 'succeeded':
    case 'partially_succeeded':
      return pending.length > 0 ? ['exit'] : ['success', 'exit'];
    default:
      return ['exit'];
  }
}

/** `mark_success` makes a node succeeded and forgives its error. */
function endedWithError({ status }: Pick<Node, 'status'>): boolean {
  return status === 'failed';
}

/** A cancelled attempt that left nothing undone is judged by its steps alone; a step it never reached was left undone. */
function cutShort(nodes: readonly JudgedNode[], end: AttemptEnd): boolean {
  if (end.restored !== undefined && end.restored.length > 0) return true;
  const names = new Set(end.runs);
  return nodes.some(node => names.has(node.name) && node.status !== 'succeeded' && node.status !== 'skipped');
}
