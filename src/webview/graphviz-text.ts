// Speaks with Graphviz: writes a topology in its language and reads the answer. Names never get there, only numbers.

import { type Box, type Curve, gaps, type Layout, type Topology } from './layout';

const pointsPerInch = 72;

/** The topology as a digraph for the `dot` engine; nodes are called n0, n1, … and a pixel is a point. */
export function dotText({ sizes, edges, direction }: Topology): string {
  const inch = (pixels: number): string => (pixels / pointsPerInch).toFixed(4);
  const nodes = sizes.map(([width, height], index) => `n${index}[width=${inch(width)},height=${inch(height)}];`);
  const lines = edges.map(([from, to]) => `n${from}->n${to};`);
  // Beyond some thousand edges the curves cost most of the time: fewer rounds of crossing reduction keep the deadline within reach.
  const effort = sizes.length + edges.length > 2500 ? 'nslimit=2;nslimit1=2;mclimit=0.4;' : '';
  return (
    `digraph{rankdir=${direction === 'down' ? 'TB' : 'LR'};nodesep=${inch(gaps.within)};ranksep=${inch(gaps.between)};` +
    `${effort}node[shape=box,fixedsize=true,label=""];edge[arrowhead=none];${nodes.join('')}${lines.join('')}}`
  );
}

/** Reads the `plain` output for this topology; undefined when a node or an edge is missing in it. */
export function readPlain(plain: string, topology: Topology): Layout | undefined {
  let width = 0;
  let height = 0;
  const boxes: Box[] = [];
  const curvesByEdge = new Map<string, Curve>();
  for (const line of plain.split('\n')) {
    const words = line.split(' ');
    const at = (index: number): number => Number(words[index]) * pointsPerInch;
    if (words[0] === 'graph') {
      width = at(2);
      height = at(3);
    } else if (words[0] === 'node') {
      const size = { width: at(4), height: at(5) };
      boxes[nodeIndex(words[1])] = { x: at(2) - size.width / 2, y: height - at(3) - size.height / 2, ...size };
    } else if (words[0] === 'edge') {
      const numbers = words.slice(4, 4 + 2 * Number(words[3])).map(word => Number(word) * pointsPerInch);
      const curve = numbers.map((value, index) => (index % 2 === 0 ? value : height - value));
      curvesByEdge.set(`${nodeIndex(words[1])}>${nodeIndex(words[2])}`, curve);
    }
  }
  const curves = topology.edges.flatMap(([from, to]) => {
    const curve = curvesByEdge.get(`${from}>${to}`);
    return curve === undefined ? [] : [curve];
  });
  const whole =
    curves.length === topology.edges.length &&
    topology.sizes.every((_, index) => boxes[index] !== undefined) &&
    [width, height, ...boxes.flatMap(box => [box.x, box.y])].every(Number.isFinite);
  return whole ? { width, height, boxes, curves, by: 'graphviz' } : undefined;
}

function nodeIndex(word: string | undefined): number {
  return Number(word?.slice(1));
}
