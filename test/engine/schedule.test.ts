// The order of steps, and what an outcome means for those that depend on it (as Dagu was recorded to do it).

import { strict as assert } from 'node:assert';
import { Schedule, type ScheduleOptions, type StepEnd } from '../../src/engine/schedule';
import type { NodeStatus } from '../../src/model/status';
import { type DagExtras, dagOf, outlinesOf } from '../support/dag-text';

function scheduleOf(text: string, options: Partial<ScheduleOptions> = {}, extras: DagExtras = {}): Schedule {
  const steps = outlinesOf(dagOf(text, extras));
  return new Schedule({ steps, runs: steps.map(step => step.name), ...options });
}

const skipsAllowed = {
  continueOn: { failure: false, skipped: true, exitCodes: [], output: [], markSuccess: false },
};

/** Runs everything with one slot; steps end as `ends` says, else well. The trace holds starts and decisions. */
function trace(schedule: Schedule, ends: Readonly<Record<string, NodeStatus | StepEnd>> = {}): string[] {
  const lines: string[] = [];
  for (let name = schedule.next(); name !== undefined; name = schedule.next()) {
    const end = ends[name] ?? 'succeeded';
    lines.push(name);
    for (const { step, status, reason } of schedule.finished(name, typeof end === 'string' ? { status: end } : end))
      lines.push(`${step} ${status} ${reason.code} ${reason.by?.join() ?? ''}`);
  }
  return lines;
}

describe('the order of steps', () => {
  it('is that of the document, and steps that become ready queue behind the others', () => {
    assert.deepEqual(trace(scheduleOf('a; b <- a; c')), ['a', 'c', 'b']);
    const fruit = scheduleOf('kiwi; apple <- kiwi; mango; pear <- mango; fig');
    assert.deepEqual(trace(fruit), ['kiwi', 'mango', 'fig', 'apple', 'pear']);
  });

  it('offers everything that is ready at once', () => {
    const schedule = scheduleOf('a; b; c <- a,b');
    assert.deepEqual([schedule.next(), schedule.next(), schedule.next()], ['a', 'b', undefined]);
    assert.deepEqual(schedule.finished('b', { status: 'succeeded' }), []);
    assert.equal(schedule.next(), undefined);
    assert.deepEqual(schedule.finished('a', { status: 'succeeded' }), []);
    assert.equal(schedule.next(), 'c');
    assert.equal(schedule.done, false);
    schedule.finished('c', { status: 'succeeded' });
    assert.equal(schedule.done, true);
  });

  it('is done at once when there is nothing to run', () => {
    assert.equal(scheduleOf('').done, true);
    assert.equal(scheduleOf('a; b', { runs: [] }).done, true);
  });

  it('refuses the end of a step that does not run', () => {
    const schedule = scheduleOf('a');
    assert.throws(() => schedule.finished('a', { status: 'succeeded' }), /not running/);
    assert.throws(() => schedule.finished('ghost', { status: 'succeeded' }), /not running/);
  });

  it('copes with a chain of ten thousand steps', () => {
    const steps = Array.from({ length: 10_000 }, (_, at) => ({
      name: `s${at}`,
      depends: at === 0 ? [] : [`s${at - 1}`],
    }));
    const runs = steps.map(step => step.name);
    assert.equal(trace(new Schedule({ steps, runs })).length, 10_000);
    assert.equal(trace(new Schedule({ steps, runs }), { s0: 'failed' }).length, 10_000);
  });

  it('copes with a step that has ten thousand dependencies', () => {
    const leaves = Array.from({ length: 10_000 }, (_, at) => ({ name: `s${at}`, depends: [] }));
    const steps = [...leaves, { name: 'join', depends: leaves.map(step => step.name) }];
    assert.equal(trace(new Schedule({ steps, runs: steps.map(step => step.name) })).at(-1), 'join');
  });
});

describe('what an outcome means for the steps below', () => {
  it('a failure aborts the child with its reason, and the abortion passes on', () => {
    assert.deepEqual(trace(scheduleOf('bad; child <- bad; grandchild <- child; free'), { bad: 'failed' }), [
      'bad',
      'child aborted upstream-failed bad',
      'grandchild aborted upstream-aborted child',
      'free',
    ]);
  });

  it('a tolerated failure and a success in part let the child run', () => {
    const ends = { a: { status: 'failed', tolerated: true }, b: 'partially_succeeded' } as const;
    assert.deepEqual(trace(scheduleOf('a; b; c <- a,b'), ends), ['a', 'b', 'c']);
  });

  it('a skip skips the child, down the graph', () => {
    assert.deepEqual(trace(scheduleOf('a; b <- a; c <- b'), { a: 'skipped' }), [
      'a',
      'b skipped upstream-skipped a',
      'c skipped upstream-skipped b',
    ]);
  });

  it('continue_on: skipped lets the child run, also after a skip that was inherited', () => {
    assert.deepEqual(trace(scheduleOf('a; b <- a', {}, { steps: { a: skipsAllowed } }), { a: 'skipped' }), ['a', 'b']);
    const cascade = scheduleOf('maybe; middle <- maybe; end <- middle', {}, { steps: { middle: skipsAllowed } });
    assert.deepEqual(trace(cascade, { maybe: 'skipped' }), ['maybe', 'middle skipped upstream-skipped maybe', 'end']);
  });

  it('an aborted and a rejected step abort the child, each with its own reason', () => {
    assert.deepEqual(trace(scheduleOf('a; b <- a'), { a: 'aborted' }), ['a', 'b aborted upstream-aborted a']);
    assert.deepEqual(trace(scheduleOf('a; b <- a'), { a: 'rejected' }), ['a', 'b aborted upstream-rejected a']);
  });

  it('of several dependencies the first bad one in the order of depends decides', () => {
    const ends = { bad: 'failed', unmet: 'skipped' } as const;
    assert.deepEqual(trace(scheduleOf('bad; unmet; x <- unmet,bad; y <- bad,unmet'), ends), [
      'bad',
      'y aborted upstream-failed bad',
      'unmet',
      'x skipped upstream-skipped unmet',
    ]);
  });

  it('an unfinished dependency before a bad one is waited for, one behind it is not', () => {
    const before = scheduleOf('slow; bad; x <- slow,bad');
    assert.deepEqual([before.next(), before.next()], ['slow', 'bad']);
    assert.deepEqual(before.finished('bad', { status: 'failed' }), []);
    assert.equal(before.finished('slow', { status: 'succeeded' }).length, 1);
    const behind = scheduleOf('slow; bad; x <- bad,slow');
    assert.deepEqual([behind.next(), behind.next()], ['slow', 'bad']);
    assert.equal(behind.finished('bad', { status: 'failed' })[0]?.step, 'x');
    assert.deepEqual(behind.finished('slow', { status: 'succeeded' }), []);
  });

  it('a waiting step keeps its children waiting while others run, and may end later', () => {
    const schedule = scheduleOf('ask; after <- ask; other');
    assert.deepEqual(trace(schedule, { ask: 'waiting' }), ['ask', 'other']);
    assert.equal(schedule.done, true);
    assert.deepEqual(schedule.finished('ask', { status: 'succeeded' }), []);
    assert.equal(schedule.next(), 'after');
  });
});

describe('a schedule with frozen steps', () => {
  it('starts only what runs', () => {
    const frozen = [{ name: 'a', status: 'succeeded' } as const];
    assert.deepEqual(trace(scheduleOf('a; b <- a; c <- b; d', { runs: ['b'], frozen })), ['b']);
  });

  it('takes a kept skip, a tolerated failure and a success as satisfied', () => {
    const frozen = [
      { name: 'a', status: 'skipped' },
      { name: 'b', status: 'failed', tolerated: true },
      { name: 'c', status: 'partially_succeeded' },
    ] as const;
    assert.deepEqual(trace(scheduleOf('a; b; c; d <- a,b,c', { runs: ['d'], frozen })), ['d']);
  });

  it('decides at once what a kept step does not let run', () => {
    const frozen = [{ name: 'a', status: 'failed' } as const];
    const schedule = scheduleOf('a; n; b <- a; c <- b; d <- n', { runs: ['b', 'c', 'd'], frozen });
    assert.deepEqual(
      schedule.initial.map(({ step, reason }) => `${step} ${reason.code}`),
      ['b upstream-failed', 'c upstream-aborted', 'd upstream-aborted'],
    );
    assert.equal(schedule.done, true);
  });

  it('ignores what would block when it is told to, but not what fails now', () => {
    const frozen = [{ name: 'a', status: 'failed' } as const];
    const schedule = scheduleOf('a; b <- a; c <- b', { runs: ['b', 'c'], frozen, ignoreUpstream: true });
    assert.deepEqual(trace(schedule, { b: 'failed' }), ['b', 'c aborted upstream-failed b']);
  });

  it('keeps a skip among the steps that run as what it is', () => {
    const schedule = scheduleOf('a; b <- a', { runs: ['a', 'b'], frozen: [] });
    assert.deepEqual(trace(schedule, { a: 'skipped' }), ['a', 'b skipped upstream-skipped a']);
  });
});

describe('a schedule that is stopped', () => {
  it('starts nothing more, tells what had not begun, and decides nothing any more', () => {
    const schedule = scheduleOf('a; b; c <- a; d <- c');
    assert.equal(schedule.next(), 'a');
    assert.deepEqual(schedule.stop(), ['b', 'c', 'd']);
    assert.equal(schedule.next(), undefined);
    assert.equal(schedule.done, false);
    assert.deepEqual(schedule.finished('a', { status: 'aborted' }), []);
    assert.equal(schedule.done, true);
  });

  it('leaves out what was decided before', () => {
    const schedule = scheduleOf('a; b <- a; c');
    schedule.next();
    schedule.finished('a', { status: 'failed' });
    assert.deepEqual(schedule.stop(), ['c']);
  });

  it('aborts what had not begun when the time of the run is up', () => {
    const schedule = scheduleOf('quick; slow <- quick; after <- slow');
    schedule.next();
    schedule.finished('quick', { status: 'succeeded' });
    schedule.next();
    const reason = { code: 'dag-timed-out', text: 'The run took too long.' } as const;
    assert.deepEqual(schedule.expire(reason), [{ step: 'after', status: 'aborted', reason }]);
    assert.deepEqual(schedule.finished('slow', { status: 'aborted' }), []);
    assert.equal(schedule.done, true);
  });
});
