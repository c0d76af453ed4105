// The picture with everything that moves it: layout, view, selection, focus mode and search, for one snapshot after another.

import { Camera } from './camera';
import { type Drawing, drawingOf, nodeAt, topologyOf } from './drawing';
import { listenForGestures } from './gesture';
import type { GraphViewParts } from './graph-view-parts';
import { type Direction, fittingShape, type Layout, type Topology, topologyKey } from './layout';
import { type Move, neighbour } from './neighbour';
import { neighbourhood } from './neighbourhood';
import { nodeSize } from './node-view';
import type { DrawnLayout, GraphNode, GraphSnapshot } from './protocol';
import { Scene } from './scene';

/** A search goes at least this near. */
const readableScale = 0.8;

export class GraphView {
  readonly #parts: GraphViewParts;
  readonly #scene: Scene;
  readonly camera: Camera;
  #snapshot: GraphSnapshot | undefined;
  #content: readonly GraphNode[] = [];
  #indexes: ReadonlyMap<string, number> = new Map();
  #selected: string | undefined;
  #direction: 'auto' | Direction = 'auto';
  #focus: { readonly centre: string; readonly levels: number } | undefined;
  #words = '';
  #drawn = '';
  #wanted = '';

  constructor(parts: GraphViewParts) {
    this.#parts = parts;
    this.#scene = new Scene(parts.root, parts.measures);
    this.camera = new Camera({
      free: parts.free,
      content: () => this.#scene.drawing,
      onView: seen => this.#scene.look(seen, parts.root.getBoundingClientRect()),
    });
    listenForGestures(parts.root, {
      onPan: (byX, byY) => this.camera.pan(byX, byY),
      onZoom: (factor, x, y) => this.camera.zoom(factor, x, y),
      onClick: (x, y) => this.#click(x, y),
      onDoubleClick: (x, y) => {
        const node = this.#content[this.#at(x, y) ?? -1];
        if (node !== undefined) parts.events.onDoubleClick(node);
      },
    });
    parts.root.addEventListener('focusin', event => {
      const index = event.target instanceof Element ? /^node-(\d+)$/.exec(event.target.id)?.[1] : undefined;
      if (index !== undefined && Number(index) !== this.#index()) this.#select(Number(index));
    });
    new ResizeObserver(() => this.camera.refresh()).observe(parts.root);
  }

  get selected(): GraphNode | undefined {
    return this.#content[this.#index() ?? -1];
  }

  get selectedKey(): string | undefined {
    return this.#selected;
  }

  get direction(): 'auto' | Direction {
    return this.#direction;
  }

  get focusMode(): boolean {
    return this.#focus !== undefined;
  }

  /** Takes up what an earlier page left behind; before the first snapshot. */
  restore(selected: string | undefined, direction: 'auto' | Direction): void {
    this.#selected = selected;
    this.#direction = direction;
  }

  async show(snapshot: GraphSnapshot): Promise<void> {
    this.#snapshot = snapshot;
    this.#content = [...snapshot.nodes, ...snapshot.handlers];
    this.#indexes = new Map(this.#content.map((node, index) => [keyOf(node), index]));
    if (this.#focus !== undefined && !this.#indexes.has(this.#focus.centre)) this.setFocusMode(undefined);
    await this.#arrange();
    this.#parts.events.onSelect(this.selected);
  }

  /** Draws the time that running steps have taken. */
  tick(): void {
    if (this.#drawn !== '' && this.#drawn === this.#wanted) this.#scene.update(this.#content, this.#parts.now());
  }

  move(move: Move): void {
    const drawing = this.#scene.drawing;
    if (drawing === undefined) return;
    const from = this.#index() ?? drawing.boxes.findIndex(box => box !== undefined);
    const edges = drawing.lines.map(line => [line.from, line.to] as const);
    const next = neighbour({ boxes: drawing.boxes, edges, direction: drawing.direction }, from, move);
    if (next === undefined) return;
    this.#select(next);
    this.#reveal(next);
    this.#scene.focus(next);
  }

  /** Selects a step by name and brings it into view, near enough to be read. */
  goTo(step: string): void {
    const key = `step ${step}`;
    const index = this.#indexes.get(key);
    if (index === undefined) {
      this.#selected = key;
      return;
    }
    if (this.#scene.drawing?.boxes[index] === undefined) this.setFocusMode(undefined);
    this.#select(index);
    this.#reveal(index, readableScale);
  }

  /** Brings a step into view without selecting it. */
  lookAt(step: string): void {
    const index = this.#indexes.get(`step ${step}`);
    if (index !== undefined) this.#reveal(index, readableScale);
  }

  /** Brings the selected node back into view, when another layout or something that lies upon it took it out. */
  keepInSight(): void {
    const index = this.#index();
    if (index !== undefined) this.#reveal(index);
  }

  /** Moves the keyboard to the selected node. */
  focusSelected(): void {
    const index = this.#index();
    if (index !== undefined) this.#scene.focus(index);
  }

  turn(): void {
    this.#direction = this.#scene.drawing?.direction === 'down' ? 'right' : 'down';
    this.camera.release();
    void this.#arrange();
  }

  /** Shows only the selected step and so many levels around it; undefined: everything again. */
  setFocusMode(levels: number | undefined): void {
    const centre = this.#focus?.centre ?? this.#selected;
    const possible = levels !== undefined && centre !== undefined && this.#indexes.has(centre);
    this.#focus = possible ? { centre, levels } : undefined;
    this.camera.release();
    this.#parts.events.onFocusMode(possible);
    void this.#arrange();
  }

  /** Marks what matches the words; returns how many steps do. No words: no search. */
  search(words: string): number {
    this.#words = words.trim().toLowerCase();
    const found = this.#found();
    this.#mark();
    return found?.size ?? 0;
  }

  /** Goes to the match after (or before) the selected node; returns its place among the matches, from 1. */
  step(by: 1 | -1): { readonly place: number; readonly of: number } | undefined {
    const found = [...(this.#found() ?? [])];
    if (found.length === 0) return undefined;
    const here = this.#index() ?? -1;
    const later = by === 1 ? found.find(index => index > here) : found.findLast(index => index < here);
    const next = later ?? (by === 1 ? found.at(0) : found.at(-1)) ?? 0;
    if (this.#scene.drawing?.boxes[next] === undefined) this.setFocusMode(undefined);
    this.#select(next);
    this.#reveal(next, readableScale);
    return { place: found.indexOf(next) + 1, of: found.length };
  }

  /** The whole picture in numbers, for an export; undefined before there is one, or while only a part is shown. */
  drawnLayout(): DrawnLayout | undefined {
    const drawing = this.#scene.drawing;
    if (drawing === undefined || this.#drawn !== this.#wanted) return undefined;
    return {
      width: drawing.width,
      height: drawing.height,
      boxes: drawing.boxes.map(box => (box === undefined ? [] : [box.x, box.y, box.width, box.height])),
      lines: drawing.lines.map(line => line.curve),
    };
  }

  async #arrange(): Promise<void> {
    const snapshot = this.#snapshot;
    if (snapshot === undefined) return;
    const sizes = snapshot.nodes.map(node => nodeSize(node, this.#parts.measures));
    const centre = this.#focus === undefined ? undefined : this.#indexes.get(this.#focus.centre);
    const only = centre === undefined ? undefined : neighbourhood(snapshot.edges, centre, this.#focus?.levels ?? 1);
    const shape =
      this.#direction === 'auto'
        ? // The whole window, so that a panel which opens over it does not turn the graph.
          fittingShape(sizes, snapshot.edges, this.#parts.root.getBoundingClientRect())
        : { direction: this.#direction };
    const { topology, steps } = topologyOf({
      sizes,
      edges: snapshot.edges,
      ...shape,
      ...(only === undefined ? {} : { only }),
    });
    const key = `${topologyKey(topology)}\n${steps.join()}\n${this.#content.map(keyOf).join('\n')}`;
    if (key === this.#drawn) {
      this.#wanted = key;
      this.#parts.events.onBusy(undefined);
      this.#mark();
      return;
    }
    // The same layout is under way already: it will be drawn with the newest content.
    if (key === this.#wanted) return;
    this.#wanted = key;
    const layout = this.#parts.layouts.known(topology) ?? (await this.#layout(topology));
    if (layout === undefined || this.#wanted !== key) return;
    this.#parts.events.onBusy(undefined);
    this.#drawn = key;
    this.#draw(layout, topology, steps, only === undefined);
  }

  #layout(topology: Topology): Promise<Layout | undefined> {
    this.#parts.events.onBusy(topology.sizes.length);
    return this.#parts.layouts.layout(topology);
  }

  #draw(layout: Layout, topology: Topology, steps: readonly number[], whole: boolean): void {
    const snapshot = this.#snapshot;
    if (snapshot === undefined) return;
    const handlers = whole ? snapshot.handlers.map(node => nodeSize(node, this.#parts.measures)) : [];
    const drawing: Drawing = drawingOf(layout, topology, steps, snapshot.nodes.length, handlers);
    this.#scene.draw(this.#content, drawing, snapshot.title, this.#parts.now());
    this.#parts.events.onDirection(drawing.direction);
    this.#mark();
    this.camera.refresh();
    this.keepInSight();
    this.#parts.events.onDrawn();
  }

  #index(): number | undefined {
    return this.#selected === undefined ? undefined : this.#indexes.get(this.#selected);
  }

  #select(index: number): void {
    const node = this.#content[index];
    if (node === undefined) return;
    this.#selected = keyOf(node);
    this.#mark();
    this.#parts.events.onSelect(node);
  }

  #found(): ReadonlySet<number> | undefined {
    if (this.#words === '') return undefined;
    const matches = (node: GraphNode): boolean =>
      [node.label, node.id ?? '', node.statusTitle].some(text => text.toLowerCase().includes(this.#words));
    return new Set(this.#content.flatMap((node, index) => (matches(node) ? [index] : [])));
  }

  #mark(): void {
    const [selected, found] = [this.#index(), this.#found()];
    this.#scene.update(this.#content, this.#parts.now());
    this.#scene.mark({ ...(selected === undefined ? {} : { selected }), ...(found === undefined ? {} : { found }) });
  }

  #at(x: number, y: number): number | undefined {
    return nodeAt(this.#scene.drawing?.boxes ?? [], ...this.camera.pointAt(x, y));
  }

  #click(x: number, y: number): void {
    const index = this.#at(x, y);
    if (index !== undefined) {
      this.#select(index);
      this.#scene.focus(index);
    }
    this.#parts.events.onClick(this.#content[index ?? -1]);
    if (index !== undefined) this.#reveal(index);
  }

  #reveal(index: number, nearest?: number): void {
    const box = this.#scene.drawing?.boxes[index];
    if (box !== undefined) this.camera.reveal(box, nearest);
  }
}

function keyOf(node: GraphNode): string {
  return node.handler === undefined ? `step ${node.name}` : `handler ${node.handler}`;
}
