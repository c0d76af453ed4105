// What decides whether a file of a build is still what its step would make: how it is made, and from what.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Dag, Step } from '../../model/dag';
import type { Scope } from '../values/scope';

/** What a step runs with, as far as it counts. */
export interface RecipeGround {
  /** The step's own: its env is resolved in it. */
  readonly scope: Scope;
  readonly cwd: string;
  readonly shell: readonly string[];
}

/**
 * A digest of how a step makes its file: its action, the parameters, its environment without secrets and without what differs from run to
 * run, and the directory that the workflow chose (dagu-format.md 3.22).
 */
export function recipeOf(step: Step, dag: Dag, { scope, cwd, shell }: RecipeGround): string {
  const secret = new Set(dag.secrets.map(({ name }) => name));
  const env = Object.entries(scope.env).filter(([name]) => !secret.has(name) && !isOfRun(name));
  const chosen = Boolean(step.workingDir) || Boolean(dag.workingDir);
  const values = [...scope.steps].flatMap(([id, { name, declared, published }]) => {
    // Where a file lies is said by the inputs, and what it holds is compared by itself.
    const file = dag.steps.find(other => other.name === name)?.build?.output?.name;
    const given = Object.entries({ ...declared, ...published }).filter(([output]) => output !== file);
    return given.length === 0 ? [] : [[id, sorted(given)]];
  });
  const parts = [step.action, shell, sorted(scope.consts), sorted(scope.params), sorted(env), values];
  return digest(JSON.stringify([...parts, chosen ? cwd : null]));
}

/** A digest of what a file holds; undefined when there is no file that can be read. */
export async function contentOf(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
    return hash.digest('hex');
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code !== 'string') throw error;
    return undefined;
  }
}

export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function isOfRun(name: string): boolean {
  return /^(DAG_|DAGU_)/.test(name) || name === 'PWD';
}

function sorted(values: Readonly<Record<string, string>> | readonly (readonly [string, string])[]): unknown {
  const entries = Array.isArray(values) ? [...values] : Object.entries(values);
  return entries.sort(([a], [b]) => (a < b ? -1 : 1));
}
