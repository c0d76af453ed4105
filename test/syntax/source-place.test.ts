// The way back from a value to its text.

import { strict as assert } from 'node:assert';
import { parseStream } from '../../src/syntax/document';
import { entryOf } from '../../src/syntax/node';
import { sourceRange } from '../../src/syntax/source-place';

/** What stands in the file for the last `word` of the value of `a`. */
function written(text: string, word: string): string {
  const scalar = entryOf(parseStream(text).documents[0]?.root, 'a')?.value;
  assert.ok(scalar?.kind === 'scalar');
  const start = scalar.text.lastIndexOf(word);
  assert.ok(start !== -1, `${JSON.stringify(scalar.text)} has no ${word}`);
  const range = sourceRange(text, scalar, { start, end: start + word.length });
  return `${text.slice(0, range.start)}[${text.slice(range.start, range.end)}]${text.slice(range.end)}`;
}

describe('places in values', () => {
  const rows: readonly (readonly [title: string, text: string, word: string, found: string])[] = [
    ['in plain text', 'a: x and x', 'x', 'a: x and [x]'],
    ['in a plain text of several lines', 'a: x\n   and x', 'x', 'a: x\n   and [x]'],
    ['in quotes', `a: "x x"`, 'x', `a: "x [x]"`],
    ['behind doubled quotes', `a: 'it''s x'`, 'x', `a: 'it''s [x]'`],
    ['that is a doubled quote', `a: 'x''y'`, "'", `a: 'x['']y'`],
    ['behind an escape with the same letter', String.raw`a: "\n$n"`, 'n', String.raw`a: "\n$[n]"`],
    ['that is written as an escape', String.raw`a: "x\u0041b"`, 'A', String.raw`a: "x[\u0041]b"`],
    ['behind a character of two units', String.raw`a: "\U0001F600 x"`, 'x', String.raw`a: "\U0001F600 [x]"`],
    ['behind an escaped line break', 'a: "x\\\n  x"', 'x', 'a: "x\\\n  [x]"'],
    ['in a literal block', 'a: | # x\n  x\n\n    x\n', 'x', 'a: | # x\n  x\n\n    [x]\n'],
    ['in a folded block', 'a: >-\n  x\n  x\n\n  x\n', 'x', 'a: >-\n  x\n  x\n\n  [x]\n'],
    ['in a block with carriage returns', 'a: |\r\n  x\r\n  x\r\n', 'x', 'a: |\r\n  x\r\n  [x]\r\n'],
    ['with blanks inside', 'a: >\n  x\n  y\n', 'x y', 'a: >\n  [x\n  y]\n'],
  ];
  for (const [title, text, word, found] of rows) {
    it(`are found ${title}`, () => assert.equal(written(text, word), found));
  }

  it('are the whole scalar where there is nothing to point at', () => {
    assert.equal(written('a: |\n  x y\n', ' '), 'a: [|\n  x y\n]');
  });
});
