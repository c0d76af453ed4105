// The table of retry.md, "State of a node × its role": one row a state, one test a cell.

import { strict as assert } from 'node:assert';
import { planRetry } from '../../src/engine/retry/retry-plan';
import type { AttemptFacts } from '../../src/model/event';
import type { Plan } from '../../src/model/plan';
import type { RetryChoice, Run } from '../../src/model/run';
import { condition, dagOf, runOf } from '../support/dag-text';
import { choiceOf } from '../support/simulation';

/**
 * The graph of every cell: `up` above the step `x` in question, `down` below it, and `other` apart. `x` has a precondition, so that a
 * plan shows whether it is evaluated.
 */
const dag = dagOf('up; x <- up; down <- x; other', {
  steps: { x: { preconditions: [condition('test -e open')] }, down: { preconditions: [condition('true')] } },
  handlers: ['init', 'success', 'failure', 'exit'],
});

/** What a cell expects: the step runs, with its own preconditions evaluated or ignored; or the code of the refusal. */
type Cell = 'evaluated' | 'ignored' | 'confirmation-needed' | 'run-active' | 'upstream-blocked' | 'definition-conflict';

interface Row {
  readonly state: string;
  readonly nodes: string;
  readonly facts?: AttemptFacts;
  readonly target: Cell;
  readonly bypass: Cell;
  /** As a descendant of `up`, with and without the option. */
  readonly descendant: Cell;
  /** When `other` runs alone: what is said of `x`, and whether it is pending then. */
  readonly frozen: { readonly reason: RegExp; readonly pending: boolean };
  /** When `down` runs alone: it runs, it runs with a note, or `x` blocks it. */
  readonly boundary: 'satisfied' | 'satisfied with a note' | 'blocks';
}

const rows: readonly Row[] = [
  {
    state: 'succeeded',
    nodes: 'up:succeeded x:succeeded down:succeeded other:succeeded',
    target: 'evaluated',
    bypass: 'ignored',
    descendant: 'evaluated',
    frozen: { reason: /^Its result of attempt 1 is kept\.$/, pending: false },
    boundary: 'satisfied',
  },
  {
    state: 'partially_succeeded',
    nodes: 'up:succeeded x:partially_succeeded down:succeeded other:succeeded',
    target: 'evaluated',
    bypass: 'ignored',
    descendant: 'evaluated',
    frozen: { reason: /^Its result of attempt 1 is kept\.$/, pending: false },
    boundary: 'satisfied',
  },
  {
    state: 'failed',
    nodes: 'up:succeeded x:failed=1 down:aborted/upstream-failed other:succeeded',
    target: 'evaluated',
    bypass: 'ignored',
    descendant: 'evaluated',
    frozen: { reason: /the run stays failed/, pending: false },
    boundary: 'blocks',
  },
  {
    state: 'failed, tolerated by continue_on',
    nodes: 'up:succeeded x:failed=1~ down:succeeded other:succeeded',
    target: 'evaluated',
    bypass: 'ignored',
    descendant: 'evaluated',
    frozen: { reason: /continue_on lets pass/, pending: false },
    boundary: 'satisfied',
  },
  {
    state: 'aborted, upstream failed',
    nodes: 'up:failed x:aborted/upstream-failed down:aborted/upstream-aborted other:succeeded',
    target: 'upstream-blocked',
    bypass: 'upstream-blocked',
    descendant: 'evaluated',
    frozen: { reason: /^It stays aborted because of its upstream\.$/, pending: false },
    boundary: 'blocks',
  },
  {
    state: 'aborted, upstream failed, and its blocker is satisfied now',
    nodes: 'up:succeeded x:aborted/upstream-failed down:aborted/upstream-aborted other:succeeded',
    target: 'evaluated',
    bypass: 'ignored',
    descendant: 'evaluated',
    frozen: { reason: /can be continued afterwards/, pending: true },
    boundary: 'blocks',
  },
  {
    state: 'aborted, stopped',
    nodes: 'up:succeeded x:aborted/stopped other:succeeded',
    facts: { cancelled: true },
    target: 'evaluated',
    bypass: 'ignored',
    descendant: 'evaluated',
    frozen: { reason: /^It stays aborted\.$/, pending: false },
    boundary: 'blocks',
  },
  {
    state: 'aborted, timed out',
    nodes: 'up:succeeded x:aborted/dag-timed-out down:aborted/upstream-aborted other:succeeded',
    facts: { error: 'time is up' },
    target: 'evaluated',
    bypass: 'ignored',
    descendant: 'evaluated',
    frozen: { reason: /^It stays aborted\.$/, pending: false },
    boundary: 'blocks',
  },
  {
    state: 'skipped, own precondition',
    nodes: 'up:succeeded x:skipped/precondition-unmet down:skipped/upstream-skipped other:succeeded',
    target: 'evaluated',
    bypass: 'ignored',
    descendant: 'evaluated',
    frozen: { reason: /^It stays skipped\.$/, pending: false },
    boundary: 'satisfied with a note',
  },
  {
    state: 'skipped, upstream skipped',
    nodes: 'up:skipped/precondition-unmet x:skipped/upstream-skipped down:skipped/upstream-skipped other:succeeded',
    target: 'evaluated',
    bypass: 'ignored',
    descendant: 'evaluated',
    frozen: { reason: /^It stays skipped\.$/, pending: false },
    boundary: 'satisfied with a note',
  },
  {
    state: 'not_started',
    nodes: 'up:succeeded other:aborted/stopped',
    facts: { cancelled: true },
    target: 'evaluated',
    bypass: 'ignored',
    descendant: 'evaluated',
    frozen: { reason: /^It stays not started\.$/, pending: true },
    boundary: 'blocks',
  },
  {
    state: 'not_started below something that does not let it run',
    nodes: 'up:aborted/stopped other:succeeded',
    facts: { cancelled: true },
    target: 'upstream-blocked',
    bypass: 'upstream-blocked',
    descendant: 'evaluated',
    frozen: { reason: /^It stays not started\.$/, pending: true },
    boundary: 'blocks',
  },
  {
    state: 'rejected',
    nodes: 'up:succeeded x:rejected down:aborted/upstream-rejected other:succeeded',
    target: 'confirmation-needed',
    bypass: 'confirmation-needed',
    descendant: 'evaluated',
    frozen: { reason: /^It stays rejected, and so does the run\.$/, pending: false },
    boundary: 'blocks',
  },
];

function plan(run: Run, choice: Partial<RetryChoice>, confirmed = false): Plan {
  return planRetry(run, { dag, differs: false }, choiceOf(choice), { confirmed });
}

function assertCell(made: Plan, expected: Cell, role: 'target' | 'descendant'): void {
  const step = made.runs.find(planned => planned.name === 'x');
  const refusals = made.refusals.map(refusal => refusal.code);
  if (expected === 'evaluated' || expected === 'ignored') {
    assert.deepEqual(refusals, []);
    assert.deepEqual([step?.preconditions, step?.role], [expected, role]);
  } else assert.deepEqual(refusals, [expected]);
}

describe('the state of a node and its role in a retry', () => {
  for (const row of rows)
    describe(row.state, () => {
      const run = runOf(dag, row.nodes, row.facts);

      it(`as the target: ${row.target}`, () => {
        assertCell(plan(run, { targets: ['x'] }), row.target, 'target');
      });

      it(`as the target with bypass: ${row.bypass}`, () => {
        assertCell(plan(run, { targets: ['x'], bypassPreconditions: true }), row.bypass, 'target');
      });

      it(`as a descendant: ${row.descendant}`, () => {
        const below = plan(run, { targets: ['up'], scope: 'downstream' });
        assertCell(below, row.descendant, 'descendant');
        const bypass = plan(run, { targets: ['up'], scope: 'downstream', bypassPreconditions: true });
        assertCell(bypass, 'ignored', 'descendant');
      });

      it(`frozen: kept, ${row.frozen.pending ? 'pending' : 'not pending'}`, () => {
        const made = plan(run, { targets: ['other'] });
        assert.deepEqual(made.refusals, []);
        assert.equal(
          made.runs.some(step => step.name === 'x'),
          false,
        );
        assert.match(made.kept.find(step => step.name === 'x')?.reason ?? '', row.frozen.reason);
        assert.equal(made.pending.includes('x'), row.frozen.pending);
      });

      it(`as boundary: ${row.boundary}`, () => {
        const made = plan(run, { targets: ['down'] });
        const blocks = row.boundary === 'blocks';
        assert.deepEqual(
          made.refusals.map(refusal => refusal.code),
          blocks ? ['upstream-blocked'] : [],
        );
        assert.deepEqual(
          made.blocked.map(step => step.by),
          blocks ? [['x']] : [],
        );
        const note = made.notes.some(text => text === '"x" was skipped, which counts as satisfied.');
        assert.equal(note, row.boundary === 'satisfied with a note');
      });
    });

  it('a rejected target runs and waits again once that is confirmed', () => {
    const run = runOf(dag, 'up:succeeded x:rejected down:aborted/upstream-rejected other:succeeded');
    const made = plan(run, { targets: ['x'] }, true);
    assertCell(made, 'evaluated', 'target');
    assert.match(made.runs[0]?.reason ?? '', /will wait again/);
  });

  it('a frozen success is foretold stale when an ancestor runs again', () => {
    const run = runOf(dag, 'up:succeeded{V=1} x:succeeded down:succeeded other:succeeded');
    assert.deepEqual(plan(run, { targets: ['up'] }).stale, [
      { name: 'x', because: ['up'], certain: true },
      { name: 'down', because: ['up'], certain: true },
    ]);
    assert.deepEqual(plan(run, { targets: ['other'] }).stale, []);
  });

  describe('waiting, running or retrying', () => {
    for (const status of ['waiting', 'running', 'retrying'])
      it(`a ${status} step as target, as descendant or beside the target: the run is active`, () => {
        const nodes = `up:succeeded x:${status} other:succeeded`;
        const run = { ...runOf(dag, nodes), ...(status === 'waiting' ? {} : { status: 'running' as const }) };
        for (const choice of [
          { targets: ['x'] },
          { targets: ['x'], bypassPreconditions: true },
          { targets: ['up'], scope: 'downstream' as const },
          { targets: ['other'] },
        ]) {
          const made = plan(run, choice);
          assert.deepEqual(
            made.refusals.map(({ code, actions }) => ({ code, actions })),
            [{ code: 'run-active', actions: ['stop'] }],
          );
          assert.deepEqual(made.runs, []);
        }
      });
  });

  describe('a handler', () => {
    for (const name of ['failure', 'onFailure'])
      it(`called ${name}: refused as target, with a hint`, () => {
        const run = runOf(dag, 'up:succeeded x:succeeded down:succeeded other:succeeded');
        for (const bypassPreconditions of [false, true]) {
          const [refusal, ...others] = plan(run, { targets: [name], bypassPreconditions }).refusals;
          assert.equal(refusal?.code, 'step-not-retryable');
          assert.match(refusal?.message ?? '', /failure handler.*runs with every attempt/);
          assert.deepEqual(others, []);
        }
      });
  });

  describe('a step that is gone from the chosen definition', () => {
    const before = dagOf('up; x <- up; down <- x; other', { steps: { x: { output: 'GOT' } } });
    const run = runOf(before, 'up:succeeded x:succeeded{GOT=1} down:succeeded other:succeeded');
    const current = (text: string, line = 'echo'): ReturnType<typeof dagOf> =>
      dagOf(text, { steps: { down: { action: { name: 'run', form: 'command', texts: [line] } } } });
    const replan = (definition: ReturnType<typeof dagOf>, choice: Partial<RetryChoice>): Plan =>
      planRetry(run, { dag: definition, differs: true }, choiceOf({ definition: 'current', ...choice }));

    it('as the target: refused, with and without bypass', () => {
      for (const bypassPreconditions of [false, true]) {
        const made = replan(current('up; down <- up; other'), { targets: ['x'], bypassPreconditions });
        assert.deepEqual(
          made.refusals.map(refusal => refusal.code),
          ['definition-conflict'],
        );
        assert.deepEqual(made.refusals[0]?.actions, ['use-snapshot', 'open-diff']);
      }
    });

    it('frozen: dropped with a notice', () => {
      const made = replan(current('up; down <- up; other'), { targets: ['down'] });
      assert.deepEqual([made.refusals, made.dropped], [[], ['x']]);
      assert.equal(
        made.notes.some(note => note.includes('"x" is gone from the file')),
        true,
      );
    });

    it('frozen: refused when its outputs are used', () => {
      const made = replan(current('up; down <- up; other', 'echo $GOT'), { targets: ['down'] });
      assert.deepEqual(
        made.refusals.map(({ code, steps }) => ({ code, steps })),
        [{ code: 'definition-conflict', steps: ['x'] }],
      );
    });

    it('as a descendant: not there, what was below it is reached another way or not at all', () => {
      const made = replan(current('up; down; other'), { targets: ['up'], scope: 'downstream' });
      assert.deepEqual(
        made.runs.map(step => step.name),
        ['up'],
      );
    });

    it('as boundary: a definition that still depends on it is refused', () => {
      const made = replan(current('up; down <- x; other'), { targets: ['down'] });
      assert.deepEqual(
        made.refusals.map(refusal => refusal.code),
        ['definition-conflict'],
      );
      assert.match(made.refusals[0]?.message ?? '', /"down" depends on "x", which does not exist/);
    });
  });

  describe('a step that is new in the current file', () => {
    const before = dagOf('up; down <- up; other');
    const run = runOf(before, 'up:succeeded down:succeeded other:succeeded');
    const failed = runOf(before, 'up:failed down:aborted/upstream-failed other:succeeded');
    const replan = (from: Run, choice: Partial<RetryChoice>): Plan =>
      planRetry(from, { dag, differs: true }, choiceOf({ definition: 'current', ...choice }));

    it('as the target: runs if its boundary allows', () => {
      assertCell(replan(run, { targets: ['x'] }), 'evaluated', 'target');
      assertCell(replan(run, { targets: ['x'], bypassPreconditions: true }), 'ignored', 'target');
      assertCell(replan(failed, { targets: ['x'] }), 'upstream-blocked', 'target');
    });

    it('as a descendant: runs', () => {
      assertCell(replan(run, { targets: ['up'], scope: 'downstream' }), 'evaluated', 'descendant');
    });

    it('frozen: stays not started and is pending', () => {
      const made = replan(run, { targets: ['other'] });
      assert.deepEqual(
        made.kept.find(step => step.name === 'x'),
        {
          name: 'x',
          status: 'not_started',
          reason: 'It is new in the file and stays not started.',
        },
      );
      assert.deepEqual(made.pending, ['x']);
    });

    it('as boundary: blocks', () => {
      const made = replan(run, { targets: ['down'] });
      assert.deepEqual(made.blocked, [{ name: 'down', by: ['x'], reason: '"x" has never run.' }]);
    });
  });
});
