// What the journal of an attempt tells when its host went away in the middle, so that another can go on.

import type { AttemptFacts } from '../model/event';
import type { Node, ReasonCode } from '../model/run';
import type { Resumed } from './step-execution';
import { dagTimeoutText } from './try-end';

/** Whether a node of the attempt needs nothing more: it ended, or was decided without running. */
export function isSettled(node: Node | undefined): boolean {
  if (node === undefined) return false;
  if (node.status === 'running' || node.status === 'retrying') return false;
  return node.status !== 'not_started' || node.reason !== undefined;
}

/**
 * How to go on with a node that the journal shows running in the attempt: with the try that was started last, or, when that try has an end
 * already, with the next one. Undefined for a node that had not begun.
 */
export function resumption(node: Node | undefined, attempt: number): Resumed | undefined {
  if (node === undefined || node.attempt !== attempt || isSettled(node) || node.tries === 0) return undefined;
  const { tries, retries, triedAt: startedAt = node.startedAt } = node;
  // `step.again` leaves an exit code on the running node, the start of the next try takes it away.
  if (node.exitCode !== undefined) return { number: tries + 1, retries };
  return { number: tries, retries, ...(startedAt === undefined ? {} : { startedAt }) };
}

/** What a host had already decided about the attempt, as far as its nodes tell. `stopped`: it was stopped before it is gone on with. */
export function recalledFacts(nodes: Iterable<Node>, stopped: boolean): AttemptFacts {
  const codes = new Set([...nodes].map(node => node.reason?.code));
  return {
    ...(stopped || cancelling.some(code => codes.has(code)) ? { cancelled: true } : {}),
    ...(codes.has('dag-timed-out') ? { error: dagTimeoutText } : {}),
  };
}

const cancelling: readonly ReasonCode[] = ['stopped', 'dag-precondition-unmet', 'init-failed', 'precondition-error'];
