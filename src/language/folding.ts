// What of a workflow file folds away: documents, fields, steps, texts, and comments of several lines.

import { contains, LineMap, type TextRange } from '../base/text';
import type { YamlNode } from '../syntax/node';
import type { Workflow } from './workflow';

/** The first line stays to be seen; both count from 0. */
export interface Fold {
  readonly start: number;
  readonly end: number;
  readonly kind?: 'comment' | 'region';
}

/** In the order of the file; at most one for each first line, the longest. A step folds as a whole, without the comment above it. */
export function foldsOf({ text, documents }: Workflow): readonly Fold[] {
  const lines = new LineMap(text);
  const ends = new Map<number, number>();
  const add = ({ start, end }: TextRange, from = start): void => {
    let last = end;
    while (last > start && /\s/.test(text.charAt(last - 1))) last--;
    const first = lines.position(from).line;
    const { line } = lines.position(last);
    if (line > first) ends.set(first, Math.max(line, ends.get(first) ?? 0));
  };
  const walk = (node: YamlNode): void => {
    if (node.kind === 'scalar') return;
    if (node.kind === 'sequence') {
      for (const item of node.items) {
        if (!contains(node.range, item.range)) continue;
        add(item.range, dashBefore(text, item.range.start));
        walk(item);
      }
      return;
    }
    for (const entry of node.entries) {
      // What came through an alias stands and folds elsewhere.
      if (entry.merged === true || !contains(node.range, entry.range)) continue;
      add(entry.range);
      if (contains(entry.range, entry.value.range)) walk(entry.value);
    }
  };
  for (const { root } of documents) {
    if (root === undefined) continue;
    if (documents.length > 1) add(root.range);
    walk(root);
  }
  const folds = [...ends].map(([start, end]) => ({ start, end }));
  return [...folds, ...commentFolds(text)].sort((a, b) => a.start - b.start || b.end - a.end);
}

/** An item may begin on a line below its dash. */
function dashBefore(text: string, start: number): number {
  const between = /-\s+$/.exec(text.slice(Math.max(0, start - 200), start));
  return between === null ? start : start - between[0].length;
}

/** Comments of several lines, and what stands between `#region` and `#endregion`. */
function commentFolds(text: string): readonly Fold[] {
  const folds: Fold[] = [];
  const regions: number[] = [];
  let first: number | undefined;
  const lines = text.split('\n');
  for (const [line, content] of [...lines, ''].entries()) {
    const isComment = /^\s*#/.test(content);
    const region = /^\s*#\s*(end)?region\b/.exec(content);
    if (isComment && region === null) first ??= line;
    else {
      if (first !== undefined && line - 1 > first) folds.push({ start: first, end: line - 1, kind: 'comment' });
      first = undefined;
    }
    if (region === null) continue;
    if (region[1] === undefined) regions.push(line);
    else {
      const start = regions.pop();
      if (start !== undefined) folds.push({ start, end: line, kind: 'region' });
    }
  }
  return folds;
}
