// Where the commands of a step run: here, in a container, or on another machine (dagu-format.md 1.1, 3.17).

import type { Container } from '../model/container';
import type { Dag, Step } from '../model/dag';

export type CommandPlace =
  | { readonly kind: 'here' }
  | { readonly kind: 'container'; readonly container: Container }
  | { readonly kind: 'ssh' };

/** Only commands go elsewhere; the step's own container goes before what the workflow has for all. */
export function commandPlace({ action, container: own }: Step, { container: usual, connections }: Dag): CommandPlace {
  if (action.name !== 'run' && action.name !== 'exec') return { kind: 'here' };
  const container = own ?? usual;
  if (container !== undefined) return { kind: 'container', container };
  return connections?.ssh === undefined ? { kind: 'here' } : { kind: 'ssh' };
}
