// Names that a calling and a called workflow share: in Dagu the caller's value hides the called one's own (dagu-format.md 8).

import type { Dag, Step } from '../../model/dag';
import { entryOf } from '../../syntax/node';
import type { Findings } from '../findings';
import { shorten } from '../values';
import type { RuleDocument } from './document';

/** Looks at the called documents of the same file. */
export function noteCallerValues(entry: RuleDocument, later: readonly RuleDocument[], findings: Findings): void {
  const called = new Set(calls(entry.dag.steps));
  const given = new Set(ownNames(entry.dag));
  for (const { root, dag } of later) {
    const shared = ownNames(dag).filter(name => given.has(name));
    const place = entryOf(root, 'name')?.value;
    if (place === undefined || shared.length === 0 || !called.has(dag.name)) continue;
    const names = shared.map(name => shorten(name)).join(', ');
    const message = `${dag.name} and the workflow that calls it both define ${names}. In Dagu, $NAME and \${env.NAME} show the caller's value inside ${dag.name}; here its own value counts`;
    findings.inform('caller-values', message, place.range);
  }
}

function ownNames(dag: Dag): readonly string[] {
  return [...new Set([...dag.env.map(binding => binding.name), ...dag.params.list.map(param => param.name)])];
}

function calls(steps: readonly Step[]): readonly string[] {
  return steps.flatMap(({ action }) =>
    action.name === 'dag.run' ? [action.dag] : action.name === 'foreach' ? calls(action.steps) : [],
  );
}
