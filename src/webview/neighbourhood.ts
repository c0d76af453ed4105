// The part of a graph around one node.

/** The nodes at most `levels` edges above or below a node, itself included: what feeds it and what it feeds, not its siblings. */
export function neighbourhood(
  edges: readonly (readonly [number, number])[],
  centre: number,
  levels: number,
): ReadonlySet<number> {
  const after = new Map<number, number[]>();
  const before = new Map<number, number[]>();
  for (const [from, to] of edges) {
    listed(after, from).push(to);
    listed(before, to).push(from);
  }
  const found = new Set([centre]);
  for (const next of [after, before]) {
    let border: readonly number[] = [centre];
    const seen = new Set(border);
    for (let level = 0; level < levels && border.length > 0; level++) {
      border = [...new Set(border.flatMap(node => next.get(node) ?? []))].filter(node => !seen.has(node));
      for (const node of border) {
        seen.add(node);
        found.add(node);
      }
    }
  }
  return found;
}

function listed(lists: Map<number, number[]>, key: number): number[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}
