// Prints the table of a router; its targets find out themselves, by the conditions they were given (dagu-format.md 3.15).

import { isJsonObject, type Json } from '../../base/json';
import type { ExecutionContext, Outcome } from '../executor';
import type { OtherAction } from './other-action';

export async function routerRoute({ with: input }: OtherAction, { write }: ExecutionContext): Promise<Outcome> {
  const routes = isJsonObject(input.routes) ? Object.entries(input.routes) : [];
  const lines = [...routes]
    .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map(([pattern, targets]) => `  ${pattern} -> [${names(targets)}]\n`);
  // Dagu shows the value as it is written; the routes compare the resolved one.
  write('stdout', `Router evaluating: ${String(input.value ?? '')}\n${lines.join('')}`);
  return { exitCode: 0 };
}

/** Whole lines first, then expressions, the one that takes everything last. */
function rank(pattern: string): number {
  if (pattern === 're:.*') return 2;
  return pattern.startsWith('re:') ? 1 : 0;
}

function names(targets: Json): string {
  return Array.isArray(targets) ? targets.map(String).join(' ') : '';
}
