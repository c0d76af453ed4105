// The scenarios of retry.md, played without processes: plans, schedules and journals are real, steps follow a script.

import { strict as assert } from 'node:assert';
import { childTreatments } from '../../src/engine/retry/children';
import { changedSteps } from '../../src/engine/retry/definition';
import { presetChoice } from '../../src/engine/retry/preset';
import { runChanged } from '../../src/engine/retry/refusal';
import { planRetry } from '../../src/engine/retry/retry-plan';
import type { RunStatus } from '../../src/model/status';
import { condition, dagOf, runAction, runFrom, runOf, statuses } from '../support/dag-text';
import { choiceOf, Simulation } from '../support/simulation';

const handlers = ['init', 'success', 'failure', 'abort', 'exit'] as const;
const chain = dagOf('A; B <- A; C <- B', { handlers });
const names = (steps: readonly { readonly name: string }[]): string[] => steps.map(step => step.name);

describe('scenarios of a retry', () => {
  it('1. a failed step alone: what lies below stays and is pending; Continue runs just that', () => {
    const play = new Simulation(chain, { B: ['fail', 'ok'] });
    assert.equal(statuses(play.start()), 'A:succeeded B:failed C:aborted');
    const plan = play.retry({ targets: ['B'] });
    assert.deepEqual([names(plan.runs), plan.pending], [['B'], ['C']]);
    assert.deepEqual(plan.handlers, ['init', 'failure', 'abort', 'exit']);
    assert.equal(statuses(play.run), 'A:succeeded B:succeeded C:aborted');
    assert.equal(play.run.status, 'partially_succeeded');
    assert.deepEqual(play.run.pending, ['C']);
    assert.deepEqual(play.trace, ['B', 'on exit']);
    const more = play.retry(presetChoice('pending', play.run));
    assert.deepEqual([names(more.runs), more.pending], [['C'], []]);
    assert.deepEqual(play.trace, ['C', 'on success', 'on exit']);
    assert.equal(play.run.status, 'succeeded');
  });

  it('2. the same with everything downstream', () => {
    const play = new Simulation(chain, { B: ['fail', 'ok'] });
    play.start();
    play.retry({ targets: ['B'], scope: 'downstream' });
    assert.deepEqual(play.trace, ['B', 'C', 'on success', 'on exit']);
    assert.equal(play.run.status, 'succeeded');
  });

  it('3. a join below two failures: blocked by the one that is kept, run when both run', () => {
    const join = dagOf('A; B; C <- A,B');
    const play = new Simulation(join, { A: ['fail', 'ok'], B: ['fail', 'ok'] });
    play.start();
    const alone = play.retry({ targets: ['A'], scope: 'downstream' });
    assert.deepEqual(names(alone.runs), ['A']);
    assert.deepEqual(alone.blocked, [{ name: 'C', by: ['B'], reason: '"B" failed and is kept.' }]);
    assert.deepEqual(alone.notes, ['The run stays failed, because "B" failed and is kept.']);
    assert.equal(play.run.status, 'failed');
    const both = new Simulation(join, { A: ['fail', 'ok'], B: ['fail', 'ok'] });
    both.start();
    both.retry({ targets: ['A', 'B'], scope: 'downstream' });
    assert.deepEqual(both.trace, ['A', 'B', 'C']);
    assert.equal(both.run.status, 'succeeded');
  });

  it('4. leftovers of a stopped run do not start by themselves', () => {
    const play = new Simulation(dagOf('killer; X; Y'), { killer: 'stop' });
    assert.equal(statuses(play.start()), 'killer:aborted X:not_started Y:not_started');
    const plan = play.retry({ targets: ['X'] });
    assert.deepEqual(play.trace, ['X']);
    assert.deepEqual(plan.pending, ['Y']);
    assert.equal(statuses(play.run), 'killer:aborted X:succeeded Y:not_started');
    assert.equal(play.run.status, 'aborted');
  });

  it('5. a failed upstream refuses the target with three fixes, each of which helps', () => {
    const flow = dagOf('up; target <- up');
    const fresh = (): Simulation => {
      const play = new Simulation(flow, { up: ['fail', 'ok'] });
      play.start();
      return play;
    };
    const [refusal] = fresh().plan({ targets: ['target'] }).refusals;
    assert.deepEqual(refusal, {
      code: 'upstream-blocked',
      message: '"target" cannot run: "up" failed and is kept.',
      actions: ['include-upstream', 'mark-succeeded', 'ignore-upstream'],
      steps: ['up'],
    });
    const included = fresh();
    included.retry({ targets: ['up', 'target'] });
    assert.deepEqual([included.trace, included.run.status], [['up', 'target'], 'succeeded']);
    const marked = fresh();
    marked.mark('up');
    marked.retry({ targets: ['target'] });
    assert.deepEqual([marked.trace, marked.run.status], [['target'], 'succeeded']);
    const ignored = fresh();
    const plan = ignored.retry({ targets: ['target'], ignoreUpstream: true });
    assert.equal(plan.notes.includes('"up" is not satisfied and is ignored this once.'), true);
    assert.equal(statuses(ignored.run), 'up:failed target:succeeded');
    assert.equal(ignored.run.status, 'failed');
    assert.deepEqual(
      ignored.plan({ targets: ['target'] }).refusals.map(({ code }) => code),
      ['upstream-blocked'],
    );
  });

  it('6. a precondition that no longer holds: evaluated again, ignored once, evaluated again', () => {
    const gated = dagOf('gate', { steps: { gate: { preconditions: [condition('in the time window')] } } });
    const play = new Simulation(gated, { gate: 'unmet' });
    assert.equal(statuses(play.start()), 'gate:skipped');
    const plain = play.retry({ targets: ['gate'] });
    assert.equal(
      plain.notes.some(note => /"gate" was skipped by its own precondition/.test(note)),
      true,
    );
    assert.equal(statuses(play.run), 'gate:skipped');
    play.retry({ targets: ['gate'], bypassPreconditions: true });
    assert.deepEqual([play.node('gate').status, play.node('gate').bypassed], ['succeeded', 1]);
    const again = play.retry({ targets: ['gate'] });
    assert.equal(again.runs[0]?.preconditions, 'evaluated');
    assert.deepEqual([play.node('gate').status, play.node('gate').bypassed], ['skipped', undefined]);
  });

  it('7. bypass reaches the steps that run, not the conditions of the DAG and its handlers', () => {
    const gated = dagOf('a; b <- a; c', {
      steps: Object.fromEntries(['a', 'b', 'c'].map(name => [name, { preconditions: [condition('no')] }])),
      dag: { preconditions: [condition('test -d /data')] },
      handlers: ['success'],
    });
    const play = new Simulation(gated, { a: 'unmet', b: 'unmet', c: 'unmet' });
    assert.equal(statuses(play.start()), 'a:skipped b:skipped c:skipped');
    const plan = play.retry({ targets: ['a'], scope: 'downstream', bypassPreconditions: true });
    assert.deepEqual(
      plan.runs.map(step => step.preconditions),
      ['ignored', 'ignored'],
    );
    assert.equal(plan.notes.includes('The preconditions of the DAG are evaluated before anything changes.'), true);
    assert.equal(statuses(play.run), 'a:succeeded b:succeeded c:skipped');
  });

  it('8. a success that runs again with another output makes its consumers stale, an equal one does not', () => {
    const flow = dagOf('make; use <- make; end <- use; side');
    const play = new Simulation(flow, { make: ['ok V=1', 'ok V=1', 'ok V=2', 'ok V=1'] });
    play.start();
    const plan = play.retry({ targets: ['make'] });
    assert.deepEqual(
      plan.stale.map(({ name, certain }) => [name, certain]),
      [
        ['use', true],
        ['end', true],
      ],
    );
    assert.equal(play.node('use').stale, undefined);
    play.retry({ targets: ['make'] });
    assert.deepEqual(play.node('use').stale, [{ producer: 'make', output: 'V', before: '1', after: '2' }]);
    assert.equal(play.node('side').stale, undefined);
    assert.equal(play.run.status, 'succeeded');
    const repaired = play.plan(presetChoice('stale', play.run));
    assert.deepEqual(names(repaired.runs), ['use', 'end']);
    play.retry({ targets: ['make'] });
    assert.equal(play.node('use').stale, undefined);
  });

  it('9. the exit code of a kept upstream reads the same afterwards', () => {
    const soft = { continueOn: { failure: true, skipped: false, exitCodes: [], output: [], markSuccess: false } };
    const play = new Simulation(dagOf('probe; report <- probe', { steps: { probe: soft } }), { probe: 'fail 7' });
    play.start();
    play.retry({ targets: ['report'] });
    assert.equal(play.node('probe').exitCode, 7);
    assert.equal(play.run.status, 'partially_succeeded');
    assert.equal(play.exitCode, 0);
  });

  it('10. a retry has the whole budget of automatic retries again', () => {
    const play = new Simulation(dagOf('flaky'), { flaky: ['again again fail', 'again again ok'] });
    play.start();
    assert.equal(play.node('flaky').retries, 2);
    play.retry({ targets: ['flaky'] });
    const { retries, tries, status } = play.node('flaky');
    assert.deepEqual({ retries, tries, status }, { retries: 2, tries: 3, status: 'succeeded' });
    assert.equal(play.events.filter(event => event.type === 'step.again').length, 4);
  });

  it('11. child runs: a succeeded one restarts, a failed one resumes, of parallel ones the failed item runs', () => {
    const children = (...all: RunStatus[]) =>
      all.map((status, at) => ({ child: { dag: 'kid', runId: `k${at}`, dir: `/k${at}`, item: `i${at}` }, status }));
    assert.deepEqual(childTreatments(children('succeeded')), ['restart']);
    assert.deepEqual(childTreatments(children('failed')), ['resume']);
    assert.deepEqual(childTreatments(children('succeeded', 'succeeded', 'failed', 'succeeded', 'succeeded')), [
      'keep',
      'keep',
      'resume',
      'keep',
      'keep',
    ]);
    assert.deepEqual(childTreatments(children('succeeded', 'partially_succeeded')), ['restart', 'restart']);
    assert.deepEqual(childTreatments(children('succeeded', 'failed'), new Set(['i0'])), ['restart', 'keep']);
  });

  it('12. an edited file: the snapshot by default, the new text when wanted, a removed producer refused', () => {
    const snapshot = dagOf('make#m; use <- make', {
      steps: { make: { output: 'MADE' }, use: { action: runAction('echo $MADE') } },
    });
    const play = new Simulation(snapshot, { make: 'ok MADE=1', use: ['fail', 'ok'] });
    play.start();
    const byDefault = play.plan({ targets: ['use'] }, {}, { dag: snapshot, differs: true });
    assert.equal(byDefault.definitionDiffers, true);
    assert.match(byDefault.notes[0] ?? '', /The file has changed since the run: the definition stored/);
    const edited = dagOf('make#m; use <- make', {
      steps: { make: { output: 'MADE', action: runAction('echo new') }, use: { action: runAction('echo new $MADE') } },
    });
    const changed = changedSteps(snapshot, edited);
    assert.deepEqual(changed, ['make', 'use']);
    const current = play.plan({ targets: ['use'], definition: 'current' }, {}, { dag: edited, differs: true, changed });
    assert.deepEqual(current.refusals, []);
    assert.match(current.kept[0]?.reason ?? '', /It ran with an older definition\.$/);
    const without = dagOf('use', { steps: { use: { action: runAction('echo $MADE') } } });
    const refused = play.plan({ targets: ['use'], definition: 'current' }, {}, { dag: without, differs: true });
    assert.deepEqual(refused.refusals, [
      {
        code: 'definition-conflict',
        message: 'The current file no longer has "make", whose outputs "use" would need.',
        actions: ['use-snapshot', 'open-diff'],
        steps: ['make'],
      },
    ]);
  });

  it('13. of two that confirm the same plan, the second is told that the run has moved', () => {
    const play = new Simulation(chain, { B: 'fail' });
    play.start();
    const first = play.plan({ targets: ['B'] });
    const second = play.plan({ targets: ['B'] });
    play.retry({ targets: ['B'] });
    assert.equal(first.attempt, 1);
    assert.deepEqual(runChanged(play.run, second), {
      code: 'run-changed',
      message: 'Run r1 has changed since the plan was made: it is at attempt 2, the plan speaks of attempt 1.',
      actions: ['plan-again'],
    });
  });

  it('14. a crash during a retry: after the repair the attempt is there and another retry possible', () => {
    const play = new Simulation(chain, { B: 'fail' });
    play.start();
    play.retry({ targets: ['B'], scope: 'downstream' });
    const cut = play.events.findLastIndex(event => event.type === 'step.started');
    const journal = play.events.slice(0, cut + 1);
    assert.equal(runFrom(journal).status, 'running');
    const repaired = runFrom([
      ...journal,
      {
        type: 'step.finished',
        at: 9000,
        step: 'B',
        status: 'aborted',
        reason: { code: 'lost', text: 'Its host ended.' },
      },
      { type: 'attempt.finished', at: 9000, facts: { cancelled: true }, restored: ['C'], stale: {} },
    ]);
    assert.equal(repaired.status, 'aborted');
    assert.deepEqual(
      repaired.attempts.map(attempt => attempt.status),
      ['failed', 'aborted'],
    );
    assert.equal(statuses(repaired), 'A:succeeded B:aborted C:aborted');
    assert.equal(repaired.nodes[2]?.reason?.code, 'upstream-failed');
  });

  it('15. a stop during a retry: steps that were not reached show what they were', () => {
    const play = new Simulation(chain, { A: ['ok V=1', 'stop'], B: 'ok W=2' });
    play.start();
    const before = play.run;
    play.retry({ targets: ['A'], scope: 'downstream' });
    assert.equal(statuses(play.run), 'A:aborted B:succeeded C:succeeded');
    assert.deepEqual(play.node('B'), { ...before.nodes[1], stale: [{ producer: 'A', output: 'V', before: '1' }] });
    assert.deepEqual(play.run.attempts[1]?.restored, ['B', 'C']);
    assert.equal(play.run.status, 'aborted');
    assert.deepEqual(play.trace, ['A', 'on abort', 'on exit']);
    assert.equal(play.exitCode, 0);
  });

  it('16. an unmet precondition of the DAG refuses the retry before anything is written', () => {
    const play = new Simulation(chain);
    play.start();
    const length = play.events.length;
    const plan = play.plan({ targets: ['B'] }, { dagPreconditionUnmet: 'test ! -e closed' });
    assert.deepEqual(
      plan.refusals.map(({ code, actions }) => ({ code, actions })),
      [{ code: 'precondition-dag', actions: ['ignore-precondition'] }],
    );
    assert.equal(play.events.length, length);
  });

  it('17. a retry in a succeeded run: a new attempt, the other steps keep times and logs of the first', () => {
    const play = new Simulation(chain);
    play.start();
    const before = play.run.nodes;
    play.retry({ targets: ['B'] });
    assert.equal(play.run.attempts.length, 2);
    assert.deepEqual(play.node('A'), before[0]);
    assert.deepEqual({ ...play.node('C'), stale: undefined }, { ...before[2], stale: undefined });
    assert.equal(play.node('B').stdout, '/log/2.B.out');
    assert.deepEqual(play.node('C').stale, [{ producer: 'B' }]);
    assert.equal(play.run.status, 'succeeded');
  });

  it('18. unknown steps, tasks for people, handlers and waiting runs are refused, each with a way on', () => {
    const flow = dagOf('build; ask <- build; after <- ask', {
      steps: { ask: { action: { name: 'other', action: 'human.task', with: { prompt: 'go?' } } } },
      handlers: ['exit'],
    });
    const done = new Simulation(flow);
    done.start();
    const refusalOf = (play: Simulation, target: string) => play.plan({ targets: [target] }).refusals[0];
    assert.deepEqual(refusalOf(done, 'biuld'), {
      code: 'step-unknown',
      message: 'flow has no step "biuld". Did you mean "build"?',
      actions: ['nearest-names'],
      steps: ['build'],
    });
    assert.equal(refusalOf(done, 'ask')?.code, 'step-not-retryable');
    assert.deepEqual(refusalOf(done, 'ask')?.steps, ['build']);
    assert.equal(refusalOf(done, 'onExit')?.code, 'step-not-retryable');
    for (const target of ['biuld', 'ask', 'onExit']) assert.notDeepEqual(refusalOf(done, target)?.actions, []);
    const waiting = new Simulation(flow, { ask: 'wait' });
    waiting.start();
    assert.equal(waiting.run.status, 'waiting');
    assert.deepEqual(
      [refusalOf(waiting, 'build')?.code, refusalOf(waiting, 'build')?.actions],
      ['run-active', ['stop']],
    );
    assert.equal(waiting.run.attempts.length, 1);
  });

  it('19. a target that fails again: what runs below it is aborted for that, earlier logs are still known', () => {
    const play = new Simulation(chain, { B: 'fail' });
    play.start();
    play.retry({ targets: ['B'], scope: 'downstream' });
    assert.equal(statuses(play.run), 'A:succeeded B:failed C:aborted');
    assert.equal(play.node('C').reason?.code, 'upstream-failed');
    assert.equal(play.node('C').attempt, 2);
    assert.deepEqual(
      play.node('B').executions.map(execution => execution.stdout),
      ['/log/1.B.out', '/log/2.B.out'],
    );
    assert.equal(play.exitCode, 1);
    assert.deepEqual(play.trace, ['B', 'on failure', 'on exit']);
  });

  it('20. a masked output that is needed is reported missing, never handed on as the mask', () => {
    const flow = dagOf('make; use <- make; other <- make', {
      steps: { make: { output: 'KEY' }, use: { action: runAction('test "$KEY" = whole') } },
    });
    const run = runOf(flow, 'make:succeeded{KEY=*******}! use:succeeded other:succeeded');
    const planOf = (...targets: string[]) => planRetry(run, { dag: flow, differs: false }, choiceOf({ targets }));
    const planned = planOf('use');
    assert.deepEqual(
      planned.refusals.map(({ code, actions, steps }) => ({ code, actions, steps })),
      [{ code: 'output-missing', actions: ['include-producer', 'enter-value'], steps: ['make'] }],
    );
    assert.deepEqual(planOf('make', 'use').refusals, []);
    assert.deepEqual(planOf('other').refusals, []);
    assert.deepEqual(planOf('other').notes, ['"KEY" of "make" held a secret and cannot be handed on.']);
    const entered = planRetry(run, { dag: flow, differs: false }, choiceOf({ targets: ['use'] }), {
      entered: { make: ['KEY'] },
    });
    assert.deepEqual(entered.refusals, []);
  });
});

describe('more of what a retry does', () => {
  it('counts the rounds of a repeat from the start', () => {
    const play = new Simulation(dagOf('loop'), { loop: 'again again ok' });
    play.start();
    play.retry({ targets: ['loop'] });
    assert.equal(play.node('loop').tries, 3);
  });

  it('retries the whole run as Dagu does: what failed or never ran, and everything below', () => {
    const soft = { continueOn: { failure: true, skipped: false, exitCodes: [], output: [], markSuccess: false } };
    const flow = dagOf('soft; below <- soft; unmet; beside <- unmet; good', {
      steps: { soft, unmet: { preconditions: [condition('no')] } },
    });
    const play = new Simulation(flow, { soft: ['fail', 'ok'], unmet: 'unmet' });
    play.start();
    assert.equal(play.run.status, 'partially_succeeded');
    const plan = play.retry({});
    assert.deepEqual([plan.choice.targets, plan.choice.scope], [['soft'], 'downstream']);
    assert.deepEqual(play.trace, ['soft', 'below']);
    assert.equal(statuses(play.run), 'soft:succeeded below:succeeded unmet:skipped beside:skipped good:succeeded');
    assert.equal(play.run.status, 'succeeded');
  });

  it('retries a stopped run from where it was stopped', () => {
    const play = new Simulation(dagOf('before; killer <- before; later <- killer; last <- later'), {
      killer: ['stop', 'ok'],
    });
    play.start();
    play.retry({});
    assert.deepEqual(play.trace, ['killer', 'later', 'last']);
    assert.equal(play.run.status, 'succeeded');
  });

  it('runs chosen steps of a DAG alone, and the rest can be continued', () => {
    const play = new Simulation(dagOf('a; b <- a; c <- b'));
    play.start(['b']);
    assert.deepEqual(play.trace, ['b']);
    assert.equal(statuses(play.run), 'a:not_started b:succeeded c:not_started');
    assert.equal(play.node('a').reason?.code, 'not-in-plan');
    assert.equal(play.run.status, 'partially_succeeded');
    assert.deepEqual(play.run.pending, ['a', 'c']);
    assert.deepEqual(names(play.plan(choiceOf(presetChoice('pending', play.run))).runs), ['a', 'c']);
  });
});
