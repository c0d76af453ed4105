// What a layout is made from and what it is: boxes of known size and edges in, places and curves out.

export type Direction = 'down' | 'right';

/** A graph to lay out: sizes in pixels, edges as indexes into them. */
export interface Topology {
  readonly sizes: readonly (readonly [width: number, height: number])[];
  readonly edges: readonly (readonly [number, number])[];
  readonly direction: Direction;
  /** Ranks that are broader are broken into rows, in pixels; only the layered layout does that. */
  readonly wrap?: number;
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
  return `${topology.direction}|${topology.wrap ?? ''}|${sizes}|${edges}`;
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

/** The direction, and where to break ranks, with which the graph fills a window best. */
export function fittingShape(
  sizes: Topology['sizes'],
  edges: Topology['edges'],
  window: { readonly width: number; readonly height: number },
): { readonly direction: Direction; readonly wrap?: number } {
  const ranks = rankExtents(sizes, edges);
  const most = (of: (rank: RankExtent) => number): number => ranks.reduce((m, rank) => Math.max(m, of(rank)), 1);
  const sum = (of: (rank: RankExtent) => number): number => ranks.reduce((m, rank) => m + of(rank), 1);
  const down = { width: most(rank => rank.across), height: sum(rank => rank.high + gaps.between) };
  const right = { width: sum(rank => rank.wide + gaps.between), height: most(rank => rank.down) };
  const best = Math.max(scaleIn(down.width, down.height, window), scaleIn(right.width, right.height, window));
  if (best < wrapBelow && down.width > down.height * wrapAspect)
    return { direction: 'down', wrap: rowWidth(ranks, window) };
  return {
    direction:
      scaleIn(right.width, right.height, window) > scaleIn(down.width, down.height, window) * 1.15 ? 'right' : 'down',
  };
}

/** A graph that can only be seen at less than this scale and is so much broader than high, is a fan: its ranks are broken into rows. */
const wrapBelow = 0.35;
const wrapAspect = 5;

/** What a rank takes up: across and high when the graph goes down, down and wide when it goes to the right. */
interface RankExtent {
  readonly across: number;
  readonly down: number;
  readonly wide: number;
  readonly high: number;
}

function rankExtents(sizes: Topology['sizes'], edges: Topology['edges']): readonly RankExtent[] {
  const extents: RankExtent[] = [];
  ranksOf(sizes.length, edges).forEach((rank, node) => {
    const [width, height] = sizes[node] ?? [0, 0];
    const before = extents[rank] ?? { across: 0, down: 0, wide: 0, high: 0 };
    extents[rank] = {
      across: before.across + width + gaps.within,
      down: before.down + height + gaps.within,
      wide: Math.max(before.wide, width),
      high: Math.max(before.high, height),
    };
  });
  return extents;
}

/** The width of rows with which the whole has about the shape of the window: each doubling of it is tried until it is broad enough. */
function rowWidth(ranks: readonly RankExtent[], window: { readonly width: number; readonly height: number }): number {
  const aspect = window.width / Math.max(1, window.height);
  let width = 400;
  for (; width < 1e7; width *= 1.25) {
    const height = ranks.reduce((sum, rank) => sum + Math.ceil(rank.across / width) * (rank.high + gaps.between), 0);
    if (width / height >= aspect) break;
  }
  return width;
}

function scaleIn(width: number, height: number, window: { readonly width: number; readonly height: number }): number {
  return Math.min(1, window.width / width, window.height / height);
}
