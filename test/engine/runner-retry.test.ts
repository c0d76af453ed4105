import { strict as assert } from 'node:assert';
import { existsSync, writeFileSync } from 'node:fs';
import type { RunHandle } from '../../src/engine/runner';
import type { Dag } from '../../src/model/dag';
import { condition, dagOf, runAction } from '../support/dag-text';
import { FakeHost, shortRun } from '../support/fake-executor';

describe('a retry', () => {
  let host: FakeHost;
  beforeEach(() => {
    host = new FakeHost();
  });
  afterEach(() => host.dispose());

  async function first(dag: Dag, codes: Readonly<Record<string, number>> = {}): Promise<number> {
    host.script = key => ({ code: codes[key] ?? 0, stdout: `${key} of the first\n` });
    await (await host.begin(dag)).done;
    host.script = key => ({ stdout: `${key} again\n` });
    return host.run.events.length;
  }

  async function done(handle: RunHandle | { code: string }): Promise<void> {
    assert.ok('done' in handle, JSON.stringify(handle));
    await handle.done;
  }

  it('runs the chosen step only; what waits for it stays pending and the success handler does not fire', async () => {
    const dag = dagOf('a; b <- a; c <- b', { handlers: ['success', 'exit'] });
    const begun = await first(dag, { 'b:1': 1 });
    const before = host.run.run().nodes;
    await done(await host.retry(dag, { targets: ['b'] }));
    assert.deepEqual(host.trace(begun), [
      'attempt 2: b',
      'b starts',
      'b succeeded',
      'onExit starts',
      'onExit succeeded',
      'finished',
    ]);
    const after = host.run.run();
    assert.deepEqual([after.status, after.pending], ['partially_succeeded', ['c']]);
    assert.deepEqual(after.nodes[0], before[0]);
    assert.match(after.nodes[1]?.stdout ?? '', /b\.2\.out$/);
  });

  it('hands captured values, exit codes and log paths of all predecessors to the step', async () => {
    const dag = dagOf('a#one; b <- a; c <- b', {
      steps: {
        a: {
          output: 'WORD',
          continueOn: { failure: true, skipped: false, exitCodes: [], output: [], markSuccess: false },
        },
        c: { action: runAction('see ${one.exit_code} ${one.stdout}'), env: [{ name: 'SEEN', value: '<$WORD>' }] },
      },
    });
    await first(dag, { 'a:1': 7 });
    const requests: string[] = [];
    host.script = (_key, { argv, env }) => {
      requests.push(`${argv.at(-1)} ${env.WORD} ${env.SEEN}`);
      return {};
    };
    await done(await host.retry(dag, { targets: ['c'] }));
    assert.deepEqual(requests, [`see 7 ${host.run.place.logDir}/a.1.out a:1 of the first <a:1 of the first>`]);
  });

  describe('resolves the environment anew', () => {
    const seen: Record<string, string | undefined>[] = [];

    /** Runs `a` of a DAG with this root env, first or again, and returns what its process saw. */
    async function environment(
      env: readonly string[],
      outside: Readonly<Record<string, string>>,
      dag: Partial<Dag> = {},
    ) {
      const bindings = env.map(text => ({ name: text.split('=')[0] ?? '', value: text.slice(text.indexOf('=') + 1) }));
      const flow = dagOf('a', { dag: { ...dag, env: bindings } });
      Object.assign(host.parts.environment, outside);
      host.script = (_key, request) => {
        seen.push({ ...request.env });
        return {};
      };
      if (host.run.events.length === 0) await (await host.begin(flow)).done;
      else await done(await host.retry(flow, { targets: ['a'] }));
      return seen.at(-1) ?? {};
    }

    it('with what an unchanged entry came to at the first start', async () => {
      const env = ['STAMP=${env.OUTSIDE}', 'LATER=at $STAMP'];
      assert.equal((await environment(env, { OUTSIDE: 'old' })).LATER, 'at old');
      const again = await environment(env, { OUTSIDE: 'new' });
      assert.deepEqual([again.STAMP, again.LATER], ['old', 'at old']);
      const third = await environment(env, { OUTSIDE: 'newest' });
      assert.deepEqual([third.STAMP, third.LATER], ['old', 'at old']);
    });

    it('with a new value for an entry whose declaration changed, and for those that refer to it', async () => {
      await environment(['STAMP=${env.OUTSIDE}', 'LATER=at $STAMP', 'OTHER=${env.OUTSIDE}'], { OUTSIDE: 'old' });
      const env = ['STAMP=on ${env.OUTSIDE}', 'LATER=at $STAMP', 'OTHER=${env.OUTSIDE}'];
      const again = await environment(env, { OUTSIDE: 'new' });
      assert.deepEqual([again.STAMP, again.LATER, again.OTHER], ['on new', 'at on new', 'old']);
    });

    it('with a new value for an entry that refers to a constant which changed', async () => {
      const consts = (value: string) => ({ consts: [{ name: 'c', value }] });
      await environment(['STAMP=${consts.c} ${env.OUTSIDE}'], { OUTSIDE: 'old' }, consts('one'));
      const again = await environment(['STAMP=${consts.c} ${env.OUTSIDE}'], { OUTSIDE: 'new' }, consts('two'));
      assert.equal(again.STAMP, 'two new');
    });

    it('without keeping anything that holds a secret', async () => {
      const secrets = [{ name: 'TOKEN', provider: 'env', key: 'OUTSIDE', options: {} }];
      await environment(['HEADER=Bearer ${env.OUTSIDE}', 'PLAIN=text'], { OUTSIDE: 's3cret' }, { secrets });
      assert.equal(JSON.stringify(host.run.events).includes('s3cret'), false);
      const again = await environment(['HEADER=Bearer ${env.OUTSIDE}', 'PLAIN=text'], { OUTSIDE: 'n3w' }, { secrets });
      assert.deepEqual([again.HEADER, again.TOKEN, again.PLAIN], ['Bearer n3w', 'n3w', 'text']);
    });
  });

  describe('with values that were entered for outputs which were stored masked', () => {
    const steps = {
      a: { output: 'KEY', outputs: [{ name: 'url', type: 'string' }] },
      b: { action: runAction('use ${one.outputs.url}'), env: [{ name: 'SEEN', value: '<$KEY>' }], output: 'ECHO' },
      c: { action: runAction('use ${one.outputs.url}') },
    } as const;
    const secrets = [{ name: 'TOKEN', provider: 'env', key: 'OUTSIDE', options: {} }];
    const dag = dagOf('a#one; b <- a; c <- b', { steps, dag: { secrets } });
    const entered = { a: { KEY: 'k3y-entered', url: 'https://k3y' } };
    beforeEach(async () => {
      Object.assign(host.parts.environment, { OUTSIDE: 's3cret' });
      host.script = (key, { env }) => {
        if (key === 'a:1') writeFileSync(env.DAGU_OUTPUT_FILE ?? '', 'url=https://s3cret\n');
        return { stdout: key === 'a:1' ? 'key s3cret\n' : '' };
      };
      await (await host.begin(dag)).done;
      assert.deepEqual(host.run.run().nodes[0]?.masked, ['KEY', 'url']);
    });

    it('hands them to the steps that need them, and neither journal nor logs keep them', async () => {
      const refusal = await host.retry(dag, { targets: ['b'] });
      assert.deepEqual('code' in refusal && [refusal.code, refusal.steps, refusal.outputs], [
        'output-missing',
        ['a'],
        ['KEY', 'url'],
      ]);
      let saw = '';
      host.script = (_key, { argv, env, secrets: hidden }) => {
        saw = `${argv.at(-1)} ${env.KEY} ${env.SEEN} ${hidden?.join(' ')}`;
        return { stdout: 'got k3y-entered\n' };
      };
      await done(await host.retryWith(dag, { targets: ['b'] }, entered));
      assert.equal(saw, 'use https://k3y k3y-entered <k3y-entered> s3cret k3y-entered https://k3y');
      assert.equal(JSON.stringify(host.run.events).includes('k3y'), false);
      assert.deepEqual(host.run.run().attempts[1]?.entered, { a: ['KEY', 'url'] });
    });

    it('does not begin a step that needs them once the program that knew them is gone', async () => {
      host.script = () => undefined;
      await host.retryWith(dag, { targets: ['b', 'c'] }, entered);
      const b = await host.process('2:b:1');
      const later = new FakeHost(host);
      try {
        Object.assign(later.parts.environment, { OUTSIDE: 's3cret' });
        later.adoptable.set('2:b:1', b);
        const { done } = await later.recover(dag);
        b.end();
        const { run } = await done;
        assert.equal(shortRun(run), 'failed: a succeeded, b succeeded, c failed');
        assert.match(run.nodes[2]?.error ?? '', /never stored/);
        assert.deepEqual(later.started, []);
      } finally {
        later.dispose();
      }
    });
  });

  it('ignores preconditions when it is asked to, and records how many', async () => {
    const dag = dagOf('a', { steps: { a: { preconditions: [condition('x'), condition('y')] } } });
    const begun = await first(dag, { 'a:if1': 1 });
    await done(await host.retry(dag, { targets: ['a'], bypassPreconditions: true }));
    assert.deepEqual(host.trace(begun), ['attempt 2: a', 'a starts past 2', 'a succeeded', 'finished']);
  });

  it('gives steps that a stop left unreached back what they were', async () => {
    const dag = dagOf('a; b <- a; c <- b');
    const begun = await first(dag);
    const before = host.run.run().nodes;
    host.script = () => undefined;
    const handle = await host.retry(dag, { targets: ['a'], scope: 'downstream' });
    assert.ok('done' in handle);
    await host.process('2:a:1');
    handle.stop();
    const { run, exitCode } = await handle.done;
    assert.deepEqual(host.trace(begun), [
      'attempt 2: a b c',
      'a starts',
      'a aborted 143 (stopped)',
      'finished cancelled restored b c',
    ]);
    const kept = run.nodes.slice(1).map(({ stale, ...node }) => node);
    assert.deepEqual([kept, exitCode], [before.slice(1), 0]);
    assert.equal(run.status, 'aborted');
  });

  it('is refused when a precondition of the DAG does not hold, and nothing on disk has changed', async () => {
    const dag = dagOf('a', { dag: { preconditions: [condition('open')] } });
    const begun = await first(dag);
    host.script = () => ({ code: 1 });
    const refusal = await host.retry(dag, { targets: ['a'] });
    assert.equal('code' in refusal && refusal.code, 'precondition-dag');
    assert.deepEqual([host.run.events.length, host.run.closed], [begun, 2]);
    assert.equal(existsSync(`${host.run.place.dir}/scratch`), false);
  });

  it('is refused when the run has changed since the plan was made', async () => {
    const dag = dagOf('a; b <- a');
    await first(dag, { 'b:1': 1 });
    const plan = host.plan(dag, { targets: ['b'] });
    await done(await host.retry(dag, {}, plan));
    const two = await host.retry(dag, {}, plan);
    assert.deepEqual('code' in two && [two.code, two.actions], ['run-changed', ['plan-again']]);
    assert.equal(host.run.run().attempts.length, 2);
  });

  it('marks kept steps stale whose inputs changed, and only those', async () => {
    const dag = dagOf('a; b <- a; c', { steps: { a: { output: 'WORD' } } });
    await first(dag);
    await done(await host.retry(dag, { targets: ['a'] }));
    const { nodes } = host.run.run();
    const cause = { producer: 'a', output: 'WORD', before: 'a:1 of the first', after: 'a:1 again' };
    assert.deepEqual(
      nodes.map(node => node.stale),
      [undefined, [cause], undefined],
    );
    host.script = () => ({ stdout: 'a:1 of the first\n' });
    await done(await host.retry(dag, { targets: ['a'] }));
    assert.equal(host.run.run().nodes[1]?.stale, undefined);
  });

  it('aborts what is below a target that fails again', async () => {
    const dag = dagOf('a; b <- a');
    const begun = await first(dag, { 'a:1': 1 });
    host.script = () => ({ code: 1 });
    await done(await host.retry(dag, { targets: ['a'], scope: 'downstream' }));
    assert.deepEqual(host.trace(begun).slice(1), ['a starts', 'a failed 1', 'b aborted (upstream-failed)', 'finished']);
    assert.deepEqual(
      host.run.run().nodes[0]?.executions.map(execution => execution.stdout?.slice(-7)),
      ['a.1.out', 'a.2.out'],
    );
  });

  it('has the whole budget of automatic retries again', async () => {
    const retryPolicy = { limit: 1, intervalSec: 0, exitCodes: [], factor: 1, maxIntervalSec: 0 };
    const dag = dagOf('a', { steps: { a: { retryPolicy } } });
    const begun = await first(dag, { 'a:1': 1, 'a:2': 1 });
    host.script = key => ({ code: key === 'a:1' ? 1 : 0 });
    await done(await host.retry(dag, { targets: ['a'] }));
    assert.deepEqual(host.trace(begun), [
      'attempt 2: a',
      'a starts',
      'a retry after 0',
      'a starts try 2',
      'a succeeded',
      'finished',
    ]);
  });
});

describe('a run whose host went away', () => {
  const retryPolicy = { limit: 3, intervalSec: 0, exitCodes: [], factor: 1, maxIntervalSec: 0 };
  let before: FakeHost;
  let host: FakeHost;
  beforeEach(() => {
    before = new FakeHost();
  });
  afterEach(() => {
    before.dispose();
    host.dispose();
  });

  /** A second host that knows the journal as the first has written it so far. */
  function next(): void {
    host = new FakeHost(before);
    host.script = () => ({});
  }

  it('adopts the step that still runs, takes its end, and goes on', async () => {
    const dag = dagOf('a; b; c <- a');
    await before.begin(dag);
    const [running] = [await before.process('1:a:1'), await before.end('1:b:1', { code: 4 })];
    await before.until(() => before.trace().includes('b failed 4'), 'the end of b');
    next();
    const known = host.run.events.length;
    host.adoptable.set('1:a:1', running);
    const { done } = await host.recover(dag);
    running.end();
    const { run } = await done;
    assert.deepEqual(host.trace(known), ['a succeeded', 'c starts', 'c succeeded', 'finished']);
    assert.deepEqual([host.started, shortRun(run)], [['1:c:1'], 'failed: a succeeded, b failed, c succeeded']);
  });

  it('fails a step whose end nobody knows as lost, without trying it again', async () => {
    const dag = dagOf('a; b <- a', { steps: { a: { retryPolicy } } });
    await before.begin(dag);
    await before.process('1:a:1');
    next();
    const known = host.run.events.length;
    await (await host.recover(dag)).done;
    assert.deepEqual(host.trace(known), ['a failed 1 (lost)', 'b aborted (upstream-failed)', 'finished']);
    assert.deepEqual(host.started, []);
  });

  it('starts the next try when the last one had ended', async () => {
    const pause = { ...retryPolicy, intervalSec: 60 };
    const dag = dagOf('a', { steps: { a: { retryPolicy: pause } } });
    await before.begin(dag);
    await before.end('1:a:1', { code: 1 });
    await before.until(() => before.trace().includes('a retry after 60000'), 'the pause');
    next();
    const { run } = await (await host.recover(dag)).done;
    assert.deepEqual(host.started, ['1:a:2']);
    assert.deepEqual([run.nodes[0]?.tries, run.nodes[0]?.retries], [2, 1]);
  });

  it('gives a later try the whole time that it may take', async () => {
    const pause = { ...retryPolicy, intervalSec: 60 };
    const dag = dagOf('a', { steps: { a: { retryPolicy: pause, timeoutSec: 10 } } });
    await before.begin(dag);
    await before.end('1:a:1', { code: 1 });
    await before.until(() => before.trace().includes('a retry after 60000'), 'the pause');
    before.clock.advance(60_000);
    const second = await before.process('1:a:2');
    next();
    host.clock.advance(60_000);
    host.adoptable.set('1:a:2', second);
    const { done } = await host.recover(dag);
    await host.until(() => host.clock.waits.length > 0, 'the time limit');
    assert.deepEqual(host.clock.waits, [10_000]);
    second.end();
    assert.equal((await done).run.status, 'succeeded');
  });

  it('adopts one command of a list and starts the next', async () => {
    const action = { name: 'run', form: 'list', texts: ['one', 'two', 'three'] } as const;
    const dag = dagOf('a', { steps: { a: { action } } });
    await before.begin(dag);
    await before.end('1:a:1');
    const second = await before.process('1:a:1.2');
    next();
    const [one] = [await before.process('1:a:1'), second.end()];
    host.adoptable.set('1:a:1', one).set('1:a:1.2', second);
    const { run } = await (await host.recover(dag)).done;
    assert.deepEqual([host.started, run.status], [['1:a:1.3'], 'succeeded']);
  });

  it('does not run an init handler again, and runs the closing handlers that are left', async () => {
    const dag = dagOf('a', { handlers: ['init', 'success', 'exit'] });
    before.script = key => (key === '@onExit:1' ? undefined : {});
    await before.begin(dag);
    const exit = await before.process('1:@onExit:1');
    next();
    const known = host.run.events.length;
    host.adoptable.set('1:@onExit:1', exit);
    const { done } = await host.recover(dag);
    exit.end();
    await done;
    assert.deepEqual(host.trace(known), ['onExit succeeded', 'finished']);
  });

  it('does not go on with a run that was being stopped', async () => {
    const dag = dagOf('a; b <- a');
    const { stop } = await before.begin(dag);
    const a = await before.process('1:a:1');
    a.stubborn = true;
    stop();
    next();
    const known = host.run.events.length;
    host.adoptable.set('1:a:1', a);
    const { done } = await host.recover(dag);
    a.end({ signal: 'SIGKILL' });
    const { run } = await done;
    assert.deepEqual(host.trace(known), ['a aborted 137 (stopped)', 'finished cancelled']);
    assert.equal(shortRun(run), 'aborted: a aborted, b not_started');
  });

  it('ends what the earlier host began when it is stopped at once', async () => {
    const dag = dagOf('a; b; c <- a; d <- c');
    before.script = key => (key === 'b:1' ? {} : undefined);
    await before.begin(dag);
    const a = await before.process('1:a:1');
    await before.until(() => before.trace().includes('b succeeded'), 'the end of b');
    next();
    const known = host.run.events.length;
    host.adoptable.set('1:a:1', a);
    const { done, stop } = await host.recover(dag);
    stop();
    const { run } = await done;
    assert.deepEqual(host.trace(known), [
      'c not_started (stopped)',
      'd not_started (stopped)',
      'a aborted 143 (stopped)',
      'finished cancelled',
    ]);
    assert.equal(shortRun(run), 'aborted: a aborted, b succeeded, c not_started, d not_started');
    assert.deepEqual(a.stops, [{ signal: 'SIGTERM', graceMs: 5000 }]);
  });

  it('marks what a recovered retry changed as stale', async () => {
    const dag = dagOf('a; b <- a; c', { steps: { a: { output: 'WORD' } } });
    before.script = () => ({ stdout: 'old\n' });
    await (await before.begin(dag)).done;
    before.script = () => undefined;
    await before.retry(dag, { targets: ['a'] });
    const a = await before.process('2:a:1');
    next();
    host.adoptable.set('2:a:1', a);
    const { done } = await host.recover(dag);
    a.end({ stdout: 'new\n' });
    const { nodes } = (await done).run;
    assert.deepEqual(
      nodes.map(node => node.stale),
      [undefined, [{ producer: 'a', output: 'WORD', before: 'old', after: 'new' }], undefined],
    );
  });

  it('compares what a retry left with what there was before it, also when another host ends it', async () => {
    const dag = dagOf('a; b <- a', { steps: { a: { output: 'WORD' } } });
    before.script = () => ({ stdout: 'same\n' });
    await (await before.begin(dag)).done;
    before.script = () => undefined;
    await before.retry(dag, { targets: ['a'] });
    const a = await before.process('2:a:1');
    next();
    host.adoptable.set('2:a:1', a);
    const { done } = await host.recover(dag);
    a.end({ stdout: 'same\n' });
    const { run } = await done;
    assert.deepEqual(
      run.nodes.map(node => [node.attempt, node.stale]),
      [
        [2, undefined],
        [1, undefined],
      ],
    );
  });
});
