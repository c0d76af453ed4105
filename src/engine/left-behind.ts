// What a run that a crash left behind is when it has been brought to an end: for a plan that is only shown and changes nothing.

import { matchNodes } from '../model/matching';
import { outlined } from '../model/node-change';
import { currentAttempt, type Node, type Reason, type Run } from '../model/run';
import { pendingSteps, runStatus } from '../model/run-status';
import { isSettled } from './recovery';

/**
 * The run as stopping its open attempt leaves it: what runs is aborted, what had not begun is restored to what it was (retry.md, "State of
 * a node × its role"). What processes did since the crash only the repair itself finds out.
 */
export function asStopped(run: Run, at: number): Run {
  const attempt = currentAttempt(run);
  if (attempt === undefined || attempt.finishedAt !== undefined) return run;
  const ran = new Set(attempt.runs);
  const earlier = matchNodes(run.nodes, run.before ?? []);
  const restored: string[] = [];
  const nodes = run.nodes.map((node): Node => {
    if (node.status === 'running' || node.status === 'retrying') return { ...node, status: 'aborted', reason: stopped };
    if (!ran.has(node.name) || isSettled(node)) return node;
    const before = earlier.get(node.name);
    if (before === undefined) return { ...node, reason: stopped };
    restored.push(node.name);
    return outlined(before, node);
  });
  const ended = { ...attempt, cancelled: true, restored, finishedAt: at };
  const status = runStatus(nodes, ended);
  const attempts = [...run.attempts.slice(0, -1), { ...ended, status }];
  return { ...run, status, finishedAt: at, attempts, nodes, pending: pendingSteps(nodes) };
}

const stopped: Reason = { code: 'stopped', text: 'The program that drove the run is gone.' };
