// Which step of a new definition is which node of an old one.

import { strict as assert } from 'node:assert';
import { matchNodes } from '../../src/model/matching';
import { dagOf } from '../support/dag-text';

function pairs(before: string, after: string): Record<string, string> {
  const matches = matchNodes(dagOf(after).steps, dagOf(before).steps);
  return Object.fromEntries([...matches].map(([name, node]) => [name, node.name]));
}

describe('matching of steps and earlier nodes', () => {
  it('pairs steps of the same id whatever they are called', () => {
    assert.deepEqual(pairs('Old#build', 'New#build'), { New: 'Old' });
  });

  it('pairs the others by name', () => {
    assert.deepEqual(pairs('a; b', 'b; c'), { b: 'b' });
    assert.deepEqual(pairs('a#one', 'a#two'), { a: 'a' });
  });

  it('lets an id win over a name, and gives no node away twice', () => {
    assert.deepEqual(pairs('a#x; b', 'a; b#x'), { b: 'a' });
  });
});
