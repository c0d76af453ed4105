// The picture itself: nodes and lines in an SVG, only those in sight when there are very many.

import { curveBox, curvePath, type Drawing, type Line } from './drawing';
import { svg, update } from './element';
import { type Box, ranksOf } from './layout';
import { type Measures, type NodeMarks, NodeView } from './node-view';
import type { GraphNode } from './protocol';
import { contains, overlaps, type Size, shownBox, type View } from './viewport';

/** Above so many nodes only those in sight have elements of their own, and from afar all are drawn as a few paths. */
const mostElements = 700;

/** Below this scale only large names can be read, and nothing else. */
const middleScale = 0.6;

/** Below this scale names have to be written as large as a node is high. */
const smallScale = 0.28;

/** Below this scale names cannot be read: nodes are filled with the colour of their status instead. Many nodes are that sooner. */
const farScales = { many: smallScale, few: 0.17 } as const;

/** What is marked in the picture. */
export interface SceneMarks {
  readonly selected?: number;
  /** Absent: no search is on. */
  readonly found?: ReadonlySet<number>;
}

export class Scene {
  readonly #plane = svg('g', { class: 'plane' });
  readonly #overview = svg('g', { class: 'overview', 'aria-hidden': 'true' });
  readonly #lines = svg('g', { class: 'lines', 'aria-hidden': 'true' });
  readonly #nodes = svg('g', { class: 'nodes', role: 'tree' });
  readonly #caption = svg('text', { class: 'caption' }, 'Handlers');
  readonly #measures: Measures;
  readonly #root: SVGSVGElement;
  readonly #views = new Map<number, NodeView>();
  readonly #lineElements = new Map<number, SVGPathElement>();
  #content: readonly GraphNode[] = [];
  #drawing: Drawing | undefined;
  #lineBoxes: readonly Box[] = [];
  /** All lines as one path; made when it is first needed. */
  #allLines: string | undefined;
  #levels: readonly number[] = [];
  #marks: SceneMarks = {};
  #view: View = { x: 0, y: 0, scale: 1 };
  #window: Size = { width: 0, height: 0 };
  /** The part of the plane that has elements; absent: nothing has been drawn yet. */
  #filled: { readonly box: Box; readonly far: boolean } | undefined;
  #now = 0;

  constructor(root: SVGSVGElement, measures: Measures) {
    this.#root = root;
    this.#measures = measures;
    this.#plane.append(this.#overview, this.#lines, this.#caption, this.#nodes);
    root.append(arrowHead(), this.#plane);
  }

  get drawing(): Drawing | undefined {
    return this.#drawing;
  }

  /** Draws from scratch. */
  draw(content: readonly GraphNode[], drawing: Drawing, title: string, now: number): void {
    for (const view of this.#views.values()) view.element.remove();
    for (const line of this.#lineElements.values()) line.remove();
    this.#views.clear();
    this.#lineElements.clear();
    this.#content = content;
    this.#drawing = drawing;
    this.#allLines = undefined;
    this.#now = now;
    this.#lineBoxes = this.#sparse() ? drawing.lines.map(line => curveBox(line.curve)) : [];
    this.#levels = ranksOf(
      content.length,
      drawing.lines.map(line => [line.from, line.to]),
    );
    this.#filled = undefined;
    this.#root.classList.toggle('crowded', drawing.crowded);
    update(this.#nodes, { 'aria-label': title });
    update(this.#caption, {
      display: drawing.caption === undefined ? 'none' : undefined,
      x: drawing.caption?.x ?? 0,
      y: drawing.caption?.y ?? 0,
    });
    this.#fill();
  }

  /** Shows newer content in the same places. */
  update(content: readonly GraphNode[], now: number): void {
    this.#content = content;
    this.#now = now;
    for (const [index, view] of this.#views) this.#updateNode(index, view);
    this.#updateLines();
    this.#drawOverview();
  }

  mark(marks: SceneMarks): void {
    this.#marks = marks;
    this.#fill();
    this.update(this.#content, this.#now);
  }

  look(view: View, window: Size): void {
    this.#view = view;
    this.#window = window;
    update(this.#plane, { transform: `translate(${view.x.toFixed(2)} ${view.y.toFixed(2)}) scale(${view.scale})` });
    const far = view.scale < this.#farScale();
    this.#root.classList.toggle('far', far);
    this.#root.classList.toggle('middle', !far && view.scale < middleScale);
    this.#root.classList.toggle('small', !far && view.scale < smallScale);
    this.#fill();
  }

  /** Moves the keyboard to a node. */
  focus(index: number): void {
    this.#views.get(index)?.element.focus({ preventScroll: true });
  }

  #sparse(): boolean {
    return this.#content.length > mostElements;
  }

  #farScale(): number {
    return this.#sparse() ? farScales.many : farScales.few;
  }

  /** Gives elements to what is in sight, and takes them from the rest. */
  #fill(): void {
    const drawing = this.#drawing;
    if (drawing === undefined) return;
    const far = this.#sparse() && this.#view.scale < this.#farScale();
    const shown = shownBox(this.#view, this.#window);
    const filled = this.#filled;
    const enough =
      filled !== undefined && filled.far === far && (!this.#sparse() || far || contains(filled.box, shown));
    if (!enough) {
      const box = {
        x: shown.x - shown.width / 4,
        y: shown.y - shown.height / 4,
        width: shown.width * 1.5,
        height: shown.height * 1.5,
      };
      this.#filled = { box, far };
      this.#fillLines(drawing, box, far);
      this.#fillNodes(drawing, box, far);
      this.#drawOverview();
    }
    const selected = this.#marks.selected;
    if (selected !== undefined && !this.#views.has(selected)) this.#addNode(selected, drawing.boxes[selected]);
  }

  #fillNodes(drawing: Drawing, box: Box, far: boolean): void {
    const wanted = (index: number): boolean => {
      const place = drawing.boxes[index];
      if (place === undefined) return false;
      return !this.#sparse() || index === this.#marks.selected || (!far && overlaps(place, box));
    };
    for (const [index, view] of this.#views) {
      if (wanted(index)) continue;
      view.element.remove();
      this.#views.delete(index);
    }
    drawing.boxes.forEach((place, index) => {
      if (wanted(index) && !this.#views.has(index)) this.#addNode(index, place);
    });
  }

  #addNode(index: number, box: Box | undefined): void {
    const node = this.#content[index];
    if (node === undefined || box === undefined) return;
    const view = new NodeView(node, index, box, this.#measures);
    this.#views.set(index, view);
    this.#updateNode(index, view);
    this.#nodes.append(view.element);
  }

  #fillLines(drawing: Drawing, box: Box, far: boolean): void {
    drawing.lines.forEach((line, index) => {
      const element = this.#lineElements.get(index);
      const place = this.#lineBoxes[index];
      const wanted = !far && (place === undefined || overlaps(place, box));
      if (wanted && element === undefined) {
        const path = svg('path', { d: curvePath(line.curve), class: this.#lineClass(line) });
        this.#lineElements.set(index, path);
        this.#lines.append(path);
      } else if (!wanted && element !== undefined) {
        element.remove();
        this.#lineElements.delete(index);
      }
    });
  }

  #updateNode(index: number, view: NodeView): void {
    const node = this.#content[index];
    if (node === undefined) return;
    const { selected, found } = this.#marks;
    const marks: NodeMarks = {
      selected: index === selected,
      found: found?.has(index) ?? false,
      dimmed: found !== undefined && !found.has(index),
      level: (this.#levels[index] ?? 0) + 1,
      reachable: selected === undefined ? index === this.#firstDrawn() : index === selected,
    };
    view.update(node, marks, this.#now);
  }

  #firstDrawn(): number | undefined {
    return this.#drawing?.boxes.findIndex(box => box !== undefined);
  }

  #updateLines(): void {
    for (const [index, path] of this.#lineElements) {
      const line = this.#drawing?.lines[index];
      if (line !== undefined) update(path, { class: this.#lineClass(line) });
    }
  }

  #lineClass(line: Line): string {
    const [from, to] = [this.#content[line.from]?.plan?.effect, this.#content[line.to]?.plan?.effect];
    const selected = this.#marks.selected;
    const near = selected !== undefined && (line.from === selected || line.to === selected);
    return `edge${near ? ' near' : ''}${to === 'runs' ? ' to-run' : from === undefined && to === undefined ? '' : ' rests'}`;
  }

  /** From afar: one path for the lines and one for all nodes that look alike. */
  #drawOverview(): void {
    if (this.#filled?.far !== true || this.#drawing === undefined) {
      this.#overview.replaceChildren();
      return;
    }
    const groups = new Map<string, string[]>();
    this.#drawing.boxes.forEach((box, index) => {
      const node = this.#content[index];
      if (box === undefined || node === undefined) return;
      const dim = this.#marks.found !== undefined && !this.#marks.found.has(index);
      const key = `dot status-${node.status}${node.plan === undefined ? '' : ` effect-${node.plan.effect}`}${dim ? ' dimmed' : ''}`;
      const group = groups.get(key) ?? [];
      groups.set(key, group);
      group.push(`M${box.x.toFixed(0)} ${box.y.toFixed(0)}h${box.width}v${box.height}h${-box.width}Z`);
    });
    this.#allLines ??= this.#drawing.lines.map(line => curvePath(line.curve)).join('');
    this.#overview.replaceChildren(
      svg('path', { class: 'edge', d: this.#allLines }),
      ...[...groups].map(([key, group]) => svg('path', { class: key, d: group.join('') })),
    );
  }
}

/** The end of every line, in the colour of its line. */
function arrowHead(): SVGDefsElement {
  const tip = svg('path', { d: 'M0 0.6L8 4L0 7.4Z', fill: 'context-stroke' });
  const size = { markerWidth: 7, markerHeight: 7, markerUnits: 'userSpaceOnUse', viewBox: '0 0 8 8' };
  return svg('defs', {}, svg('marker', { id: 'tip', ...size, refX: 8, refY: 4, orient: 'auto' }, tip));
}
