// How one try of a step ended.

import type { Reason } from '../model/run';
import type { NodeStatus } from '../model/status';
import type { Outcome, StopReason } from './executor';

/** How a try ended. Variables and outputs are as the step wrote them; hiding secrets is for whoever stores them. */
export interface TryEnd {
  readonly status: NodeStatus;
  readonly exitCode: number;
  readonly error?: string;
  readonly reason?: Reason;
  readonly timedOut: boolean;
  /** Nobody saw it end, so nobody knows what it did. */
  readonly lost: boolean;
  readonly variables: Readonly<Record<string, string>>;
  /** The captured text is only known with its secrets hidden. */
  readonly maskedCapture: boolean;
  readonly declared: Readonly<Record<string, string>>;
  readonly published: Readonly<Record<string, string>>;
}

/** The part of an end that the action itself decides. */
export type Ended = Omit<TryEnd, 'variables' | 'declared' | 'published' | 'maskedCapture'>;

/** Why something was aborted when the whole run took too long. */
export const dagTimeoutText = 'The run took longer than its timeout_sec.';

export const lostText = 'Its process ended while nobody was watching, and how is not known.';

/** The end of a try that was left alone. `lost`: nobody saw one of its processes end. */
export function endedBy({ exitCode, error, status }: Outcome, lost: boolean): Ended {
  const failed = exitCode !== 0 || error !== undefined;
  return {
    status: status ?? (failed ? 'failed' : 'succeeded'),
    exitCode,
    ...(failed ? { error: error ?? `exit status ${exitCode}` } : {}),
    ...(lost ? { reason: { code: 'lost', text: lostText } } : {}),
    timedOut: false,
    lost,
  };
}

/** The end of a try that was ended from outside, whatever the action made of it. */
export function stoppedBy({ exitCode, error }: Outcome, reason: StopReason): Ended {
  switch (reason.kind) {
    case 'stopped':
      return {
        status: 'aborted',
        exitCode,
        error: error ?? 'stopped',
        reason: { code: 'stopped', text: 'The run was stopped.' },
        timedOut: false,
        lost: false,
      };
    case 'timed-out':
      return {
        status: 'failed',
        exitCode: 124,
        error: 'The step took longer than its timeout_sec.',
        reason: { code: 'timed-out', text: 'The step took longer than its timeout_sec.' },
        timedOut: true,
        lost: false,
      };
    case 'dag-timed-out':
      return {
        status: 'aborted',
        exitCode,
        error: dagTimeoutText,
        reason: { code: 'dag-timed-out', text: dagTimeoutText },
        timedOut: false,
        lost: false,
      };
  }
}
