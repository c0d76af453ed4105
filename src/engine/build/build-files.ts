// The files of a build while its steps run: what they read, where they write, and what becomes of it.

import { existsSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ok, type Result } from '../../base/result';
import { type Dag, findStep } from '../../model/dag';
import type { TryEnd } from '../try-end';
import type { Scope } from '../values/scope';
import { type BuildGround, type BuildOutput, type BuildPlace, buildPlaces } from './build-place';
import { digest } from './build-recipe';

/** What the steps of a build share. */
export interface BuildWork {
  readonly places: ReadonlyMap<string, BuildPlace>;
  /** Absolute path of the folder of manifests; absent: nothing is remembered. */
  readonly folder?: string;
  /** `DAG:RUN`. */
  readonly producer: string;
  /** Whether a step runs whatever its files say. */
  forced(step: string): boolean;
}

export interface StagedOutput extends BuildOutput {
  /** Where the step writes; it becomes the file when the step has succeeded. Absolute. */
  readonly staging: string;
}

/** The files of a step while it runs. */
export interface StepFiles {
  readonly inputs: Readonly<Record<string, string>>;
  readonly output?: StagedOutput;
}

/** `key`: names the step's execution among all that could write beside the same file, whose name is Dagu's (dagu-format.md 3.22). */
export function stepFiles({ inputs, output }: BuildPlace, key: string): StepFiles {
  if (output === undefined) return { inputs };
  const name = `.${basename(output.path).slice(0, 100)}.dagu-${digest(key).slice(0, 12)}.tmp`;
  return { inputs, output: { ...output, staging: join(dirname(output.path), name) } };
}

/** What ${inputs.NAME} and ${outputs.NAME} mean while the step runs. */
export function filesInScope({ inputs, output }: StepFiles): NonNullable<Scope['files']> {
  return { inputs, outputs: output === undefined ? {} : { [output.name]: output.staging } };
}

/** Removes what an earlier try left where the step is going to write. */
export function clearStaging(files: StepFiles | undefined): void {
  if (files?.output !== undefined) rmSync(files.output.staging, { force: true, recursive: true });
}

/** Puts what a successful try made in its place; the old file stays when the try failed or wrote none. */
export function settleOutput(end: TryEnd, files: StepFiles | undefined): TryEnd {
  const output = files?.output;
  if (output === undefined) return end;
  if (end.status !== 'succeeded') {
    clearStaging(files);
    return end;
  }
  const error = moved(output);
  if (error === undefined) return { ...end, declared: { ...end.declared, [output.name]: output.path } };
  return { ...end, status: 'failed', exitCode: 1, error };
}

function moved({ name, path, staging }: StagedOutput): string | undefined {
  if (!existsSync(staging)) return `The step wrote no file to \${outputs.${name}}; ${path} stays as it was.`;
  try {
    renameSync(staging, path);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return `The file that the step made cannot be moved to ${path} (${code}).`;
  }
}

export interface BuildAround {
  readonly runId: string;
  /** Absolute path of the folder of manifests. */
  readonly folder: string | undefined;
  /** Steps that run whatever their files say, by id or name. */
  readonly forced: 'all' | readonly string[];
}

/** What the steps of an attempt share; undefined when its workflow is no build. Fails with a message when its files cannot be placed. */
export function buildWork(dag: Dag, ground: BuildGround, around: BuildAround): Result<BuildWork | undefined, string> {
  if (dag.type !== 'build') return ok(undefined);
  const places = buildPlaces(dag, ground);
  if (!places.ok) return places;
  const { runId, folder } = around;
  const forced = around.forced === 'all' ? 'all' : new Set(around.forced.map(word => findStep(dag, word)?.name));
  return ok({
    places: places.value,
    ...(folder === undefined ? {} : { folder }),
    producer: `${dag.name}:${runId}`,
    forced: step => forced === 'all' || forced.has(step),
  });
}
