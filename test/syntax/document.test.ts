// Reading YAML: values, places, aliases, merges, and texts that try to hurt.

import { strict as assert } from 'node:assert';
import { parseStream } from '../../src/syntax/document';
import { jsonOf, memberOf } from '../../src/syntax/node';
import { plainValue, printedScalar } from '../../src/syntax/scalar';

function json(text: string): unknown {
  const root = parseStream(text).documents[0]?.root;
  return root === undefined ? undefined : jsonOf(root);
}

function faults(text: string): readonly string[] {
  return parseStream(text).documents.flatMap(document =>
    document.faults.map(fault => `${fault.code} ${JSON.stringify(text.slice(fault.range.start, fault.range.end))}`),
  );
}

describe('YAML documents', () => {
  it('knows only true and false as booleans, and integers in four bases', () => {
    const text = 'a: [yes, True, off, 0x1F, 0o17, 017, 0b11, 1_000, +5, 1e3, 08, 12:30, 2024-01-02, ~]';
    assert.deepEqual(json(text), {
      a: ['yes', true, 'off', 31, 15, 15, 3, 1000, 5, '1e3', '08', '12:30', '2024-01-02', null],
    });
  });

  it('prints numbers as Go does when they become text', () => {
    const printed = ['1.50', '2.0', '0x1F', 'TRUE', '-5', '12345678901234567890', '0.00001', '.inf', '~'];
    assert.deepEqual(
      printed.map(text => printedScalar(plainValue(text))),
      ['1.5', '2', '31', 'true', '-5', '12345678901234567890', '1e-05', '+Inf', '<nil>'],
    );
  });

  it('keeps the place of every key and value', () => {
    const text = 'a:\n  - b: "x y"\n    c: |\n      lines\n';
    const root = parseStream(text).documents[0]?.root;
    const list = memberOf(root, 'a');
    assert.ok(list?.kind === 'sequence');
    const value = memberOf(list.items[0], 'b');
    assert.equal(value === undefined ? '' : text.slice(value.range.start, value.range.end), '"x y"');
    const block = memberOf(list.items[0], 'c');
    assert.equal(block === undefined ? '' : text.slice(block.range.start, block.range.end), '|\n      lines\n');
  });

  it('follows aliases and merge keys, where own keys and later mappings win', () => {
    const text = 'x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz: {<<: [*x, *y], c: 3}\nw: *x\n';
    assert.deepEqual((json(text) as Record<string, unknown>).z, { c: 3, a: 1, b: 2 });
    assert.deepEqual((json(text) as Record<string, unknown>).w, { a: 1, b: 1 });
  });

  it('refuses an alias whose anchor comes later, is in another document, or contains it', () => {
    assert.deepEqual(faults('a: *later\nb: &later 1\n'), ['yaml-alias "*later"']);
    assert.deepEqual(faults('a: &one 1\n---\nb: *one\n'), ['yaml-alias "*one"']);
    assert.deepEqual(faults('a: &self\n  b: *self\n'), ['yaml-alias "*self"']);
  });

  it('reports a key that is given twice, with the first place', () => {
    const [document] = parseStream('a: 1\nb: 2\na: 3\n').documents;
    assert.deepEqual(
      document?.faults.map(fault => [fault.code, fault.range.start, fault.first?.start]),
      [['yaml-duplicate-key', 10, 0]],
    );
    assert.deepEqual(faults('steps: [{run: echo, run: echo}]'), ['yaml-duplicate-key "run"']);
  });

  it('tells documents apart and leaves empty ones without a tree', () => {
    const kinds = (text: string): unknown => parseStream(text).documents.map(document => document.root?.kind);
    assert.deepEqual(kinds('a: 1\n---\n---\nb: 1\n'), ['mapping', undefined, 'mapping']);
    assert.deepEqual(kinds('# only a comment\n'), []);
    assert.deepEqual(kinds('a: 1\n...\n'), ['mapping']);
  });

  it('explains tabs, and values that need quotes', () => {
    const messages = (text: string): string =>
      parseStream(text)
        .documents.flatMap(document => document.faults.map(fault => fault.message))
        .join('\n');
    assert.match(messages('steps:\n\t- run: echo\n'), /tab cannot indent; use spaces/);
    assert.match(messages('run: echo a: b\n'), /must be quoted/);
  });

  it('reads on behind an error, and reads unclosed collections', () => {
    assert.deepEqual(json('a: [1, 2\nb: 3\n'), { a: [1, 2], b: 3 });
    assert.deepEqual(json('steps:\n  - id: a\n    depends: [x,\n'), { steps: [{ id: 'a', depends: ['x'] }] });
  });

  it('does not expand aliases without end', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 12; level++) {
      lines.push(`a${level}: &a${level} [${Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ')}]`);
    }
    assert.match(faults(lines.join('\n')).join(), /yaml-alias/);
  });

  it('reports an alias that means nothing once, however often it is repeated', () => {
    const lines = ['a0: &a0 [*no, *no]'];
    for (let level = 1; level < 8; level++) {
      lines.push(`a${level}: &a${level} [${Array.from({ length: 9 }, () => `*a${level - 1}`).join(', ')}]`);
    }
    const places = parseStream(lines.join('\n')).documents[0]?.faults.map(fault => fault.range.start) ?? [];
    assert.deepEqual(places.slice(0, 2), [9, 14]);
    assert.ok(places.length < 10, `${places.length} faults`);
  });

  it('points at what stands last when something is missing at the end', () => {
    for (const text of ['a: [1', 'a: "x', 'a: {b', '{', '"']) {
      const ranges = parseStream(text).documents.flatMap(document => document.faults.map(fault => fault.range));
      assert.ok(ranges.length > 0, text);
      for (const { start, end } of ranges) assert.ok(start < end && end <= text.length, text);
    }
  });

  it('survives texts that nest or grow beyond reason', () => {
    const hostile = ['['.repeat(200_000), '{a: '.repeat(100_000), '- '.repeat(100_000), `a: ${'x'.repeat(10_000_000)}`];
    const stairs = Array.from({ length: 5_000 }, (_, level) => `${' '.repeat(level)}a:`).join('\n');
    for (const text of [...hostile, stairs]) assert.match(faults(text).join(), /yaml-too-large/);
  });

  it('never throws, whatever is cut off', () => {
    const text =
      'a: &x\n  - b: "c\\n"\n    d: |-\n      e\n  - !!str 1\n? [k]\n: {<<: *x, "f": \'g\'}\n--- # h\n%TAG\n...\n';
    for (let end = 0; end <= text.length; end++) {
      assert.ok(parseStream(text.slice(0, end)).documents.length <= 4);
      assert.ok(parseStream(text.slice(end)).documents.length <= 4);
    }
  });
});
