// The status of a run and the exit code of an attempt, rule by rule (retry.md, "The run's status").

import { strict as assert } from 'node:assert';
import type { AttemptFacts } from '../../src/model/event';
import { attemptExitCode, closingHandlers, pendingSteps, runStatus } from '../../src/model/run-status';
import { dagOf, runOf } from '../support/dag-text';

const rules: readonly (readonly [
  title: string,
  graph: string,
  nodes: string,
  facts: AttemptFacts,
  expected: string,
])[] = [
  ['1. a DAG precondition that cannot be evaluated fails the run', 'a', '', { dagPreconditionError: true }, 'failed'],
  ['1. … even when it was cancelled as well', 'a', '', { dagPreconditionError: true, cancelled: true }, 'failed'],
  [
    '2. a cancelled attempt with something left undone is aborted',
    'a; b <- a',
    'a:aborted/stopped',
    { cancelled: true },
    'aborted',
  ],
  ['2. … before a failure counts', 'a; b', 'a:failed b:aborted/stopped', { cancelled: true }, 'aborted'],
  [
    '2. … not when all of it succeeded or was skipped',
    'a; b',
    'a:succeeded b:skipped',
    { cancelled: true },
    'succeeded',
  ],
  [
    '2. … a step that succeeded in part does not count as done',
    'a',
    'a:partially_succeeded',
    { cancelled: true },
    'aborted',
  ],
  ['3. a rejected step rejects the run', 'a; b', 'a:rejected b:failed', {}, 'rejected'],
  ['4. a waiting step lets the run wait, also beside a failed one', 'a; b', 'a:waiting b:failed', {}, 'waiting'],
  ['5. an untolerated failure fails the run', 'a; b', 'a:succeeded b:failed', {}, 'failed'],
  ['5. … before an aborted step counts', 'a; b', 'a:aborted/stopped b:failed', {}, 'failed'],
  ['6. an error outside the steps fails the run', 'a', 'a:succeeded', { error: 'a handler failed' }, 'failed'],
  [
    '6. … also when a time limit aborted steps',
    'a; b <- a',
    'a:aborted/dag-timed-out b:aborted/upstream-aborted',
    { error: 'time is up' },
    'failed',
  ],
  [
    '7. a step that was stopped earlier and is kept aborts the run',
    'a; b',
    'a:aborted/stopped b:succeeded',
    {},
    'aborted',
  ],
  ['7. … so does one that still counts as running', 'a; b', 'a:running b:succeeded', {}, 'aborted'],
  ['8. a step that never started leaves the run succeeded in part', 'a; b', 'a:succeeded', {}, 'partially_succeeded'],
  [
    '8. … so does one whose upstream is fine now',
    'a; b <- a',
    'a:succeeded b:aborted/upstream-failed',
    {},
    'partially_succeeded',
  ],
  ['8. … not started when nothing has succeeded', 'a; b', 'a:skipped', {}, 'not_started'],
  [
    '9. what is aborted for an upstream that is not fine aborts the run',
    'a; b <- ghost,a; c <- ghost',
    'a:succeeded b:aborted/upstream-failed c:aborted/upstream-failed',
    {},
    'aborted',
  ],
  [
    '10. a tolerated failure beside a success is a success in part',
    'a; b',
    'a:failed~ b:succeeded',
    {},
    'partially_succeeded',
  ],
  ['10. … alone it is a failure', 'a; b', 'a:failed~ b:skipped', {}, 'failed'],
  [
    '10. a step that succeeded in part makes the run so',
    'a; b',
    'a:partially_succeeded b:skipped',
    {},
    'partially_succeeded',
  ],
  ['11. otherwise the run succeeded', 'a; b', 'a:succeeded b:skipped', {}, 'succeeded'],
  ['11. … also when every step was skipped', 'a; b <- a', 'a:skipped b:skipped/upstream-skipped', {}, 'succeeded'],
  ['11. … also without any step', '', '', {}, 'succeeded'],
];

describe('the status of a run', () => {
  for (const [title, graph, nodes, facts, expected] of rules)
    it(title, () => {
      const run = runOf(dagOf(graph), nodes, facts);
      assert.equal(run.status, expected);
      assert.equal(run.attempts[0]?.status, expected);
    });

  it('is the same whether or not the steps that a stop left unreached are restored yet', () => {
    const { nodes } = runOf(dagOf('a; b <- a'), 'a:succeeded b:succeeded');
    const unreached = runOf(dagOf('a; b <- a'), 'a:succeeded').nodes;
    const end = { cancelled: true, runs: ['a', 'b'] };
    assert.equal(runStatus(unreached, end), 'aborted');
    assert.equal(runStatus(nodes, { ...end, restored: ['b'] }), 'aborted');
  });

  it('looks only at the steps of the attempt when it was cancelled', () => {
    const { nodes } = runOf(dagOf('a; b'), 'a:succeeded b:partially_succeeded');
    assert.equal(runStatus(nodes, { cancelled: true, runs: ['a'] }), 'partially_succeeded');
  });
});

describe('pending steps', () => {
  const pending = (graph: string, nodes: string): readonly string[] => pendingSteps(runOf(dagOf(graph), nodes).nodes);

  it('are those that never started', () => {
    assert.deepEqual(pending('a; b; c', 'a:aborted/stopped'), ['b', 'c']);
  });

  it('are those aborted for an upstream that is fine now, and what a continuation would reach from them', () => {
    const nodes = 'a:succeeded b:aborted/upstream-failed c:aborted/upstream-aborted';
    assert.deepEqual(pending('a; b <- a; c <- b', nodes), ['b', 'c']);
  });

  it('are not those whose upstream still is what stopped them', () => {
    assert.deepEqual(pending('a; b <- a; c <- b', 'a:failed b:aborted/upstream-failed c:aborted/upstream-aborted'), []);
    assert.deepEqual(pending('a; x; b <- a,x', 'a:succeeded x:failed b:aborted/upstream-failed'), []);
  });

  it('are not steps that were stopped themselves', () => {
    assert.deepEqual(pending('a; b <- a', 'a:succeeded b:aborted/stopped'), []);
  });
});

describe('the exit code of an attempt', () => {
  const code = (graph: string, nodes: string, facts: AttemptFacts = {}): number => {
    const run = runOf(dagOf(graph), nodes, facts);
    return attemptExitCode(run, run.attempts[0] ?? { runs: [] });
  };

  it('is 1 after an error, also a tolerated one', () => {
    assert.equal(code('a', 'a:failed'), 1);
    assert.equal(code('a; b', 'a:failed~ b:succeeded'), 1);
    assert.equal(code('a; b', 'a:waiting b:failed'), 1);
  });

  it('is 1 when the run could not begin or something outside the steps failed', () => {
    assert.equal(code('a', '', { dagPreconditionError: true }), 1);
    assert.equal(code('a', 'a:succeeded', { error: 'a handler failed' }), 1);
  });

  it('is 0 after a success, a stop, and while waiting', () => {
    assert.equal(code('a', 'a:succeeded'), 0);
    assert.equal(code('a; b', 'a:aborted/stopped', { cancelled: true }), 0);
    assert.equal(code('a', 'a:waiting'), 0);
  });

  it('is 0 when only a child succeeded in part, whatever its own steps say', () => {
    const run = runOf(dagOf('a'), 'a:partially_succeeded');
    const nodes = run.nodes.map(node => ({ ...node, error: 'exit status 3' }));
    assert.equal(attemptExitCode({ ...run, nodes }, { runs: ['a'] }), 0);
  });

  it('is 1 after a handler that failed, but for that of a waiting run, which is only logged', () => {
    const run = runOf(dagOf('a'), 'a:waiting');
    const [node] = run.nodes;
    assert.ok(node !== undefined);
    const failed = { ...node, status: 'failed' as const };
    assert.equal(attemptExitCode({ ...run, handlers: { exit: failed } }, { runs: ['a'] }), 1);
    assert.equal(attemptExitCode({ ...run, handlers: { wait: failed } }, { runs: ['a'] }), 0);
  });

  it('speaks of the attempt: a failure that is kept does not count', () => {
    const run = runOf(dagOf('a; b'), 'a:failed b:succeeded');
    assert.equal(attemptExitCode(run, { runs: ['b'] }), 0);
    assert.equal(attemptExitCode(run, { runs: ['a', 'b'], restored: ['a'] }), 0);
  });
});

describe('the handlers at the end of an attempt', () => {
  it('follow the status, and exit comes last', () => {
    assert.deepEqual(closingHandlers('succeeded', []), ['success', 'exit']);
    assert.deepEqual(closingHandlers('partially_succeeded', []), ['success', 'exit']);
    assert.deepEqual(closingHandlers('failed', []), ['failure', 'exit']);
    assert.deepEqual(closingHandlers('rejected', []), ['failure', 'exit']);
    assert.deepEqual(closingHandlers('aborted', []), ['abort', 'exit']);
  });

  it('are only wait while someone is waited for', () => {
    assert.deepEqual(closingHandlers('waiting', ['b']), ['wait']);
  });

  it('leave success out while steps are pending', () => {
    assert.deepEqual(closingHandlers('partially_succeeded', ['c']), ['exit']);
  });
});
