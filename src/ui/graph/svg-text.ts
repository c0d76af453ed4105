// The graph as an SVG file of its own: the places that the page has drawn at, the texts that the panel knows.

import type { NodeStatus } from '../../model/status';
import { curvePath } from '../../webview/drawing';
import { statusLine } from '../../webview/node-words';
import type { DrawnLayout, GraphNode, GraphSnapshot } from '../../webview/protocol';
import { fittedText } from '../../webview/text-fit';

const colours: { readonly [S in NodeStatus]: string } = {
  not_started: '#8a8a8a',
  running: '#0063d3',
  failed: '#d32f2f',
  aborted: '#c46b00',
  succeeded: '#388a34',
  skipped: '#848484',
  partially_succeeded: '#c46b00',
  waiting: '#a67c00',
  rejected: '#d32f2f',
  retrying: '#c46b00',
};

const margin = 16;

/** The picture. From the page come numbers alone; a box or line that does not belong to the snapshot is left out. */
export function svgText(snapshot: GraphSnapshot, layout: DrawnLayout): string {
  const nodes = [...snapshot.nodes, ...snapshot.handlers];
  const [width, height] = [Math.ceil(layout.width) + 2 * margin, Math.ceil(layout.height) + 2 * margin];
  const lines = layout.lines.map(curvePath).filter(path => path !== '');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${-margin} ${-margin} ${width} ${height}" role="img">`,
    `<title>${escaped(snapshot.title)}</title>`,
    '<defs><marker id="tip" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" viewBox="0 0 8 8" refX="8" refY="4" orient="auto"><path d="M0 0.6L8 4L0 7.4Z" fill="#8a8a8a"/></marker></defs>',
    `<rect x="${-margin}" y="${-margin}" width="${width}" height="${height}" fill="#ffffff"/>`,
    '<g fill="none" stroke="#8a8a8a" stroke-width="1.25">',
    ...lines.map(path => `<path d="${path}" marker-end="url(#tip)"/>`),
    '</g>',
    `<g font-family="system-ui, 'Segoe UI', 'Liberation Sans', sans-serif">`,
    ...nodes.flatMap((node, index) => box(node, layout.boxes[index] ?? [], snapshot.now)),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function box(node: GraphNode, [x, y, width, height]: readonly number[], now: number): string[] {
  if (x === undefined || y === undefined || width === undefined || height === undefined) return [];
  const colour = colours[node.status];
  const dash = node.handler === undefined ? '' : ' stroke-dasharray="5 3"';
  // The fonts of whoever opens the file are unknown: letters are taken for a little wider than they mostly are.
  const cut = (text: string, size: number): string => escaped(fittedText(text, width - 34, all => all.length * size));
  return [
    `<g transform="translate(${round(x)} ${round(y)})">`,
    `<title>${escaped(`${node.label}: ${statusLine(node, now)}`)}</title>`,
    `<rect width="${round(width)}" height="${round(height)}" rx="7" fill="#f8f8f8" stroke="${colour}"${dash}/>`,
    `<circle cx="15" cy="${round(height / 2)}" r="5" fill="${colour}"/>`,
    `<text x="28" y="20" font-size="13" fill="#222222">${cut(node.label, 7)}</text>`,
    `<text x="28" y="35" font-size="11" fill="#666666">${cut(statusLine(node, now), 6)}</text>`,
    '</g>',
  ];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
