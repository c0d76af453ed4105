// Which step of a definition is which node of an earlier attempt: by id, then by name (retry.md, "Changed definition").

interface Named {
  readonly name: string;
  readonly id?: string;
}

/**
 * Pairs steps with earlier nodes: first those with the same id, then, among what is left, those with the same name. The result maps the
 * name of a step to its node; a step without a partner is new, a node without one is gone.
 */
export function matchNodes<N extends Named>(steps: readonly Named[], nodes: readonly N[]): ReadonlyMap<string, N> {
  const byId = new Map(nodes.flatMap(node => (node.id === undefined ? [] : [[node.id, node] as const])));
  const byName = new Map(nodes.map(node => [node.name, node]));
  const taken = new Set<N>();
  const matches = new Map<string, N>();
  const pair = (step: Named, node: N | undefined): void => {
    if (node === undefined || taken.has(node) || matches.has(step.name)) return;
    taken.add(node);
    matches.set(step.name, node);
  };
  for (const step of steps) if (step.id !== undefined) pair(step, byId.get(step.id));
  for (const step of steps) pair(step, byName.get(step.name));
  return matches;
}
