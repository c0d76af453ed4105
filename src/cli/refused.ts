// What the command line says when something is refused.

import { oneLine } from '../base/terminal-text';
import type { Refusal } from '../model/plan';
import { failure, type Surroundings } from './command';
import { adviceText } from './print-plan';

/** Prints on stderr why something is refused and what the user can do; `hint` goes behind the first reason. Returns the exit code. */
export function refused(refusals: readonly Refusal[], around: Surroundings, hint = ''): number {
  for (const [index, refusal] of refusals.entries()) {
    failure(around, `[${refusal.code}] ${oneLine(refusal.message)}${index === 0 ? hint : ''}`);
    around.screen.err.write(adviceText(refusal));
  }
  return 1;
}
