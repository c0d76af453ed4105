// Which kept results rest on inputs that have changed since.

import { strict as assert } from 'node:assert';
import { stalenessAfter } from '../../src/engine/staleness';
import type { Node } from '../../src/model/run';
import { dagOf, runOf } from '../support/dag-text';
import { Simulation } from '../support/simulation';

const flow = 'a; b <- a; c <- b; side';

describe('staleness after an attempt', () => {
  /** Compares two states of `flow` after an attempt of the steps in `ran`. */
  const compare = (before: string, after: string, ...ran: string[]): Record<string, unknown> =>
    stalenessAfter(runOf(dagOf(flow), before).nodes, runOf(dagOf(flow), after).nodes, ran);

  it('names the output that changed, old and new, for everything kept below', () => {
    const after = 'a:succeeded{V=2} b:succeeded c:succeeded side:succeeded';
    const cause = { producer: 'a', output: 'V', before: '1', after: '2' };
    assert.deepEqual(compare('a:succeeded{V=1} b:succeeded c:succeeded side:succeeded', after, 'a'), {
      b: [cause],
      c: [cause],
    });
  });

  it('says nothing when the outputs are the same, byte by byte', () => {
    const nodes = 'a:succeeded{V=1} b:succeeded c:succeeded side:succeeded';
    assert.deepEqual(compare(nodes, nodes, 'a'), {});
  });

  it('calls what is below possibly stale when the producer hands nothing on', () => {
    const nodes = 'a:succeeded b:succeeded c:succeeded';
    assert.deepEqual(compare(nodes, nodes, 'a'), { b: [{ producer: 'a' }], c: [{ producer: 'a' }] });
  });

  it('calls it possibly stale as well when the values are masked', () => {
    const nodes = 'a:succeeded{V=*******}! b:succeeded c:succeeded';
    assert.deepEqual(compare(nodes, nodes, 'a').b, [{ producer: 'a' }]);
  });

  it('leaves out steps that ran themselves and steps without a result', () => {
    const after = 'a:succeeded{V=2} b:succeeded c:skipped';
    assert.deepEqual(compare('a:succeeded{V=1} b:succeeded c:skipped', after, 'a', 'b'), {});
  });

  it('counts an output that is gone or new as changed', () => {
    assert.deepEqual(compare('a:succeeded{V=1} b:succeeded', 'a:failed b:succeeded', 'a').b, [
      { producer: 'a', output: 'V', before: '1' },
    ]);
    assert.deepEqual(compare('a:succeeded b:succeeded', 'a:succeeded{V=1} b:succeeded', 'a').b, [
      { producer: 'a', output: 'V', after: '1' },
    ]);
  });

  it('does not blame a step that was skipped and had never left anything', () => {
    assert.deepEqual(compare('a:skipped b:succeeded', 'a:skipped b:succeeded', 'a'), {});
  });

  it('follows a step that was renamed by its id', () => {
    const before = runOf(dagOf('old#x; b <- old'), 'old:succeeded{V=1} b:succeeded').nodes;
    const after = runOf(dagOf('fresh#x; b <- fresh'), 'fresh:succeeded{V=2} b:succeeded').nodes;
    assert.deepEqual(stalenessAfter(before, after, ['fresh']).b, [
      { producer: 'fresh', output: 'V', before: '1', after: '2' },
    ]);
  });

  it('compares many producers with many consumers', () => {
    const text = Array.from({ length: 2000 }, (_, at) => `s${at}${at === 0 ? '' : ` <- s${at - 1}`}`).join('; ');
    const nodes = (value: string): readonly Node[] =>
      runOf(
        dagOf(text),
        Array.from({ length: 2000 }, (_, at) => `s${at}:succeeded{V=${at < 20 ? value : 0}}`).join(' '),
      ).nodes;
    const ran = Array.from({ length: 20 }, (_, at) => `s${at}`);
    const stale = stalenessAfter(nodes('1'), nodes('2'), ran);
    assert.equal(Object.keys(stale).length, 1980);
    assert.equal(stale.s1999?.length, 20);
  });
});

describe('staleness over several attempts', () => {
  const play = (...rounds: string[]): Simulation => {
    const simulation = new Simulation(dagOf('a; b <- a'), { a: rounds });
    simulation.start();
    return simulation;
  };

  it('remembers the value that the step really saw', () => {
    const run = play('ok V=1', 'ok V=2', 'ok V=3');
    run.retry({ targets: ['a'] });
    run.retry({ targets: ['a'] });
    assert.deepEqual(run.node('b').stale, [{ producer: 'a', output: 'V', before: '1', after: '3' }]);
  });

  it('goes when the producer comes back to it, also after a failure in between', () => {
    const run = play('ok V=1', 'fail', 'ok V=1');
    run.retry({ targets: ['a'] });
    assert.deepEqual(run.node('b').stale, [{ producer: 'a', output: 'V', before: '1' }]);
    run.retry({ targets: ['a'] });
    assert.equal(run.node('b').stale, undefined);
  });

  it('goes when the step runs again or a person accepts it', () => {
    const run = play('ok V=1', 'ok V=2', 'ok V=3');
    run.retry({ targets: ['a'] });
    run.retry({ targets: ['b'] });
    assert.equal(run.node('b').stale, undefined);
    run.retry({ targets: ['a'] });
    assert.deepEqual(run.node('b').stale, [{ producer: 'a', output: 'V', before: '2', after: '3' }]);
    run.accept('b');
    assert.equal(run.node('b').stale, undefined);
  });

  it('stays while other steps run', () => {
    const simulation = new Simulation(dagOf('a; x; b <- a,x'), { a: ['ok V=1', 'ok V=2'], x: 'ok W=1' });
    simulation.start();
    simulation.retry({ targets: ['a'] });
    const causes = simulation.node('b').stale;
    assert.equal(causes?.length, 1);
    simulation.retry({ targets: ['x'] });
    assert.deepEqual(simulation.node('b').stale, causes);
  });

  it('never blocks and never changes a status', () => {
    const run = play('ok V=1', 'ok V=2');
    run.retry({ targets: ['a'] });
    assert.equal(run.run.status, 'succeeded');
    assert.deepEqual(run.plan({ targets: ['b'] }).refusals, []);
  });
});
