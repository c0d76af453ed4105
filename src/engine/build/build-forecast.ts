// What a build would do, without doing anything: for a dry run (dagu-format.md 3.22).

import { join, resolve } from 'node:path';
import { ok, type Result } from '../../base/result';
import type { Step } from '../../model/dag';
import type { BuildDecision } from '../../model/run';
import type { EngineParts } from '../engine-parts';
import { type Forecast, forecastBase } from '../forecast-base';
import { fromHome, type RunBase } from '../run-base';
import { expand } from '../values/expand';
import { policies } from '../values/policies';
import { deferred, ineligible, reuseDisabled } from './build-decision';
import { type BuildPlace, buildPlaces } from './build-place';
import { recipeOf } from './build-recipe';
import { decided, inputDigests } from './build-step';

export interface ForecastRequest extends Forecast {
  /** Every step is to run, whatever its files say. */
  readonly noReuse: boolean;
}

/**
 * The decision for each step of a build, by name. What steps hand on is not known, so a step that uses it is told to run. Fails with a message
 * when the files cannot be placed: a folder is missing, or two steps make one file.
 */
export async function forecastBuild(
  { noReuse, ...forecast }: ForecastRequest,
  parts: EngineParts,
): Promise<Result<ReadonlyMap<string, BuildDecision>, string>> {
  const { dag } = forecast.definition;
  // What differs from run to run does not count, so any folder will do.
  const base = forecastBase(forecast, parts, { dir: join(parts.buildDir ?? '/', 'none') });
  if (!base.ok) return base;
  const places = buildPlaces(dag, base.value);
  if (!places.ok) return places;
  const makers = new Map(
    [...places.value].flatMap(([name, { output }]) => (output === undefined ? [] : [[output.path, name] as const])),
  );
  const decisions = new Map<string, BuildDecision>();
  // Producers first: a step can only be judged when what it reads is there already.
  const decide = async (step: Step): Promise<BuildDecision> => {
    const known = decisions.get(step.name);
    if (known !== undefined) return known;
    const decision = await decisionOf(step, places.value.get(step.name), async path => {
      const maker = dag.steps.find(({ name }) => name === makers.get(path));
      return maker === undefined || maker === step ? false : (await decide(maker)).decision !== 'reuse';
    });
    decisions.set(step.name, decision);
    return decision;
  };
  const decisionOf = async (
    step: Step,
    place: BuildPlace | undefined,
    isToCome: (path: string) => Promise<boolean>,
  ): Promise<BuildDecision> => {
    if (place?.output === undefined || step.outputs.length > 0) return ineligible;
    for (const path of Object.values(place.inputs)) if (await isToCome(path)) return deferred;
    if (noReuse) return reuseDisabled;
    const inputs = await inputDigests(place.inputs);
    if (!inputs.ok) return { decision: 'execute', reason: 'input_missing', text: inputs.error };
    const recipe = recipeOf(step, dag, groundOf(step, base.value));
    return decided(parts.buildDir, place.output, { recipe, inputs: inputs.value });
  };
  for (const step of dag.steps) await decide(step);
  return ok(decisions);
}

function groundOf(step: Step, { scope, shell, directory }: RunBase): Parameters<typeof recipeOf>[2] {
  const env: Record<string, string> = { ...scope.env };
  const own = { ...scope, env };
  for (const binding of step.env) env[binding.name] = expand(binding.value, own, policies.stepEnv);
  const { workingDir } = step;
  const cwd =
    workingDir === undefined || workingDir === ''
      ? directory
      : resolve(directory, fromHome(expand(workingDir, scope, policies.workingDir), scope.os));
  return { scope: own, cwd, shell };
}
