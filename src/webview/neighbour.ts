// Which node the keyboard goes to from another: along the edges, and sideways within a rank.

import type { Box, Direction } from './layout';

export type Move = 'left' | 'right' | 'up' | 'down' | 'first' | 'last';

/** The drawn nodes, by index; holes are nodes that are not drawn now. */
export interface Map2d {
  readonly boxes: readonly (Box | undefined)[];
  readonly edges: readonly (readonly [number, number])[];
  readonly direction: Direction;
}

/**
 * The node that a key moves to, or undefined where there is none. Along the direction of the drawing it follows an edge to the neighbour that
 * lies straightest ahead, or, without an edge, goes to the nearest node that way; across it goes to the next node of the same rank.
 */
export function neighbour({ boxes, edges, direction }: Map2d, from: number, move: Move): number | undefined {
  const drawn = boxes.flatMap((box, index) => (box === undefined ? [] : [{ index, ...middle(box, direction) }]));
  if (move === 'first')
    return nearest(
      drawn,
      node => node.along,
      node => node.across,
    );
  if (move === 'last')
    return nearest(
      drawn,
      node => -node.along,
      node => -node.across,
    );
  const here = drawn.find(node => node.index === from);
  if (here === undefined) return undefined;
  const [axis, sign] = heading(move, direction);
  const ahead = drawn.filter(node => sign * (node[axis] - here[axis]) > 0.5);
  if (axis === 'across') {
    const rank = ahead.filter(node => Math.abs(node.along - here.along) < Math.max(node.deep, here.deep) / 2);
    return nearest(
      rank,
      node => Math.abs(node.across - here.across),
      node => Math.abs(node.along - here.along),
    );
  }
  const linked = new Set(edges.flatMap(([a, b]) => (sign > 0 ? (a === from ? [b] : []) : b === from ? [a] : [])));
  const along = drawn.filter(node => linked.has(node.index));
  const sideways = (node: { readonly across: number }): number => Math.abs(node.across - here.across);
  const forwards = (node: { readonly along: number }): number => Math.abs(node.along - here.along);
  return along.length > 0 ? nearest(along, sideways, forwards) : nearest(ahead, forwards, sideways);
}

interface Middle {
  readonly across: number;
  readonly along: number;
  readonly deep: number;
}

function middle(box: Box, direction: Direction): Middle {
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  return direction === 'down' ? { across: x, along: y, deep: box.height } : { across: y, along: x, deep: box.width };
}

function heading(move: 'left' | 'right' | 'up' | 'down', direction: Direction): ['across' | 'along', 1 | -1] {
  const vertical = move === 'up' || move === 'down';
  const sign = move === 'down' || move === 'right' ? 1 : -1;
  return [vertical === (direction === 'down') ? 'along' : 'across', sign];
}

/** The node with the least first measure, then the least second one, then the first in the document. */
function nearest<N extends { readonly index: number }>(
  nodes: readonly N[],
  first: (node: N) => number,
  second: (node: N) => number,
): number | undefined {
  let best: N | undefined;
  for (const node of nodes) {
    if (best === undefined) best = node;
    else {
      const difference = first(node) - first(best);
      if (difference < -0.5 || (Math.abs(difference) <= 0.5 && second(node) < second(best))) best = node;
    }
  }
  return best?.index;
}
