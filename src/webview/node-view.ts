// One node in the picture: made once, then changed only where the snapshot changed.

import { say, svg, update } from './element';
import { glyphPath } from './glyph';
import type { Box } from './layout';
import { spokenLabel, statusLine, tooltip } from './node-words';
import type { GraphNode } from './protocol';
import { fittedText, type Measure } from './text-fit';

export const nodeHeight = 46;

/** The name as it is written from further away, and from still further: pixels of its font, of the usual one, and how far below the middle it stands. */
const large = { side: 12, size: 25, below: 9 } as const;
const huge = { side: 6, size: 40, below: 14 } as const;
const usualSize = 13;

const widths = { least: 168, most: 252, step: 12, beforeName: 36, afterName: 14 } as const;

export interface Measures {
  readonly name: Measure;
  readonly line: Measure;
}

/** How a node is to look beyond what the snapshot says. */
export interface NodeMarks {
  readonly selected: boolean;
  readonly found: boolean;
  readonly dimmed: boolean;
  /** 1 for a node on top. */
  readonly level: number;
  /** It is the one node that Tab stops at. */
  readonly reachable: boolean;
}

/** The size a node needs; a multiple of some pixels, so that few names make a difference to the layout. */
export function nodeSize(node: GraphNode, measures: Measures): readonly [number, number] {
  const wished = widths.beforeName + measures.name(node.label) + widths.afterName;
  const width = Math.ceil(wished / widths.step) * widths.step;
  return [Math.min(widths.most, Math.max(widths.least, width)), nodeHeight];
}

export class NodeView {
  readonly element: SVGGElement;
  readonly #tooltip = svg('title');
  readonly #name: SVGTextElement;
  readonly #line = svg('text', { class: 'line', x: widths.beforeName, y: 35 });
  readonly #glyph = svg('path');
  readonly #plan = badge('plan-badge', -2);
  readonly #stale: SVGGElement;
  readonly #room: number;
  readonly #measures: Measures;
  #drawn: string | undefined;

  constructor(node: GraphNode, index: number, box: Box, measures: Measures) {
    this.#measures = measures;
    this.#room = box.width - widths.beforeName - widths.afterName + 4;
    const name = fittedText(node.label, this.#room, measures.name);
    this.#name = svg('text', { class: 'name', x: widths.beforeName, y: 20 }, name);
    this.#stale = badge('stale-badge', box.width - 14);
    this.element = svg(
      'g',
      { id: `node-${index}`, role: 'treeitem', transform: `translate(${box.x.toFixed(1)} ${box.y.toFixed(1)})` },
      this.#tooltip,
      svg('rect', { class: 'ring', x: -4, y: -4, width: box.width + 8, height: box.height + 8, rx: 10 }),
      svg('rect', { class: 'box', width: box.width, height: box.height, rx: 7 }),
      svg('g', { class: 'glyph', transform: `translate(11 ${(box.height - 16) / 2})` }, this.#glyph),
      this.#name,
      this.#line,
      farName('large', large, node, box, measures),
      farName('huge', huge, node, box, measures),
      this.#stale,
      this.#plan,
    );
    update(this.#stale.lastElementChild ?? this.#stale, { d: glyphPath('stale') });
  }

  update(node: GraphNode, marks: NodeMarks, now: number): void {
    this.#mark(node, marks);
    const drawn = JSON.stringify([node, node.startedAt === undefined ? 0 : Math.floor(now / 1000)]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    update(this.element, { 'aria-label': spokenLabel(node, now) });
    say(this.#tooltip, tooltip(node, now));
    say(this.#line, fittedText(statusLine(node, now), this.#room, this.#measures.line));
    update(this.#glyph, { d: glyphPath(node.status) });
    update(this.#stale, { display: (node.stale?.length ?? 0) > 0 ? undefined : 'none' });
    update(this.#plan, { display: node.plan === undefined ? 'none' : undefined });
    if (node.plan !== undefined)
      update(this.#plan.lastElementChild ?? this.#plan, { d: glyphPath(`plan-${node.plan.effect}`) });
  }

  #mark(node: GraphNode, marks: NodeMarks): void {
    const classes = [
      'node',
      `status-${node.status}`,
      ...(node.handler === undefined ? [] : ['handler']),
      ...(node.plan === undefined ? [] : [`effect-${node.plan.effect}`]),
      ...(marks.selected ? ['selected'] : []),
      ...(marks.found ? ['found'] : []),
      ...(marks.dimmed ? ['dimmed'] : []),
    ];
    update(this.element, {
      class: classes.join(' '),
      tabindex: marks.reachable ? 0 : -1,
      'aria-selected': marks.selected ? 'true' : 'false',
      'aria-level': marks.level,
    });
  }
}

/** The name for a distance, as much of it as fits into the box. */
function farName(
  className: 'large' | 'huge',
  font: typeof large | typeof huge,
  { label }: GraphNode,
  { width, height }: Box,
  measures: Measures,
): SVGTextElement {
  const wide = (text: string): number => (measures.name(text) * font.size) / usualSize;
  const shown = fittedText(label, width - 2 * font.side, wide);
  return svg('text', { class: className, x: width / 2, y: height / 2 + font.below, 'aria-hidden': 'true' }, shown);
}

function badge(className: string, x: number): SVGGElement {
  return svg(
    'g',
    { class: className, transform: `translate(${x} -8)`, display: 'none' },
    svg('circle', { cx: 8, cy: 8, r: 9 }),
    svg('path'),
  );
}
