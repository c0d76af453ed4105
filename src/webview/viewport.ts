// The arithmetic of looking at a plane through a window: pan, zoom at a point, fit, bring into view.

import type { Box } from './layout';

/** A point of the plane appears in the window at `point × scale + (x, y)`. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The scale stays between these, so that nobody gets lost; a graph that needs less to be seen whole may have less. */
const scales = { least: 0.1, most: 3 } as const;

const margin = 24;

export function panned(view: View, byX: number, byY: number): View {
  return { ...view, x: view.x + byX, y: view.y + byY };
}

/** Zooms by a factor so that the point under (x, y) of the window stays there. */
export function zoomed(view: View, factor: number, x: number, y: number, content: Size, window: Size): View {
  const least = Math.min(scales.least, fittingScale(content, window));
  const scale = Math.min(scales.most, Math.max(least, view.scale * factor));
  const change = scale / view.scale;
  return { scale, x: x - (x - view.x) * change, y: y - (y - view.y) * change };
}

/** Shows the whole content in the middle, never larger than life. */
export function fitted(content: Size, window: Size): View {
  const scale = fittingScale(content, window);
  return {
    scale,
    x: (window.width - content.width * scale) / 2,
    // A short graph hangs from the top third: it reads better than one that floats in the middle.
    y: Math.max(margin, Math.min((window.height - content.height * scale) / 2, window.height / 3)),
  };
}

/** The least pan that brings a box into the window, with a margin. */
export function revealing(view: View, box: Box, window: Size): View {
  const shift = (low: number, high: number, size: number): number => {
    if (high - low > size - 2 * margin) return (size - high - low) / 2;
    return low < margin ? margin - low : high > size - margin ? size - margin - high : 0;
  };
  const left = box.x * view.scale + view.x;
  const top = box.y * view.scale + view.y;
  return panned(
    view,
    shift(left, left + box.width * view.scale, window.width),
    shift(top, top + box.height * view.scale, window.height),
  );
}

/** The part of the plane that the window shows. */
export function shownBox(view: View, window: Size): Box {
  return {
    x: -view.x / view.scale,
    y: -view.y / view.scale,
    width: window.width / view.scale,
    height: window.height / view.scale,
  };
}

export function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

export function contains(outer: Box, inner: Box): boolean {
  return (
    outer.x <= inner.x &&
    outer.y <= inner.y &&
    outer.x + outer.width >= inner.x + inner.width &&
    outer.y + outer.height >= inner.y + inner.height
  );
}

function fittingScale(content: Size, window: Size): number {
  const width = Math.max(1, window.width - 2 * margin);
  const height = Math.max(1, window.height - 2 * margin);
  return Math.min(1, width / Math.max(1, content.width), height / Math.max(1, content.height));
}
