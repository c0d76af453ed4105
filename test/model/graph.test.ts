// Above, below, order and cycles, on small graphs and on deep ones.

import { strict as assert } from 'node:assert';
import { ancestors, descendants, findCycle, type GraphNode, topologicalOrder } from '../../src/model/graph';
import { dagOf } from '../support/dag-text';

const diamond = dagOf('a; b <- a; c <- a; d <- b,c; e').steps;
const chain: readonly GraphNode[] = Array.from({ length: 10_000 }, (_, at) => ({
  name: `s${at}`,
  depends: at === 0 ? [] : [`s${at - 1}`],
}));

describe('graph', () => {
  it('finds everything below a step, not the step itself', () => {
    assert.deepEqual([...descendants(diamond, ['a'])], ['b', 'c', 'd']);
    assert.deepEqual([...descendants(diamond, ['b'])], ['d']);
    assert.deepEqual([...descendants(diamond, ['e'])], []);
  });

  it('finds everything above a step', () => {
    assert.deepEqual([...ancestors(diamond, ['d'])].sort(), ['a', 'b', 'c']);
  });

  it('stops after as many levels as asked for', () => {
    assert.deepEqual([...descendants(diamond, ['a'], 1)], ['b', 'c']);
    assert.deepEqual([...ancestors(diamond, ['d'], 1)], ['b', 'c']);
    assert.deepEqual([...descendants(diamond, ['a'], 0)], []);
  });

  it('counts one of several starting points when it lies below another', () => {
    assert.deepEqual([...descendants(diamond, ['a', 'b'])], ['b', 'c', 'd']);
  });

  it('ignores names that no step has', () => {
    assert.deepEqual([...ancestors(dagOf('a <- ghost; b <- a').steps, ['b'])], ['a']);
    assert.deepEqual(topologicalOrder(dagOf('a <- ghost').steps), ['a']);
    assert.deepEqual([...descendants(diamond, ['ghost'])], []);
  });

  it('orders steps as they become ready with one slot', () => {
    assert.deepEqual(topologicalOrder(dagOf('a; b <- a; c').steps), ['a', 'c', 'b']);
    assert.deepEqual(topologicalOrder(diamond), ['a', 'e', 'b', 'c', 'd']);
  });

  it('keeps steps on a cycle, last and in document order', () => {
    assert.deepEqual(topologicalOrder(dagOf('a <- b; b <- a; c').steps), ['c', 'a', 'b']);
  });

  it('survives a dependency that is named twice', () => {
    assert.deepEqual(
      topologicalOrder([
        { name: 'b', depends: ['a', 'a'] },
        { name: 'a', depends: [] },
      ]),
      ['a', 'b'],
    );
  });

  it('names the steps of a cycle in the order of their dependencies', () => {
    assert.deepEqual(findCycle(dagOf('x; a <- c; b <- a; c <- b').steps), ['a', 'c', 'b']);
    assert.deepEqual(findCycle(dagOf('a <- a').steps), ['a']);
    assert.deepEqual(findCycle(dagOf('start <- a; a <- b; b <- a').steps), ['a', 'b']);
    assert.equal(findCycle(diamond), undefined);
  });

  it('handles a chain of ten thousand steps', () => {
    assert.equal(descendants(chain, ['s0']).size, 9_999);
    assert.equal(ancestors(chain, ['s9999']).size, 9_999);
    assert.equal(topologicalOrder([...chain].reverse()).at(-1), 's9999');
    assert.equal(findCycle([...chain].reverse()), undefined);
    assert.equal(findCycle([...chain.slice(1), { name: 's0', depends: ['s9999'] }])?.length, 10_000);
  });
});
