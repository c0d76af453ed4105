// The plan of a first run.

import { strict as assert } from 'node:assert';
import { planFirstRun } from '../../src/engine/plan';
import { condition, dagOf } from '../support/dag-text';

const dag = dagOf('a; b#build <- a; c <- b; d', {
  steps: { b: { preconditions: [condition('true')] } },
  handlers: ['success', 'failure', 'exit', 'wait'],
});

describe('the plan of a first run', () => {
  it('runs everything, in the order in which steps become ready', () => {
    const plan = planFirstRun(dag, { runId: 'r1' });
    assert.deepEqual(
      plan.runs.map(step => [step.name, step.preconditions]),
      [
        ['a', 'none'],
        ['d', 'none'],
        ['b', 'evaluated'],
        ['c', 'none'],
      ],
    );
    assert.equal(
      plan.runs.every(step => step.role === 'target'),
      true,
    );
    assert.deepEqual([plan.runId, plan.attempt, plan.refusals, plan.pending, plan.kept], ['r1', 0, [], [], []]);
    assert.deepEqual(plan.handlers, ['success', 'failure', 'exit']);
  });

  it('runs only the chosen step when its upstream is to be ignored', () => {
    const plan = planFirstRun(dag, { targets: ['build'], ignoreUpstream: true });
    assert.deepEqual(plan.runs, [{ name: 'b', reason: 'It was chosen.', preconditions: 'evaluated', role: 'target' }]);
    assert.deepEqual(
      plan.kept.map(step => step.name),
      ['a', 'c', 'd'],
    );
    assert.deepEqual(plan.pending, ['a', 'c', 'd']);
    assert.deepEqual(plan.notes, ['"a" has never run and is ignored this once.']);
    assert.deepEqual(plan.handlers, ['failure', 'exit']);
  });

  it('refuses a chosen step whose upstream has never run, with two fixes', () => {
    assert.deepEqual(planFirstRun(dag, { targets: ['b'] }).refusals, [
      {
        code: 'upstream-blocked',
        message: '"b" cannot run: "a" has never run.',
        actions: ['include-upstream', 'ignore-upstream'],
        steps: ['a'],
      },
    ]);
    assert.deepEqual(planFirstRun(dag, { targets: ['a', 'b'] }).refusals, []);
  });

  it('takes along what lies below when that is wanted', () => {
    const plan = planFirstRun(dag, { targets: ['a'], scope: 'downstream' });
    assert.deepEqual(
      plan.runs.map(step => [step.name, step.role]),
      [
        ['a', 'target'],
        ['b', 'descendant'],
        ['c', 'descendant'],
      ],
    );
    assert.deepEqual(plan.targets, ['a']);
  });

  it('ignores preconditions and leaves handlers out when told to', () => {
    const plan = planFirstRun(dag, { bypassPreconditions: true, runHandlers: false });
    assert.deepEqual(
      plan.runs.map(step => step.preconditions),
      ['none', 'none', 'ignored', 'none'],
    );
    assert.deepEqual(plan.handlers, []);
  });

  it('refuses a circle and names it', () => {
    const plan = planFirstRun(dagOf('a <- c; b <- a; c <- b'));
    assert.deepEqual(
      plan.refusals.map(({ code, message, steps }) => ({ code, message, steps })),
      [
        {
          code: 'definition-conflict',
          message: 'The steps depend on each other in a circle: "a" → "c" → "b" → "a".',
          steps: ['a', 'c', 'b'],
        },
      ],
    );
    assert.deepEqual(plan.runs, []);
  });

  it('refuses an unknown step and an empty DAG', () => {
    assert.deepEqual(planFirstRun(dag, { targets: ['biuld'] }).refusals[0]?.steps, ['build']);
    assert.deepEqual(
      planFirstRun(dagOf('')).refusals.map(refusal => refusal.code),
      ['nothing-to-do'],
    );
  });

  it('refuses what this engine does not execute, as far as it is going to run', () => {
    const place = (start: number) => ({ start, end: start + 10 });
    const flow = dagOf('a; b', {
      steps: { a: { range: place(100) }, b: { range: place(200) } },
      dag: { unsupported: [{ field: 'steps[1].container', message: 'Containers need a server', range: place(200) }] },
    });
    assert.deepEqual(planFirstRun(flow).refusals, [
      { code: 'unsupported', message: 'Containers need a server. (steps[1].container)', actions: [] },
    ]);
    assert.deepEqual(planFirstRun(flow, { targets: ['a'] }).refusals, []);
    assert.equal(planFirstRun(flow, { targets: ['b'] }).refusals.length, 1);
    const root = { ...flow, unsupported: [{ field: 'queue', message: 'No queues.', range: place(0) }] };
    assert.equal(planFirstRun(root, { targets: ['a'] }).refusals.length, 1);
  });

  it('plans ten thousand steps', () => {
    const text = Array.from({ length: 10_000 }, (_, at) => `s${at}${at === 0 ? '' : ` <- s${at - 1}`}`).join(';');
    assert.equal(planFirstRun(dagOf(text)).runs.length, 10_000);
  });
});
