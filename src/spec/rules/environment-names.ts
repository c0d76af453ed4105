// Which variables a place may find in the environment, as far as the file tells (dagu-format.md 2.6).

import type { Dag, Step } from '../../model/dag';
import { mayBeInherited } from '../../model/inherited-names';
import { placesAround, type StepPlace } from './document';

/** Whether the file or the machine may set a variable for a field of the workflow, or of the step at a place; dotenv files are not looked into. */
export function mayBeSet(name: string, dag: Dag, place: StepPlace | undefined): boolean {
  if (mayBeInherited(name) || isNamed(dag.env, name) || isNamed(dag.params.list, name) || isNamed(dag.secrets, name))
    return true;
  if (place === undefined) return false;
  return [...placesAround(place)].some(
    ({ step, siblings }) => ownNames(step).includes(name) || siblings.some(one => handsOn(one, name)),
  );
}

function isNamed(list: readonly { readonly name: string }[], name: string): boolean {
  return list.some(one => one.name === name);
}

function ownNames({ env, container }: Step): readonly string[] {
  const inside = container !== undefined && 'env' in container ? container.env : [];
  return ['PWD', ...[...env, ...inside].map(one => one.name)];
}

/** What a step leaves to those behind it: captured stdout, and what a person enters. */
function handsOn({ output, approval }: Step, name: string): boolean {
  return output === name || approval?.input.includes(name) === true;
}
