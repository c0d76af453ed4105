// Why a step runs, and why one is kept, in words.

import type { Step } from '../../model/dag';
import type { KeptStep } from '../../model/plan';
import type { Node } from '../../model/run';
import { stoppedByUpstream } from '../../model/run-status';
import { nameList } from './refusal';

/** Why a step of a retry runs: who wants it, and what it was. `upstream`: its direct dependencies that run as well. */
export function runReason(
  step: Step,
  node: Node | undefined,
  role: 'target' | 'descendant',
  upstream: readonly string[],
): string {
  const again = upstream.length > 1 ? 'run again' : 'runs again';
  const why = role === 'target' ? 'It was chosen.' : `It depends on ${nameList(upstream)}, which ${again}.`;
  return [why, stateReason(node), childReason(step, node)].filter(part => part !== '').join(' ');
}

/** Why a step outside of what runs is kept, and what that means for the run. `pending`: a continuation would run it. */
export function keptStep(name: string, node: Node | undefined, pending: boolean, changed: boolean): KeptStep {
  const reason = node === undefined ? 'It is new in the file and stays not started.' : keptReason(node, pending);
  const older = changed && node !== undefined && node.attempt > 0 ? ' It ran with an older definition.' : '';
  return { name, status: node?.status ?? 'not_started', reason: reason + older };
}

function stateReason(node: Node | undefined): string {
  if (node === undefined) return 'It is new.';
  const by = nameList(node.reason?.by ?? []);
  switch (node.status) {
    case 'succeeded':
      return node.marked === true ? 'It was marked succeeded.' : `It succeeded in attempt ${node.attempt}.`;
    case 'partially_succeeded':
      return `It succeeded in part in attempt ${node.attempt}.`;
    case 'failed':
      return `It failed in attempt ${node.attempt}.`;
    case 'aborted':
      return stoppedByUpstream(node) && by !== '' ? `It was aborted because of ${by}.` : 'It was aborted.';
    case 'skipped':
      return node.reason?.code === 'upstream-skipped' && by !== ''
        ? `It was skipped because of ${by}.`
        : 'It was skipped by its own precondition.';
    case 'rejected':
      return 'It was rejected and will wait again.';
    default:
      return 'It has not run yet.';
  }
}

function childReason(step: Step, node: Node | undefined): string {
  const foreach = step.action.name === 'foreach';
  if ((step.action.name !== 'dag.run' && !foreach) || node === undefined || node.children.length === 0) return '';
  const good = node.status === 'succeeded' || node.status === 'partially_succeeded';
  if (foreach || step.parallel !== undefined) return good ? 'All its items restart.' : 'Its failed items run again.';
  return good ? 'Its child run restarts.' : 'Its child run resumes where it failed.';
}

function keptReason(node: Node, pending: boolean): string {
  switch (node.status) {
    case 'succeeded':
    case 'partially_succeeded':
      return `Its result of attempt ${node.attempt} is kept.`;
    case 'failed':
      return node.tolerated === true
        ? 'Its failure is kept; it is one that continue_on lets pass.'
        : 'Its failure is kept: the run stays failed.';
    case 'aborted':
      if (!stoppedByUpstream(node)) return 'It stays aborted.';
      return pending
        ? 'It stays aborted and can be continued afterwards.'
        : 'It stays aborted because of its upstream.';
    case 'skipped':
      return 'It stays skipped.';
    case 'waiting':
      return 'It goes on waiting for a person.';
    case 'rejected':
      return 'It stays rejected, and so does the run.';
    default:
      return 'It stays not started.';
  }
}
