// What each event does to a run.

import { strict as assert } from 'node:assert';
import type { AttemptStarted, RunEvent, StepFinished, StepStarted } from '../../src/model/event';
import { fold, RunFold } from '../../src/model/fold';
import type { Node } from '../../src/model/run';
import { createdEvent, dagOf, eventsOf, outlinesOf, runFrom, runOf, statuses } from '../support/dag-text';

const dag = dagOf('a; b <- a; c <- b');
const firstRun = eventsOf(dag, 'a:succeeded=0{V=1} b:failed=3 c:aborted/upstream-failed');

function retryOf(runs: readonly string[], attempt = 2, definition = dag): AttemptStarted {
  return {
    type: 'attempt.started',
    at: 10_000,
    attempt,
    trigger: 'retry',
    definition: 'snapshot',
    definitionFile: '/runs/r1/definition.2.yaml',
    nodes: outlinesOf(definition),
    runs,
    pid: 2,
  };
}

function started(step: string, fields: Partial<StepStarted> = {}): RunEvent {
  const base = {
    type: 'step.started',
    at: 11_000,
    step,
    try: 1,
    stdout: `/log/2.${step}.out`,
    stderr: `/log/2.${step}.err`,
  };
  return { ...base, ...fields } as RunEvent;
}

function finished(step: string, fields: Partial<StepFinished> = {}): RunEvent {
  return { type: 'step.finished', at: 12_000, step, status: 'succeeded', exitCode: 0, ...fields } as RunEvent;
}

function ended(fields: Partial<Extract<RunEvent, { type: 'attempt.finished' }>> = {}): RunEvent {
  return { type: 'attempt.finished', at: 13_000, facts: {}, restored: [], stale: {}, ...fields };
}

function nodeOf(events: readonly RunEvent[], name: string): Node {
  const node = runFrom(events).nodes.find(candidate => candidate.name === name);
  assert.ok(node);
  return node;
}

describe('a run folded from its journal', () => {
  it('does not exist before it is created', () => {
    assert.equal(fold([]), undefined);
    assert.throws(() => new RunFold().run(), /run.created/);
  });

  it('has not started until an attempt begins', () => {
    const run = fold([createdEvent()], '/runs/r1');
    assert.equal(run?.status, 'not_started');
    assert.equal(run?.dir, '/runs/r1');
    assert.deepEqual(run?.pending, []);
  });

  it('is what its events say', () => {
    const run = runFrom(firstRun);
    assert.equal(statuses(run), 'a:succeeded b:failed c:aborted');
    assert.equal(run.status, 'failed');
    assert.equal(run.finishedAt, 4000);
    assert.deepEqual(
      run.attempts.map(({ number, status, runs }) => ({ number, status, runs })),
      [{ number: 1, status: 'failed', runs: ['a', 'b', 'c'] }],
    );
    assert.deepEqual(run.nodes[1], {
      name: 'b',
      depends: ['a'],
      status: 'failed',
      exitCode: 3,
      attempt: 1,
      tries: 1,
      retries: 0,
      startedAt: 2000,
      finishedAt: 3000,
      stdout: '/log/1.b.out',
      stderr: '/log/1.b.err',
      variables: {},
      outputs: {},
      children: [],
      executions: [
        {
          attempt: 1,
          status: 'failed',
          exitCode: 3,
          startedAt: 2000,
          finishedAt: 3000,
          stdout: '/log/1.b.out',
          stderr: '/log/1.b.err',
        },
      ],
    });
  });

  it('says why a step did not run', () => {
    const run = runOf(dag, 'a:aborted/stopped', { cancelled: true });
    assert.deepEqual(
      run.nodes.map(node => node.reason?.code),
      ['stopped', 'not-reached', 'not-reached'],
    );
    const chosen = runFrom([createdEvent(), { ...retryOf(['a'], 1) }, finished('a'), ended()]);
    assert.deepEqual(
      chosen.nodes.map(node => node.reason?.code),
      [undefined, 'not-in-plan', 'not-in-plan'],
    );
  });

  it('tells of every handler that it did not run, and why', () => {
    const first: AttemptStarted = { ...retryOf(['a'], 1), handlers: ['success', 'failure'] };
    const success = { type: 'step.finished', at: 12_500, handler: 'success', status: 'succeeded' } as RunEvent;
    const run = runFrom([createdEvent(), first, finished('a'), success, ended()]);
    assert.deepEqual(Object.keys(run.handlers), ['success', 'failure']);
    assert.deepEqual([run.handlers.success?.status, run.handlers.success?.reason], ['succeeded', undefined]);
    assert.deepEqual([run.handlers.failure?.status, run.handlers.failure?.reason?.code], ['not_started', 'not-called']);
    const choice = { targets: ['a'], scope: 'step', bypassPreconditions: false, definition: 'snapshot' } as const;
    const without = { ...retryOf(['a']), choice: { ...choice, runHandlers: false, ignoreUpstream: false } };
    const again = runFrom([createdEvent(), first, finished('a'), success, ended(), without, finished('a'), ended()]);
    assert.equal(again.handlers.success?.reason?.code, 'not-in-plan');
  });

  it('runs while an attempt is open, and waits when nothing else is left to do', () => {
    const open = [createdEvent(), retryOf(['a', 'b', 'c'], 1)];
    assert.equal(runFrom(open).status, 'running');
    const asked = [...open, started('a'), finished('a', { status: 'waiting' })];
    assert.equal(runFrom(asked).status, 'waiting');
    assert.equal(runFrom([...asked, started('b')]).status, 'running');
    assert.equal(runFrom([...asked, ended()]).status, 'waiting');
    assert.deepEqual(runFrom(open).pending, []);
    assert.equal('finishedAt' in runFrom([...firstRun, retryOf(['b'])]), false);
  });

  it('keeps the objects of nodes that an event does not touch, and itself until the next event', () => {
    const folding = new RunFold();
    for (const event of firstRun) folding.apply(event);
    const before = folding.run();
    assert.equal(folding.run(), before);
    folding.apply(retryOf(['c']));
    folding.apply(started('c'));
    const after = folding.run();
    assert.notEqual(after, before);
    assert.equal(after.nodes[0], before.nodes[0]);
    assert.equal(after.nodes[1], before.nodes[1]);
    assert.notEqual(after.nodes[2], before.nodes[2]);
  });

  it('counts tries and automatic retries', () => {
    const again = {
      type: 'step.again',
      at: 11_500,
      step: 'b',
      try: 1,
      exitCode: 7,
      error: 'exit status 7',
      delayMs: 0,
    } as const;
    const events = [...firstRun, retryOf(['b']), started('b'), { ...again, why: 'retry' } as const];
    assert.equal(nodeOf(events, 'b').status, 'running');
    assert.equal(nodeOf(events, 'b').exitCode, 7);
    const second = nodeOf([...events, started('b', { at: 11_800, try: 2 })], 'b');
    assert.deepEqual([second.tries, second.retries, second.startedAt, second.exitCode], [2, 1, 11_000, undefined]);
    assert.equal(second.executions.length, 2);
    const repeated = nodeOf([...firstRun, retryOf(['b']), started('b'), { ...again, why: 'repeat' } as const], 'b');
    assert.equal(repeated.retries, 0);
  });

  it('takes the results of a step: variables, outputs, what was masked, what is tolerated', () => {
    const events = [
      ...firstRun,
      retryOf(['b']),
      started('b', { bypassed: 2 }),
      finished('b', { status: 'failed', exitCode: 9, tolerated: true, outputs: { X: '1' }, masked: ['X'] }),
    ];
    const { tolerated, outputs, masked, bypassed, exitCode } = nodeOf(events, 'b');
    assert.deepEqual(
      { tolerated, outputs, masked, bypassed, exitCode },
      {
        tolerated: true,
        outputs: { X: '1' },
        masked: ['X'],
        bypassed: 2,
        exitCode: 9,
      },
    );
  });

  it('gives a skipped step no execution', () => {
    const events = [...firstRun, retryOf(['c']), finished('c', { status: 'skipped' })];
    assert.deepEqual(nodeOf(events, 'c').executions, []);
    assert.equal(nodeOf(events, 'c').attempt, 2);
  });

  it('remembers child runs, each once', () => {
    const child = { dag: 'kid', runId: 'k1', dir: '/runs/k1' };
    const event = { type: 'step.child', at: 11_000, step: 'b', child } as const;
    const events = [...firstRun, retryOf(['b']), event, event, { ...event, child: { ...child, runId: 'k2' } } as const];
    assert.deepEqual(
      nodeOf(events, 'b').children.map(known => known.runId),
      ['k1', 'k2'],
    );
  });

  it('still knows the child runs of a step that runs again, so that they can be resumed', () => {
    const child = { dag: 'kid', runId: 'k1', dir: '/runs/k1' };
    const events = [
      ...firstRun,
      retryOf(['b']),
      { type: 'step.child', at: 11_000, step: 'b', child } as const,
      ended(),
    ];
    assert.deepEqual(nodeOf([...events, retryOf(['b'], 3)], 'b').children, [child]);
  });

  it('keeps handlers apart from steps, under the names that Dagu gives their nodes', () => {
    const handler = { handler: 'exit' } as const;
    const events: RunEvent[] = [
      ...firstRun.slice(0, -1),
      { type: 'step.started', at: 5000, ...handler, try: 1, stdout: '/o', stderr: '/e' },
      { type: 'step.finished', at: 6000, ...handler, status: 'failed', exitCode: 1 },
      ended(),
    ];
    const run = runFrom(events);
    assert.equal(run.handlers.exit?.name, 'onExit');
    assert.equal(run.handlers.exit?.status, 'failed');
    const again = runFrom([...events, retryOf(['b'])]).handlers.exit;
    assert.deepEqual([again?.status, again?.executions.length], ['not_started', 1]);
  });

  it('ignores events of unknown types and about unknown steps', () => {
    const odd = [
      { type: 'step.teleported', at: 1, step: 'a' } as unknown as RunEvent,
      started('ghost'),
      finished('ghost'),
    ];
    const [created, begun, ...rest] = firstRun;
    assert.ok(created && begun);
    assert.deepEqual(runFrom([created, ...odd, begun, ...odd, ...rest]), runFrom(firstRun));
  });

  it('calls an attempt aborted that another one follows without its end', () => {
    const events = [createdEvent(), retryOf(['a', 'b', 'c'], 1), started('a'), retryOf(['a', 'b', 'c'])];
    assert.deepEqual(
      runFrom(events).attempts.map(attempt => attempt.status),
      ['aborted', 'running'],
    );
  });
});

describe('a retry in the journal', () => {
  it('resets what runs and carries everything else over whole', () => {
    const before = runFrom(firstRun);
    const run = runFrom([...firstRun, retryOf(['b'])]);
    assert.equal(run.nodes[0]?.stdout, '/log/1.a.out');
    assert.deepEqual(run.nodes[0], before.nodes[0]);
    assert.deepEqual(run.nodes[2], before.nodes[2]);
    assert.deepEqual(run.nodes[1], {
      name: 'b',
      depends: ['a'],
      status: 'not_started',
      attempt: 0,
      tries: 0,
      retries: 0,
      variables: {},
      outputs: {},
      children: [],
      executions: before.nodes[1]?.executions,
    });
  });

  it('tells what the nodes were before it, as long as it is open', () => {
    const before = runFrom(firstRun);
    const open = runFrom([...firstRun, retryOf(['b']), started('b')]);
    assert.deepEqual(open.before, before.nodes);
    assert.equal('before' in before, false);
    assert.equal('before' in runFrom(firstRun.slice(0, -1)), false);
    assert.equal('before' in runFrom([...firstRun, retryOf(['b']), ended()]), false);
  });

  it('clears everything that a result consists of', () => {
    const rich = [
      ...firstRun,
      retryOf(['b']),
      started('b', { bypassed: 1 }),
      finished('b', { status: 'failed', tolerated: true, masked: ['V'], variables: { V: '*' }, error: 'e' }),
      ended({ stale: { b: [{ producer: 'a' }] } }),
      { type: 'step.marked', at: 14_000, step: 'b', status: 'succeeded' } as const,
    ];
    const { executions, ...rest } = nodeOf([...rich, retryOf(['b'], 3)], 'b');
    assert.deepEqual(rest, {
      name: 'b',
      depends: ['a'],
      status: 'not_started',
      attempt: 0,
      tries: 0,
      retries: 0,
      variables: {},
      outputs: {},
      children: [],
    });
    assert.deepEqual(
      executions.map(execution => execution.attempt),
      [1, 2],
    );
  });

  it('adds an execution with logs of its own and keeps the earlier ones', () => {
    const { executions } = nodeOf([...firstRun, retryOf(['b']), started('b'), finished('b'), ended()], 'b');
    assert.deepEqual(
      executions.map(({ attempt, status, stdout }) => ({ attempt, status, stdout })),
      [
        { attempt: 1, status: 'failed', stdout: '/log/1.b.out' },
        { attempt: 2, status: 'succeeded', stdout: '/log/2.b.out' },
      ],
    );
  });

  it('remembers how a step ended in earlier attempts in which it did not run', () => {
    const again = [retryOf(['b', 'c']), started('b'), finished('b'), started('c'), finished('c'), ended()];
    const node = nodeOf([...firstRun, ...again], 'c');
    assert.equal(node.status, 'succeeded');
    assert.deepEqual(
      node.unrun?.map(({ attempt, status, reason }) => [attempt, status, reason?.code]),
      [[1, 'aborted', 'upstream-failed']],
    );
  });

  it('judges the run by all of its steps', () => {
    const run = runFrom([...firstRun, retryOf(['b']), started('b'), finished('b'), ended()]);
    assert.equal(run.status, 'partially_succeeded');
    assert.deepEqual(run.pending, ['c']);
  });

  it('gives unreached steps back what they were', () => {
    const good = eventsOf(dag, 'a:succeeded b:succeeded{V=1} c:succeeded');
    const before = runFrom(good);
    const run = runFrom([
      ...good,
      retryOf(['a', 'b', 'c']),
      started('a'),
      finished('a', { status: 'aborted', reason: { code: 'stopped', text: 'It was stopped.' } }),
      ended({ facts: { cancelled: true }, restored: ['b', 'c'] }),
    ]);
    assert.equal(statuses(run), 'a:aborted b:succeeded c:succeeded');
    assert.deepEqual(run.nodes[1], before.nodes[1]);
    assert.equal(run.status, 'aborted');
    assert.deepEqual(run.attempts[1]?.restored, ['b', 'c']);
  });

  it('lets a step that is new in the attempt stay not started when it was not reached', () => {
    const wider = dagOf('a; b <- a; c <- b; d <- c');
    const run = runFrom([
      ...firstRun,
      retryOf(['a', 'd'], 2, wider),
      ended({ facts: { cancelled: true }, restored: ['a', 'd'] }),
    ]);
    assert.equal(statuses(run), 'a:succeeded b:failed c:aborted d:not_started');
    assert.equal(run.nodes[3]?.reason?.code, 'not-reached');
  });

  it('marks kept steps stale, with the reasons', () => {
    const good = eventsOf(dag, 'a:succeeded b:succeeded c:succeeded');
    const cause = { producer: 'a', output: 'V', before: '1', after: '2' };
    const stale = [...good, retryOf(['a']), finished('a'), ended({ stale: { b: [cause] } })];
    assert.deepEqual(nodeOf(stale, 'b').stale, [cause]);
    assert.equal(runFrom(stale).status, 'succeeded');
    const accepted = [...stale, { type: 'stale.accepted', at: 14_000, step: 'b' } as const];
    assert.equal(nodeOf(accepted, 'b').stale, undefined);
    assert.equal(nodeOf([...stale, retryOf(['b'], 3), started('b')], 'b').stale, undefined);
    assert.equal(nodeOf([...stale, retryOf(['a'], 3), ended({ stale: { b: [] } })], 'b').stale, undefined);
    assert.deepEqual(nodeOf([...stale, retryOf(['b'], 3), ended({ restored: ['b'] })], 'b').stale, [cause]);
  });

  it('takes a step as succeeded that a person marked, and judges the run anew', () => {
    const events: RunEvent[] = [...firstRun, { type: 'step.marked', at: 14_000, step: 'b', status: 'succeeded' }];
    const run = runFrom(events);
    assert.equal(statuses(run), 'a:succeeded b:succeeded c:aborted');
    assert.deepEqual([run.nodes[1]?.marked, run.nodes[1]?.exitCode], [true, 3]);
    assert.equal(run.status, 'partially_succeeded');
    assert.deepEqual(run.pending, ['c']);
    assert.equal(run.attempts[0]?.status, 'failed');
  });

  it('follows a definition that changed: by id, then name, in the new order', () => {
    const old = dagOf('a#one; b; gone');
    const current = dagOf('fresh; b <- renamed; renamed#one');
    const events = [...eventsOf(old, 'a:succeeded=0 b:failed gone:succeeded'), retryOf(['b'], 2, current)];
    const run = runFrom(events);
    assert.equal(statuses(run), 'fresh:not_started b:not_started renamed:succeeded');
    assert.deepEqual(run.nodes[1]?.depends, ['renamed']);
    assert.equal(run.nodes[2]?.stdout, '/log/1.a.out');
  });

  it('folds ten thousand steps', () => {
    const names = Array.from({ length: 10_000 }, (_, at) => `s${at}`);
    const nodes = names.map((name, at) => ({ name, depends: at === 0 ? [] : [`s${at - 1}`] }));
    const folding = new RunFold();
    folding.apply(createdEvent());
    folding.apply({ ...retryOf(names, 1), nodes });
    for (const name of names) {
      folding.apply(started(name));
      folding.apply(finished(name));
    }
    folding.apply(ended());
    assert.equal(folding.run().status, 'succeeded');
  });
});
