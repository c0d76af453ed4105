// What the picture of a graph is given, and what it tells of.

import type { Direction } from './layout';
import type { LayoutClient } from './layout-client';
import type { Measures } from './node-view';
import type { GraphNode } from './protocol';
import type { Size } from './viewport';

export interface GraphViewEvents {
  /** Another node is selected, or the same node shows something else. */
  readonly onSelect: (node: GraphNode | undefined) => void;
  /** The node was clicked, or nothing was. */
  readonly onClick: (node: GraphNode | undefined) => void;
  readonly onDoubleClick: (node: GraphNode) => void;
  readonly onFocusMode: (on: boolean) => void;
  readonly onDirection: (direction: Direction) => void;
  /** A layout is under way; `undefined` when it is there. */
  readonly onBusy: (steps: number | undefined) => void;
  readonly onDrawn: () => void;
}

export interface GraphViewParts {
  readonly root: SVGSVGElement;
  readonly layouts: LayoutClient;
  readonly measures: Measures;
  readonly events: GraphViewEvents;
  /** The part of the picture's window that nothing lies upon. */
  readonly free: () => Size;
  /** The panel's clock now. */
  readonly now: () => number;
}
