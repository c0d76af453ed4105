// The graph as a Mermaid flowchart, for documents and pull requests.

import type { GraphNode, GraphSnapshot } from '../../webview/protocol';

/** One class for each status that occurs; Mermaid takes colours, not themes, so these are readable on light and on dark. */
const colours: Readonly<Record<string, string>> = {
  succeeded: 'stroke:#388a34',
  failed: 'stroke:#d32f2f',
  rejected: 'stroke:#d32f2f',
  running: 'stroke:#0063d3',
  retrying: 'stroke:#c46b00',
  aborted: 'stroke:#c46b00',
  partially_succeeded: 'stroke:#c46b00',
  waiting: 'stroke:#a67c00',
  skipped: 'stroke:#848484,stroke-dasharray:4 3',
};

/** The flowchart. Names stand in quoted labels with every sign that Mermaid or Markdown could read as markup written as an entity. */
export function mermaidText(snapshot: GraphSnapshot): string {
  const steps = snapshot.nodes.map((node, index) => `  n${index}["${label(node)}"]${classOf(node)}`);
  const edges = snapshot.edges.map(([from, to]) => `  n${from} --> n${to}`);
  const handlers = snapshot.handlers.map((node, index) => `    h${index}(["${label(node)}"])${classOf(node)}`);
  const used = new Set([...snapshot.nodes, ...snapshot.handlers].map(node => node.status));
  const classes = [...used].flatMap(status => {
    const style = colours[status];
    return style === undefined ? [] : [`  classDef ${status} ${style}`];
  });
  return [
    'flowchart TD',
    ...steps,
    ...edges,
    ...(handlers.length === 0 ? [] : ['  subgraph Handlers', ...handlers, '  end']),
    ...classes,
    '',
  ].join('\n');
}

function label(node: GraphNode): string {
  const name = entities(node.label);
  return node.status === 'not_started' ? name : `${name}<br/>${entities(node.statusTitle)}`;
}

function classOf(node: GraphNode): string {
  return colours[node.status] === undefined ? '' : `:::${node.status}`;
}

/** Letters, digits, spaces and a few harmless signs stay; everything else becomes a numbered entity in Mermaid's notation (`#35;`). */
function entities(text: string): string {
  return text.replace(/[^\p{L}\p{N} .,:_/-]/gu, sign => `#${sign.codePointAt(0) ?? 0xfffd};`);
}
