// Which steps run when a run goes on behind those that people have answered.

import type { Refusal } from '../model/plan';
import type { Run } from '../model/run';
import { rewoundSteps, scopeOf } from './pushback';
import { nameList } from './retry/refusal';

/**
 * The steps that run, in document order: what the attempt before left behind waiting steps, what a push-back makes run again, and steps
 * that called a run in which somebody answered. Nothing when the run was stopped while it waited.
 */
export function resumedSteps(run: Run): readonly string[] {
  const names = new Set(run.answered);
  const answered = run.nodes.filter(node => names.has(node.name));
  if (answered.some(node => node.answer?.kind === 'stopped')) return [];
  const scope = scopeOf(run.attempts);
  const again = new Set(
    answered.flatMap(node => {
      if (node.answer?.kind === 'pushed-back') return [...rewoundSteps(node, run.nodes, scope)];
      return node.answer?.kind === 'below' ? [node.name] : [];
    }),
  );
  return run.nodes
    .filter(({ name, status }) => again.has(name) || (status === 'not_started' && scope.has(name)))
    .map(node => node.name);
}

/** Why a run cannot go on behind its waiting steps. */
export function nothingToResume(run: Run): Refusal {
  const waiting = run.nodes.filter(node => node.status === 'waiting').map(node => node.name);
  const message =
    run.status === 'waiting'
      ? `The run ${run.runId} still waits for a person at ${nameList(waiting)}.`
      : `The run ${run.runId} is ${run.status}: nobody's answer is left to go on with.`;
  return { code: 'nothing-to-do', message, actions: [] };
}
