// Parts of a retry's plan that neither the table nor the scenarios show.

import { strict as assert } from 'node:assert';
import { changedSteps } from '../../src/engine/retry/definition';
import { outputUse, uses } from '../../src/engine/retry/output-use';
import { presetChoice } from '../../src/engine/retry/preset';
import { planRetry } from '../../src/engine/retry/retry-plan';
import type { Dag, Step } from '../../src/model/dag';
import type { Plan } from '../../src/model/plan';
import type { RetryChoice, Run } from '../../src/model/run';
import { condition, createdEvent, dagOf, runAction, runFrom, runOf } from '../support/dag-text';
import { choiceOf } from '../support/simulation';

function plan(dag: Dag, run: Run, choice: Partial<RetryChoice>): Plan {
  return planRetry(run, { dag, differs: false }, choiceOf(choice));
}

const codes = (made: Plan): string[] => made.refusals.map(refusal => refusal.code);

describe('the targets of a retry', () => {
  const dag = dagOf('a#first; b <- a');
  const run = runOf(dag, 'a:succeeded b:succeeded');

  it('may be named by id or by name, twice is once', () => {
    const made = plan(dag, run, { targets: ['first', 'a'] });
    assert.deepEqual([made.targets, made.choice.targets], [['a'], ['a']]);
  });

  it('are refused together with the unknown ones among them', () => {
    const made = plan(dag, run, { targets: ['a', 'ghost', 'spook'] });
    assert.deepEqual([codes(made), made.runs], [['step-unknown', 'step-unknown'], []]);
    assert.deepEqual(made.refusals[0]?.steps, ['a', 'b']);
  });

  it('win over handlers of the same name', () => {
    const clash = dagOf('exit', { handlers: ['exit'] });
    assert.deepEqual(codes(plan(clash, runOf(clash, 'exit:succeeded'), { targets: ['exit'] })), []);
  });

  it('are a refusal when there are none and nothing is left to do', () => {
    const made = plan(dag, run, {});
    assert.deepEqual(codes(made), ['nothing-to-do']);
    assert.match(made.refusals[0]?.message ?? '', /Nothing in the run r1 failed/);
  });

  it('need a run that began', () => {
    const made = plan(dag, runFrom([createdEvent()]), { targets: ['a'] });
    assert.deepEqual(
      made.refusals.map(({ code, actions }) => ({ code, actions })),
      [{ code: 'no-state', actions: ['start-new-run'] }],
    );
  });

  it('may be continued in a run that ended without anything done', () => {
    const gated = runOf(dagOf('a; b'), 'a:skipped');
    assert.equal(gated.status, 'not_started');
    assert.deepEqual(codes(plan(dagOf('a; b'), gated, presetChoice('pending', gated))), []);
  });

  it('of the whole run with the current file include the steps that are new in it', () => {
    const current = dagOf('a#first; b <- a; fresh');
    const made = planRetry(run, { dag: current, differs: true }, choiceOf({ definition: 'current' }));
    assert.deepEqual([codes(made), made.runs.map(step => step.name)], [[], ['fresh']]);
  });

  it('of the whole run need the confirmation for a rejected step too', () => {
    const rejected = runOf(dag, 'a:rejected b:aborted/upstream-rejected');
    assert.deepEqual(codes(plan(dag, rejected, {})), ['confirmation-needed']);
  });
});

describe('what is blocked', () => {
  const dag = dagOf('a; x; b <- a; c <- b,x; d <- c; e <- d');
  const run = runOf(dag, 'a:failed x:failed b:aborted/upstream-failed c:aborted d:aborted e:aborted');

  it('takes everything below out with it', () => {
    const made = plan(dag, run, { targets: ['a'], scope: 'downstream' });
    assert.deepEqual(
      made.runs.map(step => step.name),
      ['a', 'b'],
    );
    assert.deepEqual(made.blocked, [
      { name: 'c', by: ['x'], reason: '"x" failed and is kept.' },
      { name: 'd', by: ['c'], reason: '"c" is blocked itself.' },
      { name: 'e', by: ['d'], reason: '"d" is blocked itself.' },
    ]);
    assert.deepEqual(codes(made), []);
  });

  it('is blocked with its upstream even where it had succeeded before', () => {
    const flow = dagOf('a; x; c <- a,x; d <- c');
    const before = runOf(flow, 'a:succeeded x:failed c:succeeded d:succeeded');
    const made = plan(flow, before, { targets: ['a'], scope: 'downstream' });
    assert.deepEqual([made.runs.length, made.blocked.map(step => step.name)], [1, ['c', 'd']]);
  });

  it('leaves a target alone whose own dependencies are satisfied by what is kept', () => {
    const flow = dagOf('a; x; c <- a,x; d <- c');
    const before = runOf(flow, 'a:succeeded x:failed c:succeeded d:succeeded');
    const made = plan(flow, before, { targets: ['a', 'd'], scope: 'downstream' });
    assert.deepEqual([made.runs.map(step => step.name), codes(made)], [['a', 'd'], []]);
  });

  it('is not unblocked below the targets by ignoring the upstream of targets', () => {
    const made = plan(dag, run, { targets: ['b'], scope: 'downstream', ignoreUpstream: true });
    assert.deepEqual([made.runs.map(step => step.name), made.blocked[0]?.name], [['b'], 'c']);
  });
});

describe('words and numbers of a plan', () => {
  it('say why each step runs', () => {
    const dag = dagOf('a; b <- a; call <- a; many', {
      steps: {
        call: { action: { name: 'dag.run', dag: 'kid' } },
        many: { action: { name: 'dag.run', dag: 'kid' }, parallel: { items: '1,2', maxConcurrent: 10 } },
      },
    });
    const base = runOf(dag, 'a:failed=1 b:aborted/upstream-failed call:failed=1 many:succeeded');
    const child = { dag: 'kid', runId: 'k', dir: '/k' };
    const run = { ...base, nodes: base.nodes.map(node => ({ ...node, children: [child] })) };
    const made = plan(dag, run, { targets: ['a', 'many'], scope: 'downstream', bypassPreconditions: true });
    assert.deepEqual(Object.fromEntries(made.runs.map(step => [step.name, step.reason])), {
      a: 'It was chosen. It failed in attempt 1.',
      many: 'It was chosen. It succeeded in attempt 1. All its items restart.',
      b: 'It depends on "a", which runs again. It was aborted.',
      call: 'It depends on "a", which runs again. It failed in attempt 1. Its child run resumes where it failed.',
    });
    assert.deepEqual(made.notes, ['Preconditions inside child DAGs are evaluated all the same.']);
  });

  it('speak of several steps as of several', () => {
    const dag = dagOf('a; b <- a; c <- a; d <- b,c; e; f');
    const run = runOf(dag, 'a:failed=1 b:aborted c:aborted d:aborted e:failed=1 f:failed=1');
    const made = plan(dag, run, { targets: ['a'], scope: 'downstream' });
    assert.match(
      made.runs.find(step => step.name === 'd')?.reason ?? '',
      /^It depends on "b" and "c", which run again\./,
    );
    assert.deepEqual(made.notes, ['The run stays failed, because "e" and "f" failed and are kept.']);
    const [refusal] = plan(dag, run, { targets: ['g'] }).refusals;
    assert.match(refusal?.message ?? '', /Did you mean "a", "b" or "c"\?$/);
  });

  it('add up the longest way through what runs, by how long it took before', () => {
    const dag = dagOf('a; b <- a; c <- a; d <- b,c; side');
    const run = runOf(dag, 'a:succeeded b:succeeded c:succeeded d:succeeded side:succeeded');
    assert.equal(plan(dag, run, { targets: ['a'], scope: 'downstream' }).expectedMs, 3000);
    assert.equal(plan(dag, run, { targets: ['side'] }).expectedMs, 1000);
    const measured = planRetry(run, { dag, differs: false }, choiceOf({ targets: ['b', 'c'] }), {
      durationsMs: { b: 50, c: 700 },
    });
    assert.equal(measured.expectedMs, 700);
  });

  it('do not invent a duration', () => {
    const dag = dagOf('a');
    assert.equal('expectedMs' in plan(dag, runOf(dag, 'a:skipped'), { targets: ['a'] }), false);
  });

  it('promise the success handler only when nothing stays behind', () => {
    const dag = dagOf('a; b', { handlers: ['success', 'failure'] });
    const failed = runOf(dag, 'a:failed b:failed');
    assert.deepEqual(plan(dag, failed, { targets: ['a'] }).handlers, ['failure']);
    assert.deepEqual(plan(dag, failed, { targets: ['a', 'b'] }).handlers, ['success', 'failure']);
    assert.deepEqual(plan(dag, failed, { targets: ['a', 'b'], runHandlers: false }).handlers, []);
  });

  it('foretell that kept steps below become stale, for sure or possibly', () => {
    const dag = dagOf('a; b <- a; c <- b; d <- c', { steps: { b: { output: 'B' } } });
    const run = runOf(dag, 'a:succeeded b:succeeded{B=1} c:succeeded d:skipped');
    assert.deepEqual(plan(dag, run, { targets: ['a', 'b'] }).stale, [{ name: 'c', because: ['b'], certain: true }]);
    assert.deepEqual(plan(dag, run, { targets: ['a'] }).stale, [
      { name: 'b', because: ['a'], certain: false },
      { name: 'c', because: ['a'], certain: false },
    ]);
  });

  it('are there for ten thousand steps as well', () => {
    const dag = dagOf(Array.from({ length: 10_000 }, (_, at) => `s${at}${at === 0 ? '' : ` <- s${at - 1}`}`).join(';'));
    const text = dag.steps
      .map((step, at) => (at === 0 ? 's0:failed' : `${step.name}:aborted/upstream-failed`))
      .join(' ');
    assert.equal(plan(dag, runOf(dag, text), {}).runs.length, 10_000);
  });
});

describe('a definition that changed', () => {
  it('tells which steps are new or changed, wherever they stand and whatever they are called', () => {
    const old = dagOf('a; b#x; c', { steps: { a: { description: 'old', range: { start: 1, end: 5 } } } });
    const edited = dagOf('fresh; a; renamed#x; c', {
      steps: {
        a: { description: 'new', range: { start: 7, end: 9 } },
        renamed: { action: runAction('echo b') },
        c: { preconditions: [{ ...condition('true'), range: { start: 3, end: 4 } }] },
      },
    });
    assert.deepEqual(changedSteps(old, edited), ['fresh', 'c']);
    assert.deepEqual(changedSteps(old, old), []);
  });

  it('cannot be used when it has a circle, a missing step or params that no longer fit', () => {
    const dag = dagOf('a; b <- a');
    const run = runOf(dag, 'a:succeeded b:failed');
    const choice = choiceOf({ targets: ['b'], definition: 'current' });
    for (const [current, problem] of [
      [dagOf('a <- b; b <- a'), undefined],
      [dagOf('b <- gone'), undefined],
      [dag, 'The parameter "n" must be a number.'],
    ] as const) {
      const definition = { dag: current, differs: true, ...(problem === undefined ? {} : { problem }) };
      const made = planRetry(run, definition, choice);
      assert.deepEqual(
        made.refusals.map(({ code, actions }) => ({ code, actions })),
        [{ code: 'definition-conflict', actions: ['use-snapshot', 'open-diff'] }],
      );
    }
  });

  it('needs outputs that the kept step did not have yet', () => {
    const old = dagOf('make#m; use <- make');
    const run = runOf(old, 'make:succeeded use:failed');
    const current = dagOf('make#m; use <- make', {
      steps: {
        make: { outputs: [{ name: 'version', type: 'string' }] },
        use: { action: runAction('echo ${steps.m.outputs.version}') },
      },
    });
    const choice = choiceOf({ targets: ['use'], definition: 'current' });
    const made = planRetry(run, { dag: current, differs: true }, choice);
    assert.deepEqual(
      made.refusals.map(({ code, message }) => ({ code, message })),
      [
        {
          code: 'output-missing',
          message: '"use" needs "version" of "make", which is not there: run "make" again too, or enter the value.',
        },
      ],
    );
  });

  it('may have lost a producer whose name means something else to the step that runs', () => {
    const run = runOf(dagOf('make; use <- make'), 'make:succeeded{KEY=1} use:failed');
    const own = { env: [{ name: 'KEY', value: 'mine' }], action: runAction('echo $KEY') };
    const choice = choiceOf({ targets: ['use'], definition: 'current' });
    const shadowed = dagOf('use', { steps: { use: own } });
    assert.deepEqual(codes(planRetry(run, { dag: shadowed, differs: true }, choice)), []);
    const root = dagOf('use', { steps: { use: { action: own.action } }, dag: { env: own.env } });
    assert.deepEqual(codes(planRetry(run, { dag: root, differs: true }, choice)), []);
    const bare = dagOf('use', { steps: { use: { action: own.action } } });
    assert.deepEqual(codes(planRetry(run, { dag: bare, differs: true }, choice)), ['definition-conflict']);
  });

  it('is chosen by the preset for what changed in the file', () => {
    const run = runOf(dagOf('a; b'), 'a:succeeded b:succeeded');
    assert.deepEqual(presetChoice('changed', run, ['b']), { targets: ['b'], scope: 'step', definition: 'current' });
    assert.deepEqual(presetChoice('failed', runOf(dagOf('a; b'), 'a:failed b:failed~')).targets, ['a', 'b']);
  });
});

describe('an upstream that was marked succeeded', () => {
  it('has no outputs: what needs them is refused, what does not may run', () => {
    const dag = dagOf('make; use <- make; other <- make', {
      steps: { make: { output: 'KEY' }, use: { action: runAction('echo $KEY') } },
    });
    const failed = runOf(dag, 'make:failed use:aborted/upstream-failed other:aborted/upstream-failed');
    const nodes = failed.nodes.map(node =>
      node.name === 'make' ? { ...node, status: 'succeeded' as const, marked: true } : node,
    );
    const run: Run = { ...failed, nodes, status: 'partially_succeeded' };
    assert.deepEqual(codes(plan(dag, run, { targets: ['use'] })), ['output-missing']);
    assert.deepEqual(codes(plan(dag, run, { targets: ['other'] })), []);
  });
});

describe('what a step refers to', () => {
  const step = (fields: Partial<Step>): Step => {
    const [only] = dagOf('s', { steps: { s: fields } }).steps;
    assert.ok(only);
    return only;
  };

  it('is found in every field, in every way of writing it', () => {
    const use = outputUse(
      step({
        action: runAction("echo $A ${B} '$C' ${D.x[0]} ${E:-$F} ${one.outputs.g} ${two.output.h.i} ${three.outputs}"),
        env: [{ name: 'X', value: '${env.G} ${steps.four.outputs.j}' }],
        preconditions: [condition('test -n $H')],
        parallel: { items: ['$I'], maxConcurrent: 1 },
      }),
    );
    for (const name of 'ABCDEFGHI') assert.equal(use.variables.has(name), true, name);
    assert.deepEqual([...use.outputs].map(([id, names]) => `${id}:${[...names].join()}`).sort(), [
      'four:j',
      'one:g',
      'three:*',
      'two:h',
    ]);
    assert.equal(uses(use, { id: 'three' }, 'anything'), true);
    assert.equal(uses(use, { id: 'one' }, 'other'), false);
  });

  it('is not found in escaped references, in members that are no outputs, and in its own name', () => {
    const use = outputUse(
      step({ action: runAction('echo \\$A ${one.exit_code} ${two.stdout}'), description: 'uses $B', id: 'C' }),
    );
    assert.deepEqual([use.variables.has('A'), use.variables.has('B'), use.outputs.size], [false, false, 0]);
  });
});

describe('a masked output', () => {
  it('is not missed by a step that does not lie below its producer', () => {
    const dag = dagOf('make; apart', {
      steps: { make: { output: 'KEY' }, apart: { action: runAction('KEY=1; echo $KEY') } },
    });
    const run = runOf(dag, 'make:succeeded{KEY=*******}! apart:failed');
    assert.deepEqual(codes(plan(dag, run, { targets: ['apart'] })), []);
  });

  it('is missed by a step far below, through whatever is kept between', () => {
    const dag = dagOf('make; between <- make; use <- between', {
      steps: { make: { output: 'KEY' }, use: { env: [{ name: 'K', value: '${KEY}' }] } },
    });
    const run = runOf(dag, 'make:succeeded{KEY=*******}! between:succeeded use:failed');
    assert.deepEqual(codes(plan(dag, run, { targets: ['use'] })), ['output-missing']);
  });
});
