// The cron expressions of a workflow file and where they stand.

import { entryOf, type ScalarNode, stringOf, type YamlNode } from '../syntax/node';
import type { Workflow } from './workflow';

/** The scalars with expressions, in all the forms that `schedule` can take. Only the first document is ever scheduled. */
export function scheduleExpressions({ documents }: Workflow): readonly ScalarNode[] {
  const schedule = entryOf(documents[0]?.root, 'schedule')?.value;
  if (schedule?.kind !== 'mapping') return expressionsOf(schedule);
  return schedule.entries.flatMap(({ value }) => expressionsOf(value));
}

function expressionsOf(node: YamlNode | undefined): readonly ScalarNode[] {
  if (node?.kind === 'sequence') return node.items.flatMap(expressionsOf);
  const scalar = node?.kind === 'mapping' ? entryOf(node, 'expression')?.value : node;
  return scalar?.kind === 'scalar' && (stringOf(scalar) ?? '') !== '' ? [scalar] : [];
}
