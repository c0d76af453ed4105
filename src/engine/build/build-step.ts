// A step of a build before and after its execution: whether it has to run, and what is remembered of what it made.

import { fail, ok, type Result } from '../../base/result';
import type { Dag, Shell } from '../../model/dag';
import type { BuildDecision } from '../../model/run';
import type { NodeStatus } from '../../model/status';
import type { StepPlace } from '../step-place';
import { decideBuild, ineligible, reuseDisabled } from './build-decision';
import type { BuildWork } from './build-files';
import { type Manifest, readManifest, writeManifest } from './build-manifest';
import type { BuildOutput } from './build-place';
import { contentOf, recipeOf } from './build-recipe';

/** What is to be done with a step that is about to run. */
export interface BuildCheck {
  readonly decision: BuildDecision;
  /** Of a step that makes a file: what it is made from, for the manifest. */
  readonly made?: Omit<Manifest, 'output'>;
}

/** Looks at the files. Fails with a message when an input is missing. */
export async function checkBuild(
  place: StepPlace,
  { dag, shell }: { readonly dag: Dag; readonly shell: Shell },
  work: BuildWork,
): Promise<Result<BuildCheck, string>> {
  const { step, files } = place;
  if (files === undefined) return ok({ decision: ineligible });
  const inputs = await inputDigests(files.inputs);
  if (!inputs.ok) return inputs;
  const { output } = files;
  if (output === undefined || step.outputs.length > 0) return ok({ decision: ineligible });
  const recipe = recipeOf(step, dag, { scope: place.scope, cwd: place.cwd, shell });
  const made = { recipe, inputs: inputs.value, producer: work.producer };
  if (work.forced(step.name)) return ok({ decision: reuseDisabled, made });
  return ok({ decision: await decided(work.folder, output, made), made });
}

/** What would be decided about a file whose inputs are as they are. */
export async function decided(
  folder: string | undefined,
  { path }: BuildOutput,
  { recipe, inputs }: Pick<Manifest, 'recipe' | 'inputs'>,
): Promise<BuildDecision> {
  const manifest = folder === undefined ? undefined : readManifest(folder, path);
  const output = manifest === undefined ? undefined : await contentOf(path);
  return decideBuild(manifest, { recipe, inputs, ...(output === undefined ? {} : { output }) });
}

/** Digests of input files by name. Fails with a message when one cannot be read. */
export async function inputDigests(
  inputs: Readonly<Record<string, string>>,
): Promise<Result<Readonly<Record<string, string>>, string>> {
  const digests: Record<string, string> = {};
  for (const [name, path] of Object.entries(inputs)) {
    const found = await contentOf(path);
    if (found === undefined) return fail(`The input "${name}" cannot be read: ${path} does not exist or is no file.`);
    digests[name] = found;
  }
  return ok(digests);
}

/**
 * Remembers what a step made, or left as it was, and returns its decision. What cannot be remembered is made again the next time, which is
 * no reason to fail.
 */
export async function remembered(
  status: NodeStatus,
  { files }: StepPlace,
  { decision, made }: BuildCheck,
  { folder }: BuildWork,
): Promise<BuildDecision> {
  const output = files?.output;
  if (status !== 'succeeded' || output === undefined) return decision;
  const content = await contentOf(output.path);
  try {
    if (content !== undefined && made !== undefined && folder !== undefined && decision.decision !== 'reuse')
      writeManifest(folder, output.path, { ...made, output: content });
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code !== 'string') throw error;
  }
  return content === undefined ? decision : { ...decision, file: { name: output.name, content } };
}
