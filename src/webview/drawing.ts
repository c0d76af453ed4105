// Everything that is drawn and where: the laid out steps, or some of them, with the handlers in a row below.

import { type Box, type Curve, type Direction, gaps, type Layout, type Topology } from './layout';

export interface Line {
  readonly from: number;
  readonly to: number;
  readonly curve: Curve;
}

export interface Drawing {
  readonly direction: Direction;
  readonly width: number;
  readonly height: number;
  /** By index of the node, steps first, then handlers; undefined where the node is not drawn. */
  readonly boxes: readonly (Box | undefined)[];
  readonly lines: readonly Line[];
  /** Where the caption of the handlers begins. */
  readonly caption?: { readonly x: number; readonly y: number };
  readonly by: Layout['by'];
  /** Lines pass behind nodes that they have nothing to do with, because ranks are broken into rows. */
  readonly crowded: boolean;
}

/** A graph, or the part of it that is to be seen. */
export interface Scope {
  readonly sizes: readonly (readonly [number, number])[];
  readonly edges: readonly (readonly [number, number])[];
  readonly direction: Direction;
  /** As in a topology. */
  readonly wrap?: number;
  /** The steps to be seen; absent: all. */
  readonly only?: ReadonlySet<number>;
}

/** What has to be laid out for a scope, and which step each of its boxes stands for. */
export function topologyOf({ sizes, edges, direction, wrap, only }: Scope): {
  readonly topology: Topology;
  readonly steps: readonly number[];
} {
  const steps = sizes.flatMap((_, step) => (only === undefined || only.has(step) ? [step] : []));
  const place = new Map(steps.map((step, index) => [step, index]));
  const kept = edges.flatMap(([from, to]): (readonly [number, number])[] => {
    const [a, b] = [place.get(from), place.get(to)];
    return a === undefined || b === undefined ? [] : [[a, b]];
  });
  const shape = { direction, ...(wrap === undefined ? {} : { wrap }) };
  return { topology: { sizes: steps.map(step => sizes[step] ?? [0, 0]), edges: kept, ...shape }, steps };
}

const captionHeight = 22;

/** Puts the handlers below a layout. `steps` as `topologyOf` gave them, `count` the number of all steps. */
export function drawingOf(
  layout: Layout,
  topology: Topology,
  steps: readonly number[],
  count: number,
  handlers: readonly (readonly [number, number])[],
): Drawing {
  const boxes = new Array<Box | undefined>(count).fill(undefined);
  layout.boxes.forEach((box, index) => {
    boxes[steps[index] ?? 0] = box;
  });
  const top = layout.height + (count === 0 ? 0 : gaps.between);
  let x = 0;
  let low = layout.height;
  for (const [width, height] of handlers) {
    boxes.push({ x, y: top + captionHeight, width, height });
    low = Math.max(low, top + captionHeight + height);
    x += width + gaps.within;
  }
  return {
    direction: topology.direction,
    width: Math.max(layout.width, x - gaps.within),
    height: low,
    boxes,
    lines: topology.edges.map(([from, to], index) => ({
      from: steps[from] ?? 0,
      to: steps[to] ?? 0,
      curve: layout.curves[index] ?? [],
    })),
    ...(handlers.length === 0 ? {} : { caption: { x: 0, y: top + 10 } }),
    by: layout.by,
    crowded: topology.wrap !== undefined,
  };
}

/** A curve in the language of SVG paths; empty for an empty curve. */
export function curvePath(curve: Curve): string {
  if (curve.length < 4) return '';
  const points = curve.map(value => Math.round(value * 10) / 10);
  return `M${points[0]} ${points[1]}C${points.slice(2).join(' ')}`;
}

/** The smallest box around a curve's points, which the curve never leaves. */
export function curveBox(curve: Curve): Box {
  const xs = curve.filter((_, index) => index % 2 === 0);
  const ys = curve.filter((_, index) => index % 2 === 1);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { x: left, y: top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

/** The node at a point of the plane. */
export function nodeAt(boxes: Drawing['boxes'], x: number, y: number): number | undefined {
  const index = boxes.findIndex(
    box => box !== undefined && box.x <= x && x <= box.x + box.width && box.y <= y && y <= box.y + box.height,
  );
  return index === -1 ? undefined : index;
}
