// What a layout is made from and what it is: boxes of known size and edges in, places and curves out.

export type Direction = 'down' | 'right';

/** A graph to lay out: sizes in pixels, edges as indexes into them. */
export interface Topology {
  readonly sizes: readonly (readonly [width: number, height: number])[];
  readonly edges: readonly (readonly [number, number])[];
  readonly direction: Direction;
}

/** A box by its upper left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A curve as x, y, x, y, …: a start, then three points for each cubic Bézier. */
export type Curve = readonly number[];

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** One for each size of the topology, in its order. */
  readonly boxes: readonly Box[];
  /** One for each edge of the topology, in its order. */
  readonly curves: readonly Curve[];
  /** How it came about: `layered` is the simpler one for what the other could not do in time. */
  readonly by: 'graphviz' | 'layered';
}

/** Space between neighbours of a rank and between ranks, in pixels. */
export const gaps = { within: 24, between: 44 } as const;

/** Equal exactly for topologies that have the same layout. */
export function topologyKey(topology: Topology): string {
  const sizes = topology.sizes.map(([width, height]) => `${width}x${height}`).join(' ');
  const edges = topology.edges.map(([from, to]) => `${from}>${to}`).join(' ');
  return `${topology.direction}|${sizes}|${edges}`;
}

/** The rank of each node: the longest path from a node without dependencies. Nodes on a cycle, and below one, come after all others. */
export function ranksOf(count: number, edges: Topology['edges']): readonly number[] {
  const after: number[][] = Array.from({ length: count }, () => []);
  const waiting = new Array<number>(count).fill(0);
  for (const [from, to] of edges) {
    after[from]?.push(to);
    waiting[to] = (waiting[to] ?? 0) + 1;
  }
  const rank = new Array<number>(count).fill(0);
  const ready = waiting.flatMap((left, node) => (left === 0 ? [node] : []));
  const done = new Set(ready);
  for (let next = 0; next < ready.length; next++) {
    const node = ready[next] ?? 0;
    for (const to of after[node] ?? []) {
      rank[to] = Math.max(rank[to] ?? 0, (rank[node] ?? 0) + 1);
      waiting[to] = (waiting[to] ?? 0) - 1;
      if (waiting[to] === 0) {
        ready.push(to);
        done.add(to);
      }
    }
  }
  const last = ready.reduce((most, node) => Math.max(most, rank[node] ?? 0), -1);
  return rank.map((value, node) => (done.has(node) ? value : last + 1));
}

/** The direction in which the graph fills a window of this aspect (width / height) better. */
export function fittingDirection(
  sizes: Topology['sizes'],
  edges: Topology['edges'],
  window: { readonly width: number; readonly height: number },
): Direction {
  const ranks = ranksOf(sizes.length, edges);
  const perRank = new Map<number, { across: number; down: number; wide: number; high: number }>();
  ranks.forEach((rank, node) => {
    const [width, height] = sizes[node] ?? [0, 0];
    const sum = perRank.get(rank) ?? { across: 0, down: 0, wide: 0, high: 0 };
    perRank.set(rank, {
      across: sum.across + width + gaps.within,
      down: sum.down + height + gaps.within,
      wide: Math.max(sum.wide, width),
      high: Math.max(sum.high, height),
    });
  });
  const all = [...perRank.values()];
  const most = (of: (rank: (typeof all)[number]) => number): number =>
    all.reduce((m, rank) => Math.max(m, of(rank)), 1);
  const sum = (of: (rank: (typeof all)[number]) => number): number => all.reduce((m, rank) => m + of(rank), 1);
  const down = scaleIn(
    most(rank => rank.across),
    sum(rank => rank.high + gaps.between),
    window,
  );
  const right = scaleIn(
    sum(rank => rank.wide + gaps.between),
    most(rank => rank.down),
    window,
  );
  return right > down * 1.15 ? 'right' : 'down';
}

function scaleIn(width: number, height: number, window: { readonly width: number; readonly height: number }): number {
  return Math.min(1, window.width / width, window.height / height);
}
