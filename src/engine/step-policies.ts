// The numbers of a step's retry and repeat policies, resolved when the step starts.

import type { NumberText, RepeatPolicy, RetryPolicy } from '../model/dag';
import type { StepPlace } from './step-place';
import type { StepPlaces } from './step-scope';

export interface Policies {
  readonly fault?: string;
  readonly retry?: RetryPolicy & { readonly most: number; readonly waitMs: number };
  readonly repeat?: RepeatPolicy & { readonly most: number; readonly waitMs: number };
}

/**
 * The policies of a step with their numbers. Texts are resolved now, when the step starts; one that is not a whole number is a fault
 * (dagu-format.md 3.5).
 */
export function readPolicies(place: StepPlace, places: StepPlaces): Policies {
  const { retryPolicy, repeatPolicy } = place.step;
  try {
    const number = (value: NumberText, what: string): number =>
      whole(value, what, text => places.resolveNumber(text, place));
    return {
      ...(retryPolicy === undefined
        ? {}
        : {
            retry: {
              ...retryPolicy,
              most: number(retryPolicy.limit, 'retry_policy.limit'),
              waitMs: 1000 * number(retryPolicy.intervalSec, 'retry_policy.interval_sec'),
            },
          }),
      ...(repeatPolicy === undefined
        ? {}
        : {
            repeat: {
              ...repeatPolicy,
              most:
                repeatPolicy.limit === undefined
                  ? Number.POSITIVE_INFINITY
                  : roundsOf(number(repeatPolicy.limit, 'repeat_policy.limit')),
              waitMs: 1000 * number(repeatPolicy.intervalSec, 'repeat_policy.interval_sec'),
            },
          }),
    };
  } catch (error) {
    if (error instanceof PolicyFault) return { fault: error.message };
    throw error;
  }
}

class PolicyFault extends Error {}

function whole(value: NumberText, what: string, resolve: (text: string) => string): number {
  if (typeof value === 'number') return value;
  const text = resolve(value).trim();
  if (!/^[+-]?\d+$/.test(text))
    throw new PolicyFault(`${what} is ${JSON.stringify(text)}, which is not a whole number.`);
  return Number(text);
}

/** A limit of zero or less is none, as in Dagu. */
function roundsOf(limit: number): number {
  return limit > 0 ? limit : Number.POSITIVE_INFINITY;
}

/** The pause before try or round number `exponent` + 2, in milliseconds. */
export function backedOff(
  { waitMs, factor, maxIntervalSec }: { waitMs: number; factor: number; maxIntervalSec: number },
  exponent: number,
): number {
  const wait = factor > 1 ? waitMs * factor ** exponent : waitMs;
  return maxIntervalSec > 0 ? Math.min(wait, maxIntervalSec * 1000) : wait;
}
