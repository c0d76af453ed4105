// A layout in layers that takes time in proportion to the graph: drawn when Graphviz is not there or does not finish in time.

import { type Box, type Curve, gaps, type Layout, ranksOf, type Topology } from './layout';

/** Rounds of sorting each rank by the middle of its neighbours, down and up. */
const rounds = 6;

/** A place on the two axes of a layered drawing: `across` a rank and `along` the edges. */
interface Spot {
  across: number;
  along: number;
}

/** Lays out any graph; cycles are allowed (their edges point backwards). */
export function layeredLayout(topology: Topology): Layout {
  const { sizes, edges, direction, wrap } = topology;
  const down = direction === 'down';
  const breadth = sizes.map(([width, height]) => (down ? width : height));
  const depth = sizes.map(([width, height]) => (down ? height : width));
  const layers = layersOf(ranksOf(sizes.length, edges));
  const ranks = wrap === undefined ? layers : layers.flatMap(layer => rowsOf(layer, breadth, wrap));
  const spots = spread(ranks, breadth, depth);
  settle(ranks, breadth, spots, neighboursOf(sizes.length, edges));
  const left = spots.reduce((least, spot, node) => Math.min(least, spot.across - (breadth[node] ?? 0) / 2), Infinity);
  for (const spot of spots) spot.across -= Number.isFinite(left) ? left : 0;
  const boxes = spots.map((spot, node): Box => {
    const [width, height] = sizes[node] ?? [0, 0];
    const [x, y] = down ? [spot.across, spot.along] : [spot.along, spot.across];
    return { x: x - width / 2, y: y - height / 2, width, height };
  });
  return {
    width: boxes.reduce((most, box) => Math.max(most, box.x + box.width), 0),
    height: boxes.reduce((most, box) => Math.max(most, box.y + box.height), 0),
    boxes,
    curves: edges.map(([from, to]) => curve(boxes[from], boxes[to], down)),
    by: 'layered',
  };
}

function layersOf(ranks: readonly number[]): number[][] {
  const layers: number[][] = [];
  ranks.forEach((rank, node) => {
    while (layers.length <= rank) layers.push([]);
    layers[rank]?.push(node);
  });
  return layers;
}

/** A rank in rows of at most that breadth, the last one as full as the others. */
function rowsOf(rank: readonly number[], breadth: readonly number[], wrap: number): number[][] {
  const total = rank.reduce((sum, node) => sum + (breadth[node] ?? 0) + gaps.within, 0);
  const length = Math.max(1, Math.ceil(rank.length / Math.max(1, Math.ceil(total / wrap))));
  return Array.from({ length: Math.ceil(rank.length / length) }, (_, row) =>
    rank.slice(row * length, (row + 1) * length),
  );
}

function neighboursOf(count: number, edges: Topology['edges']): { before: number[][]; after: number[][] } {
  const before: number[][] = Array.from({ length: count }, () => []);
  const after: number[][] = Array.from({ length: count }, () => []);
  for (const [from, to] of edges) {
    after[from]?.push(to);
    before[to]?.push(from);
  }
  return { before, after };
}

/** Places the ranks one below the other, each centred, in the order of the document. */
function spread(ranks: readonly number[][], breadth: readonly number[], depth: readonly number[]): Spot[] {
  const spots: Spot[] = breadth.map(() => ({ across: 0, along: 0 }));
  let along = 0;
  for (const rank of ranks) {
    const deepest = rank.reduce((most, node) => Math.max(most, depth[node] ?? 0), 0);
    const total = rank.reduce((sum, node) => sum + (breadth[node] ?? 0) + gaps.within, -gaps.within);
    let across = -total / 2;
    for (const node of rank) {
      spots[node] = { across: across + (breadth[node] ?? 0) / 2, along: along + deepest / 2 };
      across += (breadth[node] ?? 0) + gaps.within;
    }
    along += deepest + gaps.between;
  }
  return spots;
}

/** Pulls each node towards the middle of its neighbours, rank by rank, down and up, and keeps ranks free of overlaps. */
function settle(
  ranks: readonly number[][],
  breadth: readonly number[],
  spots: readonly Spot[],
  neighbours: { readonly before: number[][]; readonly after: number[][] },
): void {
  for (let round = 0; round < rounds; round++) {
    const downwards = round % 2 === 0;
    const order = downwards ? ranks : [...ranks].reverse();
    for (const rank of order) {
      const wished = new Map(
        rank.map(node => {
          const others = (downwards ? neighbours.before : neighbours.after)[node] ?? [];
          const own = spots[node]?.across ?? 0;
          const sum = others.reduce((total, other) => total + (spots[other]?.across ?? 0), 0);
          return [node, others.length === 0 ? own : sum / others.length] as const;
        }),
      );
      rank.sort((a, b) => (wished.get(a) ?? 0) - (wished.get(b) ?? 0));
      place(rank, wished, breadth, spots);
    }
  }
}

/** The average of pushing a rank apart from its left and from its right: near the wishes, in order, without overlaps. */
function place(
  rank: readonly number[],
  wished: ReadonlyMap<number, number>,
  breadth: readonly number[],
  spots: readonly Spot[],
): void {
  const apart = (a: number, b: number): number => ((breadth[a] ?? 0) + (breadth[b] ?? 0)) / 2 + gaps.within;
  const fromLeft: number[] = [];
  rank.forEach((node, index) => {
    const previous = rank[index - 1];
    const least = previous === undefined ? -Infinity : (fromLeft[index - 1] ?? 0) + apart(previous, node);
    fromLeft.push(Math.max(wished.get(node) ?? 0, least));
  });
  let right = Infinity;
  for (let index = rank.length - 1; index >= 0; index--) {
    const node = rank[index] ?? 0;
    const next = rank[index + 1];
    const most = next === undefined ? Infinity : right - apart(node, next);
    right = Math.min(wished.get(node) ?? 0, most);
    const spot = spots[node];
    if (spot !== undefined) spot.across = ((fromLeft[index] ?? 0) + right) / 2;
  }
}

function curve(from: Box | undefined, to: Box | undefined, down: boolean): Curve {
  if (from === undefined || to === undefined) return [];
  const start = down
    ? [from.x + from.width / 2, from.y + from.height]
    : [from.x + from.width, from.y + from.height / 2];
  const end = down ? [to.x + to.width / 2, to.y] : [to.x, to.y + to.height / 2];
  const [startX = 0, startY = 0] = start;
  const [endX = 0, endY = 0] = end;
  const pull = Math.max(gaps.between / 2, Math.abs(down ? endY - startY : endX - startX) / 2);
  return down
    ? [startX, startY, startX, startY + pull, endX, endY - pull, endX, endY]
    : [startX, startY, startX + pull, startY, endX - pull, endY, endX, endY];
}
