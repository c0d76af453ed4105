// What made a run fail, in a few words.

import { strict as assert } from 'node:assert';
import { failureCauses } from '../../src/model/run-failure';
import { dagOf, runOf } from '../support/dag-text';

describe('what made a run fail', () => {
  const dag = dagOf('a; b; c; d; e');
  const run = runOf(dag, 'a:failed=1 b:failed=1 c:failed=1 d:failed=1 e:succeeded');

  it('is told step by step, each by the first line of its error', () => {
    const nodes = run.nodes.map(node => (node.name === 'b' ? { ...node, error: 'exit status 3\nmore' } : node));
    assert.equal(failureCauses({ ...run, nodes: nodes.slice(1, 2) }), 'b: exit status 3');
  });

  it('begins with what is wrong with the run itself, and counts what is too much to tell', () => {
    const nodes = run.nodes.map(node => (node.status === 'failed' ? { ...node, error: 'no' } : node));
    assert.equal(failureCauses({ ...run, nodes, error: 'timed out' }), 'timed out; a: no; b: no (and 2 more)');
  });
});
