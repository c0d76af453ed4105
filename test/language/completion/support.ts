// Completions in tests: asked at `<|>`, applied as an editor would, their stops shown as ‹1:text›.

import { strict as assert } from 'node:assert';
import { applyEdits } from '../../../src/base/text';
import { completionsAt } from '../../../src/language/completion/answer';
import type { Completion } from '../../../src/language/completion/completion';
import { workflowReader } from '../../../src/language/workflow-reader';
import { withCursor } from '../../support/marked-yaml';

const callable = [
  { name: 'other', file: 'other.yaml' },
  { name: '../shared/report.yaml', file: '../shared/report.yaml' },
];

export function complete(marked: string): readonly Completion[] {
  const { text, offset } = withCursor(marked);
  const found = completionsAt({ text, offset, read: workflowReader(), callable });
  for (const { range, label } of found) {
    assert.ok(range.start <= offset && offset <= range.end, `${label}: the cursor is outside of what is replaced`);
    assert.ok(!text.slice(range.start, range.end).includes('\n'), `${label}: more than a line is replaced`);
  }
  return found;
}

export function labels(marked: string): readonly string[] {
  return complete(marked).map(({ label }) => label);
}

/** The text after the completion was chosen. */
export function chosen(marked: string, label: string): string {
  const { text } = withCursor(marked);
  const found = complete(marked).find(item => item.label === label);
  assert.ok(found !== undefined, `${label} is not offered in\n${marked}\nbut ${labels(marked).join(', ')}`);
  const inserted = found.snippet === true ? withShownStops(found.text) : found.text;
  return applyEdits(text, [{ range: found.range, text: inserted }, ...(found.edits ?? [])]);
}

function withShownStops(snippet: string): string {
  return snippet
    .replace(/\$\{(\d+)\|((?:[^\\|]|\\.)*)\|\}/g, '‹$1:$2›')
    .replace(/\$\{(\d+):((?:[^\\}]|\\.)*)\}/g, '‹$1:$2›')
    .replace(/\$(\d+)/g, '‹$1›')
    .replace(/\\([\\$}|,])/g, '$1');
}
