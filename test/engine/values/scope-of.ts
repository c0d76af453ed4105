// A scope for tests from the parts that matter to them.

import type { Scope, StepValues } from '../../../src/engine/values/scope';

export function scopeOf(parts: Partial<Scope> = {}): Scope {
  return {
    consts: {},
    params: {},
    paramsJson: '',
    env: {},
    os: {},
    steps: new Map(),
    context: {},
    ...parts,
  };
}

export function stepOf(id: string, parts: Partial<StepValues> = {}): readonly [string, StepValues] {
  return [id, { id, name: id, exitCode: 0, variables: {}, declared: {}, published: {}, ...parts }];
}
