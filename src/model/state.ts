// Values that outlive runs: what is kept, and how it may be changed (dagu-format.md 3.18, state.*).

import type { Json } from '../base/json';
import type { Result } from '../base/result';

/** Values with different scopes or namespaces never meet, whatever their keys are. */
export interface StateSpace {
  readonly scope: string;
  readonly namespace: string;
}

export interface StateEntry {
  readonly key: string;
  /** 1 for the first value under the key, then one more with each that is written. */
  readonly version: number;
  /** Equal for equal values. */
  readonly hash: string;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly value: Json;
}

/** What was there and what is there now. */
export interface StateChange {
  readonly before: StateEntry | undefined;
  readonly after: StateEntry | undefined;
}

/** What is to be there in place of an entry (undefined: nothing), or why nothing may change. */
export type StateDecision = (before: StateEntry | undefined) => Result<StateEntry | undefined, string>;

/** Where such values are kept. Failures are reasons for people. */
export interface StateStore {
  read(space: StateSpace, key: string): Promise<Result<StateEntry | undefined, string>>;
  /** Sorted by key. */
  list(space: StateSpace): Promise<Result<readonly StateEntry[], string>>;
  /** Decides about one entry while no other process and nobody else in this one changes the space. */
  change(
    space: StateSpace,
    key: string,
    decide: StateDecision,
    signal: AbortSignal,
  ): Promise<Result<StateChange, string>>;
}
