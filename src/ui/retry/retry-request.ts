// What the user wants retried, and what becomes of it when a refusal is mended: pure.

import type { Confirmed } from '../../host/machine';
import type { Refusal, RefusalAction } from '../../model/plan';
import type { RetryChoice } from '../../model/run';

/** A choice with what was confirmed besides. */
export interface RetryRequest {
  readonly choice: RetryChoice;
  readonly facts: Confirmed;
}

/** The retry of one step as it is offered first (retry.md, "Words"): only the step, everything else at its default. */
export function stepRequest(step: string, change: Partial<RetryChoice> = {}): RetryRequest {
  return {
    choice: {
      targets: [step],
      scope: 'step',
      bypassPreconditions: false,
      definition: 'snapshot',
      runHandlers: true,
      ignoreUpstream: false,
      ...change,
    },
    facts: {},
  };
}

/** The request with a fix applied that changes nothing but the request; undefined: the action is of another kind. */
export function mended(request: RetryRequest, refusal: Refusal, action: RefusalAction): RetryRequest | undefined {
  const { choice, facts } = request;
  const also = (change: Partial<RetryChoice>): RetryRequest => ({ choice: { ...choice, ...change }, facts });
  switch (action) {
    case 'include-upstream':
    case 'include-producer':
      return also({ targets: [...new Set([...(refusal.steps ?? []), ...choice.targets])] });
    case 'ignore-upstream':
      return also({ ignoreUpstream: true });
    case 'use-snapshot':
      return also({ definition: 'snapshot' });
    case 'confirm':
      return { choice, facts: { ...facts, confirmed: true } };
    case 'ignore-precondition':
      return { choice, facts: { ...facts, ignoreDagPreconditions: true } };
    case 'plan-again':
      return request;
    default:
      return undefined;
  }
}
