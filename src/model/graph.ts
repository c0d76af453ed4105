// Questions about a graph of steps: what lies above and below, an order, a cycle. Linear in steps and edges, without recursion.

/** A step and the names of the steps it depends on. Names that no step has are ignored by every function here. */
export interface GraphNode {
  readonly name: string;
  readonly depends: readonly string[];
}

/** The steps that depend on any of `names`, directly or through others; of `names` only those that lie below another of them. */
export function descendants(nodes: readonly GraphNode[], names: Iterable<string>, levels?: number): Set<string> {
  return reach(childrenByName(nodes), names, levels);
}

/** The steps that any of `names` depends on, directly or through others; of `names` only those that lie above another of them. */
export function ancestors(nodes: readonly GraphNode[], names: Iterable<string>, levels?: number): Set<string> {
  const known = new Map(nodes.map(node => [node.name, node.depends]));
  return reach(
    new Map([...known].map(([name, depends]) => [name, depends.filter(up => known.has(up))])),
    names,
    levels,
  );
}

/**
 * All names, each behind everything it depends on: the order in which steps become ready with one slot (dagu-format.md 3.1: document order
 * first, then each as it becomes ready). Steps on a cycle, and behind one, come last in document order.
 */
export function topologicalOrder(nodes: readonly GraphNode[]): string[] {
  const children = childrenByName(nodes);
  const missing = new Map(nodes.map(node => [node.name, 0]));
  for (const below of children.values()) for (const child of below) missing.set(child, (missing.get(child) ?? 0) + 1);
  const order = nodes.flatMap(node => (missing.get(node.name) === 0 ? [node.name] : []));
  // The array grows while it is walked: it is the queue of ready steps and the result at once.
  for (const name of order) {
    for (const child of children.get(name) ?? []) {
      const left = (missing.get(child) ?? 0) - 1;
      missing.set(child, left);
      if (left === 0) order.push(child);
    }
  }
  if (order.length === nodes.length) return order;
  const placed = new Set(order);
  return [...order, ...nodes.flatMap(node => (placed.has(node.name) ? [] : [node.name]))];
}

/** The names along one cycle, each depending on the next and the last on the first; undefined when there is none. */
export function findCycle(nodes: readonly GraphNode[]): readonly string[] | undefined {
  const depends = new Map(nodes.map(node => [node.name, node.depends]));
  const done = new Set<string>();
  for (const { name } of nodes) {
    const path: { readonly name: string; next: number }[] = [];
    const onPath = new Set<string>();
    const enter = (step: string): void => {
      path.push({ name: step, next: 0 });
      onPath.add(step);
    };
    if (!done.has(name)) enter(name);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const up = depends.get(top.name)?.[top.next++];
      if (up === undefined) {
        path.pop();
        onPath.delete(top.name);
        done.add(top.name);
      } else if (onPath.has(up)) {
        const names = path.map(step => step.name);
        return names.slice(names.indexOf(up));
      } else if (depends.has(up) && !done.has(up)) enter(up);
    }
  }
  return undefined;
}

/** The steps directly below each step, in document order, without repetition. */
function childrenByName(nodes: readonly GraphNode[]): ReadonlyMap<string, readonly string[]> {
  const children = new Map<string, string[]>(nodes.map(node => [node.name, []]));
  for (const node of nodes) for (const up of new Set(node.depends)) children.get(up)?.push(node.name);
  return children;
}

function reach(
  edges: ReadonlyMap<string, readonly string[]>,
  names: Iterable<string>,
  levels = Number.POSITIVE_INFINITY,
): Set<string> {
  const found = new Set<string>();
  let front = [...names];
  for (let level = 0; level < levels && front.length > 0; level++) {
    const next: string[] = [];
    for (const name of front) {
      for (const neighbour of edges.get(name) ?? []) {
        if (found.has(neighbour)) continue;
        found.add(neighbour);
        next.push(neighbour);
      }
    }
    front = next;
  }
  return found;
}
