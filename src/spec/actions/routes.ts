// Routes of a router: patterns, each with the steps that it leads to (dagu-format.md 3.15).

import type { MappingNode } from '../../syntax/node';
import type { Findings } from '../findings';
import { describe } from '../values';

/** There is one at least, and each is a list of steps. `what` names the mapping. */
export function checkRoutes(routes: MappingNode, what: string, findings: Findings): void {
  if (routes.entries.length === 0) findings.add('input-value', `${what} needs at least one route`, routes.range);
  for (const { key, value } of routes.entries) {
    if (value.kind !== 'sequence') {
      findings.add(
        'input-type',
        `${what}.${key.text} must be a list of steps, e.g. [${value.kind === 'scalar' ? value.text : 'step'}]`,
        value.range,
        {
          ...(value.kind === 'scalar' && value.text !== ''
            ? {
                fixes: [
                  {
                    title: 'Put it in a list',
                    preferred: true,
                    edits: [{ range: value.range, text: `[${value.text}]` }],
                  },
                ],
              }
            : {}),
        },
      );
      continue;
    }
    for (const item of value.items) {
      if (item.kind !== 'scalar' || typeof item.value !== 'string') {
        const message = `${what}.${key.text} must list names or ids of steps as texts; this is ${describe(item)}`;
        findings.add('input-type', message, item.range);
      }
    }
  }
}
