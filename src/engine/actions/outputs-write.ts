// Publishes values as outputs of the step.

import { isJsonObject } from '../../base/json';
import type { ExecutionContext, Outcome } from '../executor';
import { expandJson } from '../values/expand';
import { policies } from '../values/policies';
import { publishedOutputs } from '../values/structured-output';
import type { OtherAction } from './other-action';

export async function outputsWrite({ with: input }: OtherAction, { scope }: ExecutionContext): Promise<Outcome> {
  const values = expandJson(input.values ?? null, scope, policies.with);
  if (!isJsonObject(values) || Object.keys(values).length === 0) {
    return { exitCode: 1, error: 'outputs.write needs values with at least one name.' };
  }
  return { exitCode: 0, outputs: publishedOutputs(values) };
}
