// Text in a terminal: what is hostile becomes visible, what is wide is counted.

import { strict as assert } from 'node:assert';
import { clip, manyLines, oneLine, outputText, padTo, widthOf } from '../../src/base/terminal-text';

describe('text for a terminal', () => {
  it('shows control sequences of a name instead of obeying them', () => {
    assert.equal(oneLine('a\u001b[2Jb\u001b]0;title\u0007c'), 'a␛[2Jb␛]0;title␇c');
    assert.equal(oneLine('a\r\nb\tc\u007f'), 'a␍␊b␉c␡');
    assert.equal(oneLine('\u009b31mred'), '\ufffd31mred');
  });

  it('shows characters that reorder or hide text', () => {
    assert.equal(oneLine('abc\u202efdp.exe'), 'abc\ufffdfdp.exe');
    assert.equal(oneLine('a\u200bb\u2066c\ufeff'), 'a\ufffdb\ufffdc\ufffd');
    assert.equal(oneLine('lone \ud83d'), 'lone \ufffd');
    assert.equal(oneLine('pair 😀'), 'pair 😀');
  });

  it('keeps lines and tabs of longer texts, and makes a lone carriage return a new line', () => {
    assert.equal(manyLines('a\tb\nc\r\nd\re\u0008'), 'a\tb\nc\nd\ne␈');
  });

  it('keeps the colours of output when colours are on and drops them when they are off', () => {
    const text = '\u001b[31mred\u001b[0m \u001b[2J';
    assert.equal(outputText(text, true), '\u001b[31mred\u001b[0m ␛[2J');
    assert.equal(outputText(text, false), 'red ␛[2J');
  });

  it('counts the columns of wide, combined and coloured text', () => {
    assert.equal(widthOf('abc'), 3);
    assert.equal(widthOf('日本語'), 6);
    assert.equal(widthOf('e\u0301'), 1);
    assert.equal(widthOf('👩‍👩‍👧'), 2);
    assert.equal(widthOf('\u001b[1mx\u001b[22m'), 1);
    assert.equal(widthOf('ｱ'), 1);
    assert.equal(widthOf('Ａ'), 2);
  });

  it('cuts between characters and never inside a wide one', () => {
    assert.equal(clip('日本語', 6), '日本語');
    assert.equal(clip('日本語', 5), '日本…');
    assert.equal(clip('日本語', 4), '日…');
    assert.equal(clip('abcdef', 4), 'abc…');
    assert.equal(padTo('日', 4), '日  ');
  });
});
