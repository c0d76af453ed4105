// Reading the versions of a text: the same trees as from a single reading, and damage that stays in its piece.

import { strict as assert } from 'node:assert';
import { parseStream, type YamlStream } from '../../src/syntax/document';
import { entryOf, type YamlNode } from '../../src/syntax/node';
import { streamReader } from '../../src/syntax/rereading';

/** The trees with the places of all scalars. Where a collection ends is a matter of taste. */
function trees(stream: YamlStream): unknown {
  const plain = (node: YamlNode | undefined): unknown => {
    if (node === undefined) return undefined;
    if (node.kind === 'scalar') return { ...node };
    if (node.kind === 'sequence') return node.items.map(plain);
    return node.entries.map(({ key, value, merged }) => [{ ...key }, plain(value), merged]);
  };
  return stream.documents.map(({ root }) => plain(root));
}

const texts = [
  '',
  '# only a remark\n',
  'a: 1\nb: two\n',
  '# head\na: 1 # behind\n\n# between\nb:\n  - x\n\n  # in the list\n  - y: 1\n    z: 2\n# end\n',
  'steps:\n- run: a\n- run: |\n    one\n\n    two\n- [x, y]\nlast: 1\n',
  'steps:\n  - id: a\n    run: |+\n      text\n\n\n  - id: b\n',
  'steps:\n  - \n  -\n  - - a\n    - b\n',
  'steps: [a, b]\n"quoted key": {x: 1,\n  y: 2}\n',
  'steps: # remark\n  # remark\n  - a\n',
  '---\na: 1\n---\nb: 2\n',
  '# c\n---\na: 1\n---\n',
  'a: 1\n---\n---\nb:\n  - c\n',
  '--- {a: 1}\n---\n- x\n- y\n',
  '{a: 1, b: [2]}\n',
  '- a\n- b: c\n',
  'plain text\n',
  'a: &x\n  - 1\nb: *x\n',
  'a: 1\n...\n',
  '%YAML 1.2\n---\na: 1\n',
  '\ufeffa: 1\nb: 2\n',
  'a: 1\r\nsteps:\r\n  - id: x\r\n    run: y\r\n  - id: z\r\n',
];

describe('A reader of versions', () => {
  it('reads every text as a single reading does', () => {
    for (const text of texts)
      assert.deepEqual(trees(streamReader()(text)), trees(parseStream(text)), JSON.stringify(text));
  });

  it('reads a version behind another as if it were the first', () => {
    const text = `${texts[3]}${texts[4]}---\n${texts[2]}`;
    const read = streamReader();
    for (let at = 0; at <= text.length; at += 5) {
      for (const inserted of ['x', '\n  - ', '"', '\n---\n']) {
        const version = text.slice(0, at) + inserted + text.slice(at);
        assert.deepEqual(read(version), streamReader()(version), JSON.stringify(version));
      }
    }
  });

  it('keeps the trees of what did not change', () => {
    const read = streamReader();
    const items = (text: string): readonly YamlNode[] => {
      const steps = entryOf(read(text).documents[0]?.root, 'steps')?.value;
      return steps?.kind === 'sequence' ? steps.items : [];
    };
    const before = items('steps:\n  - id: a\n  - id: b\n');
    const after = items('steps:\n  - id: a\n  - id: bb\n');
    assert.equal(after[0], before[0]);
    assert.notEqual(after[1], before[1]);
  });

  it('confines what is broken to its piece', () => {
    const text =
      'name: "a\nsteps:\n  - id: one\n    run: "x\n  - id: two\n    depends: [one\n  - id: three\nenv:\n  A: 1\n';
    const [document] = streamReader()(text).documents;
    const steps = entryOf(document?.root, 'steps')?.value;
    assert.equal(steps?.kind, 'sequence');
    const ids = steps.items.map(item => entryOf(item, 'id')?.value).map(id => (id?.kind === 'scalar' ? id.text : ''));
    assert.deepEqual(ids, ['one', 'two', 'three']);
    assert.equal(entryOf(document?.root, 'env')?.value.kind, 'mapping');
    assert.ok((document?.faults.length ?? 0) >= 3);
    for (const fault of document?.faults ?? []) assert.ok(fault.range.end <= text.length);
  });
});
