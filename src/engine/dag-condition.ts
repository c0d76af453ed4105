// The preconditions of a whole workflow, before anything of it runs (dagu-format.md 3.7).

import type { Dag } from '../model/dag';
import { evaluateConditions, type Verdict } from './condition';
import { type ConditionHost, conditionTools } from './condition-tools';
import type { RunBase } from './run-base';

/** What they come to in an attempt. Nothing is evaluated where there are none. */
export async function dagVerdict(
  { preconditions }: Dag,
  { scope, inherited, directory }: RunBase,
  attempt: number,
  host: ConditionHost,
): Promise<Verdict> {
  const place = { scope, cwd: directory, env: { ...inherited, ...scope.env }, key: `${attempt}:@dag:if` };
  return evaluateConditions(preconditions, conditionTools(place, host));
}
