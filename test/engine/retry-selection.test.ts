// The selection grammar: what it selects, and what it says when it cannot read something.

import { strict as assert } from 'node:assert';
import { type Selectable, select, selectableOf } from '../../src/engine/selection';
import { dagOf, runOf } from '../support/dag-text';

const dag = dagOf('a; b#build <- a; c <- b; d <- c; side');
const run = runOf(dag, 'a:succeeded b:failed=1 c:aborted/upstream-failed d:aborted/upstream-aborted side:succeeded');
const from: Selectable = {
  ...selectableOf(run),
  steps: selectableOf(run).steps.map(step => ({ ...step, stale: step.name === 'side' })),
  pending: ['c', 'd'],
  changed: ['a'],
};

function selected(expression: string, selectable = from): string {
  const result = select(expression, selectable);
  return result.ok ? result.value.join(' ') : `? ${result.error.message}`;
}

const cases: readonly (readonly [title: string, expression: string, expected: string])[] = [
  ['a step by name', 'a', 'a'],
  ['a step by id', 'build', 'b'],
  ['a step and everything below', 'b+', 'b c d'],
  ['a step and everything above', '+c', 'a b c'],
  ['both directions', '+c+', 'a b c d'],
  ['so many levels up and down', '1+c+1', 'b c d'],
  ['two levels up, one down', '2+c+1', 'a b c d'],
  ['no level at all', '0+c+0', 'c'],
  ['a status', 'status:succeeded', 'a side'],
  ['a status and everything below it', 'status:failed+', 'b c d'],
  ['stale steps', 'stale', 'side'],
  ['pending steps', 'pending', 'c d'],
  ['changed steps', 'changed', 'a'],
  ['alternatives, in the order of the document', 'side a', 'a side'],
  ['what several terms have in common', 'b+,pending', 'c d'],
  ['blanks beside a comma', 'b+ , pending', 'c d'],
  ['and before or', 'a b+,pending', 'a c d'],
  ['everything but', '!b+', 'a side'],
  ['a common part without something', 'b+,!status:failed', 'c d'],
  ['nothing', 'status:skipped', ''],
];

describe('a selection', () => {
  for (const [title, expression, expected] of cases)
    it(`${title}: ${expression}`, () => assert.equal(selected(expression), expected));

  it('takes names in double quotes, also those that are words of the grammar', () => {
    const odd = selectableOf(runOf(dagOf('a'), ''));
    const steps = ['Build it', 'stale', '1+1'].map(name => ({ name, depends: [] }));
    const selectable = { ...odd, steps };
    assert.equal(selected('"Build it"+', selectable), 'Build it');
    assert.equal(selected('"stale"', selectable), 'stale');
    assert.equal(selected('stale', selectable), '');
    assert.equal(selected('!"1+1"', selectable), 'Build it stale');
  });

  it('takes a step without a state as not started', () => {
    assert.equal(
      selected('status:not_started', { steps: [{ name: 'new', depends: [] }], pending: [], changed: [] }),
      'new',
    );
  });

  it('follows the current file: its names, its edges, its new steps', () => {
    const current = dagOf('a; renamed#build <- a; fresh <- renamed');
    const selectable = selectableOf(run, ['fresh'], current);
    assert.equal(selected('status:failed', selectable), 'renamed');
    assert.equal(selected('build+', selectable), 'renamed fresh');
    assert.equal(selected('changed', selectable), 'fresh');
    assert.equal(selected('pending', selectable), 'fresh');
  });

  it('finds stale steps of a run', () => {
    const [node] = run.nodes;
    assert.ok(node);
    const stale = { ...run, nodes: [{ ...node, stale: [{ producer: 'x' }] }] };
    assert.equal(selected('stale', selectableOf(stale)), 'a');
  });

  const errors: readonly (readonly [expression: string, message: RegExp, place: string, nearest: readonly string[]])[] =
    [
      ['biuld+', /There is no step "biuld"\.$/, 'biuld', ['build']],
      ['a !+staled', /There is no step "staled"\.$/, 'staled', ['stale']],
      ['status:faild+', /There is no status "faild"\.$/, 'status:faild', ['failed']],
      ['status:', /There is no status ""\./, 'status:', []],
      ['a+b', /"a\+b" is no selection/, 'a+b', []],
      ['a++', /"a\+\+" is no selection/, 'a++', []],
      ['a "b', /is no selection: write a step as/, '"b', []],
      ['', /The selection is empty\./, '', []],
      ['   ', /The selection is empty\./, '   ', []],
      [',a', /A comma must stand between two terms\./, ',', []],
    ];
  for (const [expression, message, place, nearest] of errors)
    it(`says what is wrong with: ${expression || 'nothing'}`, () => {
      const result = select(expression, from);
      assert.equal(result.ok, false);
      if (result.ok) return;
      assert.match(result.error.message, message);
      assert.equal(expression.slice(result.error.range.start, result.error.range.end), place);
      assert.deepEqual(result.error.nearest, nearest);
    });

  it('says where a comma lacks a term', () => {
    for (const expression of ['a,', 'a,,b', ',']) assert.match(selected(expression), /A comma must stand/);
  });
});
