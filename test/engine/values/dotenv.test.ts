// What lines of a dotenv file mean.

import { strict as assert } from 'node:assert';
import { parseDotenv } from '../../../src/engine/values/dotenv';

describe('parseDotenv', () => {
  it('reads a file as Dagu was seen to read it', () => {
    const text = [
      '# comment',
      'A=plain # trailing',
      'B="dq ${A} $A\\nnext"',
      'C=un$A',
      'D=${NOT_DEFINED}x',
      'E=',
      'F = spaced ',
      'G: colon',
      'H=$(echo hi)',
      'I=$OUTSIDE',
      'J="has # hash"',
      'K=a=b',
      'export L=ex',
      "M='single $A \\n'",
    ].join('\n');
    assert.deepEqual(parseDotenv(text), {
      ok: true,
      value: {
        A: 'plain',
        B: 'dq plain plain\nnext',
        C: 'unplain',
        D: 'x',
        E: '',
        F: 'spaced',
        G: 'colon',
        H: '$(echo hi)',
        I: '',
        J: 'has # hash',
        K: 'a=b',
        L: 'ex',
        M: 'single $A \\n',
      },
    });
  });

  const table: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['A=1\r\nA=2\r\n', { A: '2' }],
    ['\n\n  # only a comment\n', {}],
    ['A="say \\"hi\\" \\$A \\\\ x"', { A: 'say "hi" $A \\ x' }],
    ['A="two\nlines" # note\nB=1', { A: 'two\nlines', B: '1' }],
    ['A=x#y', { A: 'x#y' }],
    ['A.B=1', { 'A.B': '1' }],
    ['\uFEFFA=1', { A: '1' }],
    ['', {}],
  ];
  for (const [text, expected] of table) {
    it(`reads ${JSON.stringify(text)}`, () => assert.deepEqual(parseDotenv(text), { ok: true, value: expected }));
  }

  const malformed: readonly (readonly [string, RegExp])[] = [
    ["C=bad\n'oops\n=x\n", /^Line 2 /],
    ['A=1\n\nB="open\n', /line 3 opens/],
    ['A=1\nno sign\n', /^Line 2 /],
    ['a-b=1', /^Line 1 /],
  ];
  for (const [text, message] of malformed) {
    it(`refuses ${JSON.stringify(text)} as a whole`, () => {
      const result = parseDotenv(text);
      assert(!result.ok);
      assert.match(result.error, message);
    });
  }
});
