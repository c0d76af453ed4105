// The place of a cursor in texts that are whole, and in texts that are half written.

import { strict as assert } from 'node:assert';
import { cursorAt, pathText } from '../../src/syntax/cursor';
import { parseStream } from '../../src/syntax/document';
import { withCursor } from '../support/marked-yaml';

function place(marked: string): string {
  const { text, offset } = withCursor(marked);
  const cursor = cursorAt(text, parseStream(text), offset);
  const word = text.slice(cursor.word.start, cursor.word.end);
  return `${cursor.document === 0 ? '' : `#${cursor.document} `}${cursor.at} ${pathText(cursor.path)}${word === '' ? '' : ` "${word}"`}`;
}

describe('The cursor', () => {
  it('is at a key or at a value of a mapping', () => {
    assert.equal(place('ste<|>ps:\n  - run: echo\n'), 'key  "steps"');
    assert.equal(place('type: cha<|>in\n'), 'value type "chain"');
    assert.equal(place('type: <|>\n'), 'value type');
    assert.equal(place('type:<|>\n'), 'value type');
    assert.equal(place('<|>\nsteps: []\n'), 'key ');
    assert.equal(place('\n\n<|>'), 'key ');
  });

  it('is inside the item of a list', () => {
    assert.equal(place('steps:\n  - id: a\n    de<|>pends: b\n'), 'key steps[0] "depends"');
    assert.equal(place('steps:\n  - id: a\n  - id: b\n    depends: <|>a\n'), 'value steps[1].depends "a"');
    assert.equal(place('steps:\n- id: a\n- id: b\n  dep<|>\n'), 'key steps[1] "dep"');
  });

  it('knows a new line by its indentation', () => {
    const text = (line: string): string => `steps:\n  - id: a\n    env:\n      A: 1\n${line}\n  - id: c\n`;
    assert.equal(place(text('      <|>')), 'key steps[0].env');
    assert.equal(place(text('    <|>')), 'key steps[0]');
    assert.equal(place(text('  - <|>')), 'key steps[1]');
    assert.equal(place(text('  - ru<|>')), 'key steps[1] "ru"');
    assert.equal(place(text('<|>')), 'key ');
  });

  it('is at the end of a file, behind a half-written key', () => {
    assert.equal(place('steps:\n  - run: echo\n    retry_policy:\n      li<|>'), 'key steps[0].retry_policy "li"');
    assert.equal(place('handler_on:\n  exit:\n    <|>'), 'key handler_on.exit');
    assert.equal(place('steps:\n  - run: echo\n    with:\n      shell: <|>'), 'value steps[0].with.shell');
  });

  it('is inside flow collections, closed or not', () => {
    assert.equal(place('steps: [{run: echo, dep<|>ends: [a]}]\n'), 'key steps[0] "depends"');
    assert.equal(place('steps: [{run: echo, depends: [a<|>]}]\n'), 'value steps[0].depends[0] "a"');
    assert.equal(place('steps:\n  - {id: a, <|>}\n'), 'key steps[0]');
    assert.equal(place('steps:\n  - id: a\n    depends: [x, <|>\n'), 'value steps[0].depends[1]');
  });

  it('is in a value while a text goes on over several lines', () => {
    assert.equal(place('steps:\n  - run: |\n      echo one\n      key: tw<|>o\n'), 'value steps[0].run "two"');
    assert.equal(place('steps:\n  - run: |\n      <|>\n'), 'value steps[0].run');
  });

  it('counts documents, and starts anew in each', () => {
    assert.equal(place('steps:\n  - run: echo\n---\nname: x\nste<|>\n'), '#1 key  "ste"');
    assert.equal(place('steps:\n  - run: echo\n---\nname: x\nsteps:\n  - id: <|>\n'), '#1 value steps[0].id');
  });

  it('is nowhere in a comment', () => {
    assert.equal(place('type: graph # a rem<|>ark\n'), 'comment ');
    assert.equal(place('# type<|>\nsteps: []\n'), 'comment ');
  });

  it('is at the start of a text that begins with an empty line', () => {
    assert.equal(place('<|>\nsteps:\n  - run: x\n'), 'key ');
    assert.equal(place('\nsteps:\n  - ru<|>n: x\n'), 'key steps[0] "run"');
  });

  it('answers for every offset of a broken text', () => {
    const text = 'steps:\n  - id: "a\n    run: |\n  x\n - - [b, {c: \n\tfoo: *bar\n---\n? k\n: v';
    for (let end = 0; end <= text.length; end++) {
      const part = text.slice(0, end);
      const stream = parseStream(part);
      for (let offset = 0; offset <= end; offset++) assert.ok(cursorAt(part, stream, offset).word.end <= end);
    }
  });
});
