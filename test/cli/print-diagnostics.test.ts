// Findings as text: the place, the line, the carets.

import { strict as assert } from 'node:assert';
import { diagnosticsJson } from '../../src/cli/json-diagnostics';
import { diagnosticsText } from '../../src/cli/print-diagnostics';
import { painter } from '../../src/cli/screen';

const plain = painter({ color: false });

function found(text: string, part: string) {
  const start = text.indexOf(part);
  return {
    file: 'f.yaml',
    text,
    valid: false,
    diagnostics: [
      {
        code: 'depends-unknown',
        severity: 'error',
        message: 'There is no step "nope".',
        range: { start, end: start + part.length },
        related: [{ message: 'its step', range: { start: 0, end: 5 } }],
        fixes: [{ title: 'Use "node"', edits: [] }],
      },
    ],
  } as const;
}

describe('findings about a file', () => {
  it('show file, line and column from 1, the source line, and carets under what is meant', () => {
    assert.equal(
      diagnosticsText(found('steps:\n  - depends: nope\n', 'nope'), plain),
      `f.yaml:2:14: error: There is no step "nope". [depends-unknown]
   2 |   - depends: nope
     |              ^^^^
  f.yaml:1:1: its step
  fix: Use "node"
`,
    );
  });

  it('put the carets under wide characters and behind tabs where they belong', () => {
    const lines = diagnosticsText(found('日本:\tnope\n', 'nope'), plain).split('\n');
    assert.equal(lines[1], '   1 | 日本:  nope');
    assert.equal(lines[2], '     |        ^^^^');
  });

  it('show the part of a very long line that matters', () => {
    const lines = diagnosticsText(found(`${'x'.repeat(5000)}nope${'y'.repeat(5000)}`, 'nope'), plain).split('\n');
    assert.equal(lines[2]?.indexOf('^'), lines[1]?.indexOf('nope'));
    assert.ok((lines[1] ?? '').length < 200);
  });

  it('are JSON with all documented fields', () => {
    assert.deepEqual(
      diagnosticsJson([found('a\n  nope', 'nope')], () => undefined),
      {
        valid: false,
        diagnostics: [
          {
            file: 'f.yaml',
            line: 2,
            column: 3,
            endLine: 2,
            endColumn: 7,
            severity: 'error',
            code: 'depends-unknown',
            message: 'There is no step "nope".',
            related: [{ file: 'f.yaml', line: 1, column: 1, message: 'its step' }],
            fixes: ['Use "node"'],
          },
        ],
      },
    );
  });
});
