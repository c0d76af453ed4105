import { strict as assert } from 'node:assert';
import { planFirstRun } from '../../src/engine/plan';
import { condition, dagOf, runAction } from '../support/dag-text';
import { EngineHome } from '../support/engine-home';
import { FakeHost, shortRun } from '../support/fake-executor';

describe('retry_policy of a workflow', () => {
  let home: EngineHome;
  beforeEach(() => {
    home = new EngineHome();
  });
  afterEach(() => home.dispose());

  const trace = 'echo $DAG_RUN_STEP_NAME >> "$HOME/trace.txt"';
  const handlers = ['success', 'failure', 'exit'] as const;

  function flow(text: string, retryPolicy: { limit: number; intervalSec: number }, failing: string) {
    const step = (name: string) => ({ action: runAction(name === 'bad' ? `${trace}; ${failing}` : trace) });
    const dag = dagOf(text, { handlers, steps: { a: step('a'), bad: step('bad'), c: step('c') } });
    const made = Object.entries(dag.handlers).map(([name, handler]) => [name, { ...handler, ...step(name) }]);
    return {
      ...dag,
      handlers: Object.fromEntries(made),
      retryPolicy: { ...retryPolicy, factor: 2, maxIntervalSec: 3600 },
    };
  }

  it('runs what failed and what lies below again, until it succeeds', async () => {
    const dag = flow(
      'a; bad <- a; c <- bad',
      { limit: 3, intervalSec: 0.01 },
      'test $(grep -c bad "$HOME/trace.txt") -ge 3',
    );
    const { run, exitCode } = await home.play(dag);
    assert.equal(shortRun(run), 'succeeded: a succeeded, bad succeeded, c succeeded');
    assert.deepEqual([exitCode, run.attempts.map(one => one.status)], [0, ['failed', 'failed', 'succeeded']]);
    assert.equal(home.text('trace.txt'), 'a\nbad\nonExit\nbad\nonExit\nbad\nc\nonSuccess\nonExit\n');
    const waits = run.attempts.map(({ retryAt, finishedAt = 0 }) => (retryAt === undefined ? 0 : retryAt - finishedAt));
    assert.deepEqual(waits, [10, 20, 0]);
  });

  it('runs the failure handler only behind the last attempt', async () => {
    const { run, exitCode } = await home.play(flow('bad', { limit: 1, intervalSec: 0.01 }, 'exit 3'));
    assert.deepEqual([run.status, exitCode, run.attempts.length], ['failed', 1, 2]);
    assert.equal(home.text('trace.txt'), 'bad\nonExit\nbad\nonFailure\nonExit\n');
  });

  const retryPolicy = { limit: 2, intervalSec: 1, factor: 1, maxIntervalSec: 3600 };

  it('does nothing more once it is stopped between two attempts', async () => {
    const { done, stop } = await home.begin(flow('bad', { limit: 1, intervalSec: 60 }, 'exit 3'));
    await home.run.changed(() => home.run.run().attempts[0]?.retryAt !== undefined);
    stop();
    const { run } = await done;
    assert.deepEqual([run.status, run.attempts.length, home.run.closed], ['failed', 1, 1]);
  });

  it('counts for a whole run whose plan was shown before, and not for steps that were chosen', async () => {
    for (const [targets, attempts] of [
      [[], 2],
      [['bad'], 1],
    ] as const) {
      const dag = flow('bad', { limit: 1, intervalSec: 0.01 }, 'exit 3');
      const begun = await home.begin(dag, {}, planFirstRun(dag, { targets, runId: 'r1' }));
      assert.equal((await begun.done).run.attempts.length, attempts);
      home.dispose();
      home = new EngineHome();
    }
  });

  it('goes on with the retries that are left when its host went away', async () => {
    const host = new FakeHost();
    const dag = { ...dagOf('a'), retryPolicy };
    await host.begin(dag);
    await host.end('1:a:1', { code: 1 });
    await host.until(() => host.clock.waits.length > 0, 'the pause');
    host.clock.advance(1000);
    await host.process('2:a:1');
    const next = new FakeHost(host);
    try {
      const { done } = await next.recover(dag);
      await next.until(() => next.clock.waits.length > 0, 'the pause behind what was lost');
      next.clock.advance(1000);
      await next.end('3:a:1', { code: 1 });
      const { run } = await done;
      assert.deepEqual([run.status, run.attempts.length, run.attempts[2]?.retryAt], ['failed', 3, undefined]);
    } finally {
      next.dispose();
      host.dispose();
    }
  });

  it('ends the attempt that was being prepared when it was stopped', async () => {
    const host = new FakeHost();
    try {
      host.script = (key, { env }) =>
        key.startsWith('a:') ? { code: Number(env.DAG_RUN_STEP_NAME === 'a') } : undefined;
      const dag = { ...dagOf('a'), preconditions: [condition('check')], retryPolicy };
      const { done, stop } = await host.begin(dag);
      await host.end(host.started[0] ?? '');
      await host.until(() => host.clock.waits.length > 0, 'the pause');
      host.clock.advance(1000);
      await host.until(() => host.started.length === 3, 'the second look at the precondition');
      stop();
      await host.end(host.started[2] ?? '');
      const { run } = await done;
      assert.deepEqual([run.status, host.started.length, run.attempts.length], ['aborted', 3, 2]);
    } finally {
      host.dispose();
    }
  });

  it('does not follow an attempt that was stopped, or a precondition that does not hold any more', async () => {
    const stopped = flow('bad', { limit: 1, intervalSec: 0.01 }, 'sleep 30');
    const { done, stop } = await home.begin(stopped);
    await home.run.changed(() => home.run.events.some(event => event.type === 'step.started'));
    stop();
    assert.deepEqual([(await done).run.status, (await done).run.attempts.length], ['aborted', 1]);
    home.dispose();
    home = new EngineHome();
    const once = flow('bad', { limit: 1, intervalSec: 0.01 }, 'exit 3');
    const { run } = await home.play({ ...once, preconditions: [condition('test ! -e "$HOME/trace.txt"')] });
    assert.deepEqual([run.status, run.attempts.length], ['failed', 1]);
  });
});
