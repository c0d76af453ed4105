// Changes to texts: what is not meant stays as it is, comments and layout included.

import { strict as assert } from 'node:assert';
import { applyEdits, type TextEdit } from '../../src/base/text';
import { parseStream } from '../../src/syntax/document';
import { insertAfter, insertFirst, renameKey, scalarSource, wrapInList } from '../../src/syntax/edits';
import { entryOf, type MappingEntry, type MappingNode, type YamlNode } from '../../src/syntax/node';
import { removeEntry } from '../../src/syntax/removal';

interface Target {
  readonly text: string;
  readonly mapping: MappingNode;
  readonly entry: MappingEntry;
}

/** Finds the entry with a key, wherever it is in the text. */
function target(text: string, key: string): Target {
  const find = (node: YamlNode | undefined): Target | undefined => {
    if (node?.kind === 'sequence') return node.items.map(find).find(found => found !== undefined);
    if (node?.kind !== 'mapping') return undefined;
    const entry = entryOf(node, key);
    if (entry !== undefined) return { text, mapping: node, entry };
    return node.entries.map(other => find(other.value)).find(found => found !== undefined);
  };
  const found = find(parseStream(text).documents[0]?.root);
  assert.ok(found !== undefined, `there is no ${key}`);
  return found;
}

function changed(text: string, key: string, edit: (found: Target) => TextEdit | readonly TextEdit[]): string {
  return applyEdits(text, [edit(target(text, key))].flat());
}

describe('Edits of YAML', () => {
  it('rename keys in place', () => {
    assert.equal(
      changed('a:  1 # why\n', 'a', ({ entry }) => renameKey(entry, 'b')),
      'b:  1 # why\n',
    );
  });

  it('remove an entry with its lines', () => {
    const remove = ({ text, mapping, entry }: Target): TextEdit => removeEntry(text, mapping, entry);
    assert.equal(changed('a: 1\nb: |\n  x\n  y\nc: 3 # keep\n', 'b', remove), 'a: 1\nc: 3 # keep\n');
    assert.equal(changed('- a: 1\n  b: 2\n', 'a', remove), '- b: 2\n');
    assert.equal(changed('a: 1\nb: 2', 'b', remove), 'a: 1');
    assert.equal(changed('x: {a: 1, b: 2, c: 3}\n', 'b', remove), 'x: {a: 1, c: 3}\n');
    assert.equal(changed('x: {a: 1, b: 2}\n', 'b', remove), 'x: {a: 1}\n');
    assert.equal(changed('x: {a: 1}\n', 'a', remove), 'x: {}\n');
    assert.equal(changed('x:\n  a: 1\n', 'a', remove), 'x:\n  {}\n');
  });

  it('keep the comments of an entry that they remove', () => {
    const remove = ({ text, mapping, entry }: Target): TextEdit => removeEntry(text, mapping, entry);
    for (const [before, key, after] of [
      ['a: 1 # one\n\nb: 2\n', 'a', '# one\n\nb: 2\n'],
      ['a: 1\n# of b\nb: 2\n', 'a', '# of b\nb: 2\n'],
      ['a: 1\nb: "#2" # two\nc: 3\n', 'b', 'a: 1\n# two\nc: 3\n'],
      ['a: 1\nb: 2 # two', 'b', 'a: 1\n# two'],
      ['- a: 1 # one\n  b: 2\n', 'a', '- # one\n  b: 2\n'],
      ['- a: 1\n  # of b\n  b: 2\n', 'a', '- # of b\n  b: 2\n'],
      [
        'a: 1\nb: # list\n  # first\n  - x#y # x\n  - |\n    # text\n# of c\nc: 3\n',
        'b',
        'a: 1\n# list\n  # first\n# x\n# of c\nc: 3\n',
      ],
      ['{\n  a: 1, # one\n  b: 2 # two\n}\n', 'a', '{\n   # one\n  b: 2 # two\n}\n'],
      ['{\n  a: 1, # one\n  b: 2 # two\n}\n', 'b', '{\n  a: 1, # one\n   # two\n}\n'],
    ] as const) {
      const text = changed(before, key, remove);
      assert.equal(text, after);
      assert.equal(parseStream(text).documents[0]?.faults.length, 0, text);
    }
  });

  it('insert an entry behind another one, with the indentation of its neighbours', () => {
    const insert = ({ text, mapping, entry }: Target): TextEdit => insertAfter(text, mapping, entry, 'new', 'v');
    assert.equal(changed('x:\n  - a: 1 # one\n    b: 2\n', 'a', insert), 'x:\n  - a: 1 # one\n    new: v\n    b: 2\n');
    assert.equal(changed('a: |\n  text\nb: 2\n', 'a', insert), 'a: |\n  text\nnew: v\nb: 2\n');
    assert.equal(changed('x: {a: 1, b: 2}', 'a', insert), 'x: {a: 1, new: v, b: 2}');
    assert.equal(changed('a: 1', 'a', insert), 'a: 1\nnew: v');
    const block = ({ text, mapping, entry }: Target): TextEdit =>
      insertAfter(text, mapping, entry, 'with', '\n  dag: child\n  params: x');
    assert.equal(changed('- a: 1\n', 'a', block), '- a: 1\n  with:\n    dag: child\n    params: x\n');
  });

  it('insert an entry in front', () => {
    const first = ({ mapping, text }: Target): TextEdit => insertFirst(text, mapping, 'type', 'chain');
    assert.equal(changed('# head\na: 1\n', 'a', first), '# head\ntype: chain\na: 1\n');
    assert.equal(changed('- {a: 1}\n', 'a', first), '- {type: chain, a: 1}\n');
  });

  it('make a value the only item of a list', () => {
    const wrap = ({ text, entry }: Target): readonly TextEdit[] => wrapInList(text, entry.value);
    assert.equal(changed('a: 3 # code\n', 'a', wrap), 'a: [3] # code\n');
    assert.equal(changed('a: {b: 1}\n', 'a', wrap), 'a: [{b: 1}]\n');
    assert.equal(changed('a:\n  b: 1\n  c: 2\nd: 3\n', 'a', wrap), 'a:\n  - b: 1\n    c: 2\nd: 3\n');
  });

  it('quote a text only where that is needed', () => {
    const written = [
      'plain',
      'two words',
      'yes',
      '12',
      '1.5',
      'a: b',
      'a #b',
      '',
      ' x',
      '- x',
      '${a.b}',
      '/p/q',
      '{x',
      '~',
    ];
    assert.deepEqual(written.map(scalarSource), [
      'plain',
      'two words',
      '"yes"',
      '"12"',
      '"1.5"',
      '"a: b"',
      '"a #b"',
      '""',
      '" x"',
      '"- x"',
      '${a.b}',
      '/p/q',
      '"{x"',
      '"~"',
    ]);
    for (const text of written) {
      const root = parseStream(`k: ${scalarSource(text)}\n`).documents[0]?.root;
      const value = entryOf(root, 'k')?.value;
      assert.equal(value?.kind === 'scalar' ? value.value : undefined, text);
    }
  });
});
