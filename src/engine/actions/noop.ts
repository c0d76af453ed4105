// The action that does nothing.

import type { Outcome } from '../executor';

export async function noop(): Promise<Outcome> {
  return { exitCode: 0 };
}
