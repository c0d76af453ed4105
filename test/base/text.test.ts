import { strict as assert } from 'node:assert';
import { applyEdits, LineMap } from '../../src/base/text';

describe('places in a text', () => {
  it('turns offsets into positions and back', () => {
    const text = 'ab\n\nc😀d\n';
    const lines = new LineMap(text);
    for (let offset = 0; offset <= text.length; offset++) assert.equal(lines.offset(lines.position(offset)), offset);
    assert.deepEqual(lines.position(7), { line: 2, character: 3 });
  });

  it('clamps what lies outside', () => {
    const lines = new LineMap('ab\nc');
    assert.deepEqual(lines.position(99), { line: 1, character: 1 });
    assert.equal(lines.offset({ line: 0, character: 99 }), 2);
    assert.equal(lines.offset({ line: 9, character: 0 }), 4);
  });

  it('applies edits whatever their order', () => {
    const edits = [
      { range: { start: 0, end: 1 }, text: 'X' },
      { range: { start: 3, end: 3 }, text: '!' },
    ];
    assert.equal(applyEdits('abc', edits), 'Xbc!');
    assert.equal(applyEdits('abc', [...edits].reverse()), 'Xbc!');
    const there = { start: 1, end: 1 };
    assert.equal(
      applyEdits('ab', [
        { range: there, text: '1' },
        { range: there, text: '2' },
      ]),
      'a12b',
    );
  });
});
