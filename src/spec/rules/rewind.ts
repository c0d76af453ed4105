// A push-back of an approval goes back to the step itself or to one that ran before it.

import type { Step } from '../../model/dag';
import type { Rewind } from '../approval';
import type { Findings } from '../findings';
import { shorten } from '../values';
import { isBehind } from './document';

export interface Rewinding {
  readonly step: Step;
  readonly rewind?: Rewind;
}

export function checkRewinds(steps: readonly Rewinding[], findings: Findings): void {
  const byName = new Map(steps.map(({ step }) => [step.name, step]));
  for (const { step, rewind } of steps) {
    if (rewind === undefined) continue;
    const target = steps.find(other => other.step.name === rewind.target || other.step.id === rewind.target);
    if (target !== undefined && (target.step === step || isBehind({ step, siblingsByName: byName }, target.step.name)))
      continue;
    const message = `The step "${shorten(step.name)}" cannot go back to "${shorten(rewind.target)}": name the step itself, or one that it depends on`;
    findings.add('approval-rewind', message, rewind.range);
  }
}
