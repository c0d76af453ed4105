// Which outputs of a step `${steps.ID.outputs.NAME}` can name.

import { isJsonObject } from '../../base/json';
import type { Step } from '../../model/dag';
import { fixedOutputs } from '../../model/fixed-outputs';

/** Undefined when only the run can tell: what a called workflow publishes, what a build makes, actions from elsewhere. */
export function outputNames({ action, outputs }: Step): readonly string[] | undefined {
  const declared = outputs.map(output => output.name);
  if (action.name !== 'other') return action.name === 'run' || action.name === 'exec' ? declared : undefined;
  const fixed = fixedOutputs(action);
  if (fixed !== undefined) return fixed;
  if (action.action === 'human.task') {
    const { form } = action.with;
    const properties = isJsonObject(form) ? (isJsonObject(form.properties) ? form.properties : form) : {};
    return [...declared, ...Object.keys(properties)];
  }
  return action.action.includes('@') || !action.action.includes('.') ? undefined : declared;
}
