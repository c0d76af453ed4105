// Values of root env that outlive their attempt: what an entry came to at the first start counts for retries, as long as the entry is the same.

import { createHash } from 'node:crypto';
import { mask } from '../../base/mask';
import type { Binding } from '../../model/dag';
import type { CapturedValue } from '../../model/run';
import { expand } from './expand';
import { policies } from './policies';
import type { Scope } from './scope';

/**
 * For each entry of root env, a digest of all that the definition and the parameters say about it: its text, and the consts, parameters and
 * earlier entries that it refers to. `base` is the scope before root env; what comes from outside (our own environment, the moment, the
 * attempt) is left out, so two attempts agree exactly when the declaration is unchanged (retry.md, "What a reset clears").
 */
export function environmentBases(rootEnv: readonly Binding[], base: Scope): readonly string[] {
  const env: Record<string, string> = { ...base.env };
  const scope: Scope = { ...base, env, os: {}, inherited: {}, context: {} };
  return rootEnv.map(({ name, value }) => {
    const digest = createHash('sha256');
    digest.update(`${JSON.stringify([name, value])}\n${expand(value, scope, policies.rootEnv)}`);
    // Entries that refer to this one change with it.
    const basis = digest.digest('hex').slice(0, 16);
    env[name] = basis;
    return basis;
  });
}

/**
 * What an attempt keeps for later ones. `values`: what the entries came to. Plain text needs no keeping, and a value that holds a secret is
 * never stored: it is resolved anew.
 */
export function captureValues(
  rootEnv: readonly Binding[],
  bases: readonly string[],
  values: readonly string[],
  secrets: readonly string[],
): readonly CapturedValue[] {
  return rootEnv.flatMap(({ name, value: text }, at) => {
    const value = values[at];
    const basis = bases[at];
    if (value === undefined || basis === undefined || value === text) return [];
    return mask(value, secrets) === value ? [{ name, basis, value }] : [];
  });
}
