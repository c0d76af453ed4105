import { strict as assert } from 'node:assert';
import type { JsonObject } from '../../src/base/json';
import type { Approval, Dag } from '../../src/model/dag';
import { dagOf, runAction } from '../support/dag-text';
import { FakeHost, shortRun } from '../support/fake-executor';

const form: JsonObject = {
  type: 'object',
  properties: {
    version: { type: 'string', pattern: '^v[0-9]+$' },
    count: { type: 'integer', default: 2 },
    sure: { type: 'boolean' },
  },
  required: ['version'],
};

function task(extra: JsonObject = {}) {
  return { action: { name: 'other', action: 'human.task', with: { prompt: 'Ship?', ...extra } } } as const;
}

function approval(fields: Partial<Approval> = {}): { readonly approval: Approval } {
  return { approval: { input: [], required: [], ...fields } };
}

describe('a step that waits for a person', () => {
  let host: FakeHost;
  beforeEach(() => {
    host = new FakeHost();
    host.script = () => ({});
  });
  afterEach(() => host.dispose());

  async function begin(dag: Dag): Promise<number> {
    await (await host.begin(dag)).done;
    return host.run.events.length;
  }

  async function resume(dag: Dag): Promise<void> {
    const handle = await host.resume(dag);
    assert.ok('done' in handle, JSON.stringify(handle));
    await handle.done;
  }

  it('lets everything run that is not behind it, and ends the attempt with the wait handler alone', async () => {
    const dag = dagOf('ask; after <- ask; other', {
      steps: { ask: task() },
      handlers: ['wait', 'success', 'exit'],
    });
    let waiting: string | undefined;
    host.script = (key, { env }) => {
      if (key === '@onWait:1') waiting = env.DAG_WAITING_STEPS;
      return {};
    };
    const { exitCode } = await (await host.begin(dag)).done;
    assert.deepEqual(host.trace(2), [
      'other starts',
      'ask waiting',
      'other succeeded',
      'onWait starts',
      'onWait succeeded',
      'finished',
    ]);
    const run = host.run.run();
    assert.equal(shortRun(run), 'waiting: ask waiting, after not_started, other succeeded');
    assert.deepEqual([exitCode, waiting, run.pending, run.nodes[1]?.reason?.code], [0, 'ask', [], 'waiting-for-input']);
    assert.deepEqual(run.nodes[0]?.ask, { kind: 'task', prompt: 'Ship?' });
  });

  it('goes on behind a completed task in a new attempt; what had succeeded is untouched', async () => {
    const dag = dagOf('ask; after <- ask; other', { steps: { ask: task() }, handlers: ['success'] });
    const before = await begin(dag);
    const other = host.run.run().nodes[2];
    assert.deepEqual(await host.answer('ask', 'completed'), {
      step: 'ask',
      repeated: false,
      waiting: [],
      goesOn: true,
    });
    assert.equal(host.run.run().status, 'queued');
    await resume(dag);
    assert.deepEqual(host.trace(before), [
      'ask completed',
      'attempt 2: after',
      'after starts',
      'after succeeded',
      'onSuccess starts',
      'onSuccess succeeded',
      'finished',
    ]);
    const run = host.run.run();
    assert.equal(shortRun(run), 'succeeded: ask succeeded, after succeeded, other succeeded');
    assert.equal(run.nodes[2], other);
  });

  it('hands the inputs of a task on as typed outputs, defaults included', async () => {
    const dag = dagOf('ask#ask; after <- ask', {
      steps: {
        ask: task({ form }),
        after: { action: runAction('see ${steps.ask.outputs.version} ${ask.outputs.count} ${steps.ask.outputs.sure}') },
      },
    });
    await begin(dag);
    await host.answer('ask', 'completed', { version: 'v3', sure: true });
    let seen: string | undefined;
    host.script = (_key, { argv }) => {
      seen = argv.at(-1);
      return {};
    };
    await resume(dag);
    assert.equal(seen, 'see v3 2 true');
    assert.deepEqual(host.run.run().nodes[0]?.outputs, { version: 'v3', count: '2', sure: 'true' });
  });

  it('takes nothing that the form does not allow, and then writes nothing', async () => {
    const dag = dagOf('ask', { steps: { ask: task({ form }) } });
    const before = await begin(dag);
    for (const [inputs, words] of [
      [{}, /must have "version"/],
      [{ version: '3' }, /"version" must match \^v\[0-9\]\+\$/],
      [{ version: 'v3', count: 1.5 }, /"count" must be of type integer/],
      [{ version: 'v3', more: 1 }, /there is no input "more" \(version, count, sure\)/],
      [{ version: 'v3', sure: 'x'.repeat(1_100_000) }, /"sure" must be of type boolean/],
    ] as const) {
      const refusal = await host.answer('ask', 'completed', inputs);
      assert.ok('code' in refusal && refusal.code === 'inputs-invalid');
      assert.match(refusal.message, words);
    }
    assert.equal(host.run.events.length, before);
  });

  it('takes the same completion twice, and no other one', async () => {
    const dag = dagOf('ask', { steps: { ask: task({ form }) } });
    await begin(dag);
    await host.answer('ask', 'completed', { version: 'v3' });
    const again = await host.answer('ask', 'completed', { version: 'v3', count: 2 });
    assert.ok('repeated' in again && again.repeated);
    const other = await host.answer('ask', 'completed', { version: 'v4' });
    assert.ok('code' in other && other.code === 'step-not-waiting');
    await resume(dag);
    const late = await host.answer('ask', 'completed', { version: 'v3' });
    assert.ok('repeated' in late && late.repeated);
  });

  it('waits until the last of several steps is answered', async () => {
    const dag = dagOf('one; two; after <- one', { steps: { one: task(), two: task() } });
    await begin(dag);
    assert.deepEqual(await host.answer('one', 'completed'), {
      step: 'one',
      repeated: false,
      waiting: ['two'],
      goesOn: false,
    });
    assert.equal(host.run.run().status, 'waiting');
    const early = await host.resume(dag);
    assert.ok('code' in early && early.code === 'nothing-to-do');
    await host.answer('two', 'completed');
    await resume(dag);
    assert.equal(shortRun(host.run.run()), 'succeeded: one succeeded, two succeeded, after succeeded');
  });

  it('executes a step first and lets what is behind it run when it is approved, with the inputs as variables', async () => {
    const dag = dagOf('build; ship <- build', {
      steps: { build: approval({ prompt: 'Ship $DAG_NAME?', input: ['TICKET', 'NOTE'], required: ['TICKET'] }) },
    });
    await begin(dag);
    assert.equal(shortRun(host.run.run()), 'waiting: build waiting, ship not_started');
    assert.deepEqual(host.run.run().nodes[0]?.ask, {
      kind: 'approval',
      prompt: 'Ship flow?',
      input: ['TICKET', 'NOTE'],
      required: ['TICKET'],
      rewindTo: 'build',
    });
    const refusal = await host.answer('build', 'approved', { NOTE: 'soon' });
    assert.ok('code' in refusal && /"TICKET" is required/.test(refusal.message));
    await host.answer('build', 'approved', { TICKET: 'T-7' }, { by: 'kim' });
    const seen: unknown[] = [];
    host.script = (key, { env }) => {
      seen.push([key, env.TICKET, env.NOTE]);
      return {};
    };
    await resume(dag);
    assert.deepEqual(seen, [['ship:1', 'T-7', undefined]]);
    const [build] = host.run.run().nodes;
    assert.deepEqual(
      [build?.status, build?.answer?.by, build?.executions.at(-1)?.status],
      ['succeeded', 'kim', 'succeeded'],
    );
  });

  it('does not wait for the approval of a step that failed', async () => {
    const dag = dagOf('build', { steps: { build: approval() } });
    host.script = () => ({ code: 3 });
    await begin(dag);
    assert.equal(shortRun(host.run.run()), 'failed: build failed');
  });

  it('aborts what is behind a rejected step, runs the failure handler, and ends as rejected', async () => {
    const dag = dagOf('build; ship <- build; tell <- ship', {
      steps: { build: approval({ input: ['WHY'], required: ['WHY'] }) },
      handlers: ['failure', 'exit'],
    });
    const before = await begin(dag);
    await host.answer('build', 'rejected', {}, { by: 'kim', comment: 'not on a Friday' });
    await resume(dag);
    assert.deepEqual(host.trace(before), [
      'build rejected',
      'attempt 2: ship tell',
      'ship aborted (upstream-rejected)',
      'tell aborted (upstream-aborted)',
      'onFailure starts',
      'onFailure succeeded',
      'onExit starts',
      'onExit succeeded',
      'finished',
    ]);
    const run = host.run.run();
    assert.equal(shortRun(run), 'rejected: build rejected, ship aborted, tell aborted');
    assert.equal(run.nodes[0]?.reason?.text, 'It was rejected by kim: not on a Friday');
  });

  it('runs again when it is pushed back, is told why and how often, and waits anew', async () => {
    const dag = dagOf('draft#draft; check <- draft; ship <- check; side <- draft', {
      steps: {
        draft: { action: runAction('see ${context.pushback.iteration}') },
        check: approval({ input: ['FEEDBACK'], rewindTo: 'draft' }),
      },
    });
    const before = await begin(dag);
    const stdout = host.run.run().nodes[0]?.stdout;
    await host.answer('check', 'pushed-back', { FEEDBACK: 'shorter' }, { by: 'kim' });
    const seen: Record<string, Readonly<Record<string, string>>> = {};
    host.script = (key, { env, argv }) => {
      seen[key] = { ...env, text: argv.at(-1) ?? '' };
      return {};
    };
    await resume(dag);
    assert.deepEqual(host.trace(before).slice(0, 2), ['check pushed-back', 'attempt 2: draft check ship side']);
    assert.equal(shortRun(host.run.run()), 'waiting: draft succeeded, check waiting, ship not_started, side succeeded');
    const draft = seen['draft:1'];
    assert.deepEqual(
      [draft?.DAG_PUSHBACK_ITERATION, draft?.DAG_PUSHBACK_PREVIOUS_STDOUT_FILE, draft?.FEEDBACK, draft?.text],
      ['1', stdout, 'shorter', 'see 1'],
    );
    await host.answer('check', 'pushed-back', { FEEDBACK: 'funnier' });
    await resume(dag);
    const told = JSON.parse(seen['check:1']?.DAG_PUSHBACK ?? '');
    assert.deepEqual(
      [told.iteration, told.inputs, told.history.map((one: { inputs: unknown; by?: string }) => [one.inputs, one.by])],
      [
        2,
        { FEEDBACK: 'funnier' },
        [
          [{ FEEDBACK: 'shorter' }, 'kim'],
          [{ FEEDBACK: 'funnier' }, undefined],
        ],
      ],
    );
    await host.answer('check', 'approved');
    await resume(dag);
    assert.equal(
      shortRun(host.run.run()),
      'succeeded: draft succeeded, check succeeded, ship succeeded, side succeeded',
    );
    assert.equal(host.started.filter(key => key.endsWith(':ship:1')).length, 1);
    assert.equal(seen['ship:1']?.DAG_PUSHBACK, undefined);
  });

  it('does not wait for other answers when it is pushed back, and leaves those steps waiting', async () => {
    const dag = dagOf('build; ask; ship <- build, ask', { steps: { build: approval(), ask: task() } });
    await begin(dag);
    await host.answer('build', 'pushed-back');
    await resume(dag);
    assert.equal(shortRun(host.run.run()), 'waiting: build waiting, ask waiting, ship not_started');
    await host.answer('ask', 'completed');
    await host.answer('build', 'approved');
    await resume(dag);
    assert.equal(shortRun(host.run.run()), 'succeeded: build succeeded, ask succeeded, ship succeeded');
  });

  it('takes no answer to a question that was asked before another attempt', async () => {
    const dag = dagOf('build', { steps: { build: approval() } });
    await begin(dag);
    await host.answer('build', 'pushed-back');
    await resume(dag);
    const stale = await host.answer('build', 'approved', {}, { attempt: 1 });
    assert.ok('code' in stale && stale.code === 'run-changed');
    const fresh = await host.answer('build', 'approved', {}, { attempt: 2 });
    assert.ok('goesOn' in fresh && fresh.goesOn);
  });

  it('is answered in its own way only, by its id or name', async () => {
    const dag = dagOf('build; ask; done', { steps: { build: approval(), ask: task() } });
    await begin(dag);
    for (const [step, kind, code] of [
      ['build', 'completed', 'step-not-waiting'],
      ['ask', 'approved', 'step-not-waiting'],
      ['done', 'approved', 'step-not-waiting'],
      ['akk', 'completed', 'step-unknown'],
    ] as const) {
      const refusal = await host.answer(step, kind);
      assert.ok('code' in refusal, step);
      assert.equal(refusal.code, code, step);
    }
  });

  it('is aborted when the run is stopped, and nothing behind anything starts', async () => {
    const dag = dagOf('ask; after <- ask; two; later <- two', {
      steps: { ask: task(), two: task() },
      handlers: ['abort', 'exit'],
    });
    const before = await begin(dag);
    await host.answer('ask', 'completed');
    host.stopWaiting();
    const handle = await host.resume(dag);
    assert.ok('done' in handle);
    assert.equal((await handle.done).exitCode, 0);
    assert.deepEqual(host.trace(before), [
      'ask completed',
      'two stopped',
      'attempt 2: ',
      'onAbort starts',
      'onAbort succeeded',
      'onExit starts',
      'onExit succeeded',
      'finished',
    ]);
    assert.equal(shortRun(host.run.run()), 'aborted: ask succeeded, after not_started, two aborted, later not_started');
  });

  it('is answered inside a run that a step called, and the calling step goes on with that run', async () => {
    const kid = { ...dagOf('build; next <- build', { steps: { build: approval() } }), name: 'kid' };
    const dag = dagOf('call; ask; after <- call, ask', {
      steps: { call: { action: { name: 'dag.run', dag: 'kid' } }, ask: task() },
      dag: { documents: [kid] },
    });
    await begin(dag);
    const [child] = host.run.run().nodes[0]?.children ?? [];
    assert.ok(child !== undefined);
    const outside = await host.answer('call', 'approved');
    assert.ok('code' in outside && outside.code === 'step-not-waiting');
    const inside = await host.answer('build', 'approved', {}, { path: [child] });
    assert.deepEqual(inside, { step: 'build', repeated: false, waiting: ['ask'], goesOn: false });
    const last = await host.answer('ask', 'completed');
    assert.ok('goesOn' in last && last.goesOn);
    await resume(dag);
    assert.equal(shortRun(host.run.run()), 'succeeded: call succeeded, ask succeeded, after succeeded');
    const below = host.run.openChild(child.dag, child.runId).run();
    assert.equal(shortRun(below), 'succeeded: build succeeded, next succeeded');
    assert.equal(host.started.filter(key => key.includes('build')).length, 1);
  });

  it('is aborted when the run is stopped while other steps run, and asks again in a retry', async () => {
    const dag = dagOf('ask; after <- ask; long', { steps: { ask: task() } });
    host.script = key => (key === 'long:1' ? undefined : {});
    const { done, stop } = await host.begin(dag);
    await host.until(() => host.run.run().nodes[0]?.status === 'waiting', 'the question');
    await host.process('1:long:1');
    stop();
    assert.equal(shortRun((await done).run), 'aborted: ask aborted, after not_started, long aborted');
    const retried = await host.retry(dag, {});
    assert.ok('done' in retried, JSON.stringify(retried));
    await host.end('2:long:1');
    assert.equal(shortRun((await retried.done).run), 'waiting: ask waiting, after not_started, long succeeded');
  });

  it('is answered while other steps run: what is behind it runs in the same attempt', async () => {
    const dag = dagOf('ask#ask; after <- ask; long; last <- long, after', {
      steps: {
        ask: task({ form }),
        after: { action: runAction('see ${steps.ask.outputs.version}') },
      },
      handlers: ['wait', 'success'],
    });
    let seen: string | undefined;
    host.script = (key, { argv }) => {
      if (key === 'after:1') seen = argv.at(-1);
      return key === 'long:1' ? undefined : {};
    };
    const handle = await host.begin(dag);
    const long = await host.process('1:long:1');
    const answer = { step: 'ask', kind: 'completed', inputs: { version: 'v1' } } as const;
    const answered = handle.answer(answer);
    assert.deepEqual(answered, { ok: true, value: { step: 'ask', repeated: false, waiting: [], goesOn: false } });
    const again = handle.answer(answer);
    assert.ok(again.ok && again.value.repeated);
    await host.until(() => host.run.run().nodes[1]?.status === 'succeeded', 'the step behind');
    long.end();
    await handle.done;
    assert.equal(seen, 'see v1');
    assert.equal(shortRun(host.run.run()), 'succeeded: ask succeeded, after succeeded, long succeeded, last succeeded');
    assert.ok(!host.trace().some(line => line.startsWith('onWait')));
    assert.equal(host.run.run().attempts.length, 1);
  });

  it('is rejected while other steps run, and pushed back only when they have ended', async () => {
    const dag = dagOf('build; ship <- build; long', { steps: { build: approval() }, handlers: ['failure'] });
    host.script = key => (key === 'long:1' ? undefined : {});
    const handle = await host.begin(dag);
    const long = await host.process('1:long:1');
    await host.until(() => host.run.run().nodes[0]?.status === 'waiting', 'the waiting step');
    const back = handle.answer({ step: 'build', kind: 'pushed-back', inputs: {} });
    assert.ok(!back.ok && back.error.code === 'run-active');
    assert.ok(handle.answer({ step: 'build', kind: 'rejected', inputs: {} }).ok);
    long.end();
    await handle.done;
    assert.equal(shortRun(host.run.run()), 'rejected: build rejected, ship aborted, long succeeded');
    const late = handle.answer({ step: 'build', kind: 'approved', inputs: {} });
    assert.ok(!late.ok);
  });

  it('goes on after a host that went away behind an answer, or in the middle of going on', async () => {
    const dag = dagOf('draft; check <- draft', { steps: { check: approval({ rewindTo: 'draft' }) } });
    await begin(dag);
    await host.answer('check', 'pushed-back', {}, { by: 'kim' });
    const second = new FakeHost(host);
    second.script = key => (key === 'draft:1' ? undefined : {});
    await second.resume(dag);
    await second.process('2:draft:1');
    const third = new FakeHost(second);
    let iteration: string | undefined;
    third.script = (_key, { env }) => {
      iteration = env.DAG_PUSHBACK_ITERATION;
      return {};
    };
    third.adoptable.set('2:draft:1', await second.process('2:draft:1'));
    const handle = await third.recover(dag);
    await second.end('2:draft:1');
    await handle.done;
    assert.equal(shortRun(third.run.run()), 'waiting: draft succeeded, check waiting');
    assert.equal(iteration, '1');
    second.dispose();
    third.dispose();
  });

  it('keeps the choice of a retry when it goes on behind a step of it', async () => {
    const dag = dagOf('a; check <- a; b <- check', { steps: { check: approval() }, handlers: ['success'] });
    host.script = key => ({ code: key === 'a:1' ? 1 : 0 });
    await begin(dag);
    host.script = () => ({});
    const choice = { targets: ['a'], scope: 'downstream', runHandlers: false } as const;
    const retried = await host.retry(dag, choice);
    assert.ok('done' in retried);
    await retried.done;
    await host.answer('check', 'approved');
    const before = host.run.events.length;
    await resume(dag);
    assert.deepEqual(host.trace(before), ['attempt 3: b', 'b starts', 'b succeeded', 'finished']);
    assert.equal(host.run.run().status, 'succeeded');
  });

  it('cannot be retried before its answer has had its effect', async () => {
    const dag = dagOf('a; ask', { steps: { ask: task() } });
    await begin(dag);
    assert.equal(host.plan(dag, {}).refusals[0]?.code, 'run-active');
    await host.answer('ask', 'completed');
    assert.equal(host.plan(dag, { targets: ['a'] }).refusals[0]?.code, 'run-active');
  });

  it('has no place in a handler', async () => {
    const dag = dagOf('a', { handlers: ['exit'] });
    const { exit } = dag.handlers;
    assert.ok(exit !== undefined);
    await begin({ ...dag, handlers: { exit: { ...exit, ...task() } } });
    assert.match(host.run.run().handlers.exit?.error ?? '', /cannot stand in a handler/);
  });
});
