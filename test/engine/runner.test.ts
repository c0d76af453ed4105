import { strict as assert } from 'node:assert';
import type { Step } from '../../src/model/dag';
import { condition, type DagExtras, dagOf } from '../support/dag-text';
import { FakeHost, shortRun } from '../support/fake-executor';

const lenient = { failure: false, skipped: false, exitCodes: [], output: [], markSuccess: false };
const retries = { factor: 1, maxIntervalSec: 0, exitCodes: [] };

describe('the runner', () => {
  let host: FakeHost;
  beforeEach(() => {
    host = new FakeHost();
  });
  afterEach(() => host.dispose());

  /** Runs a DAG whose processes end as the script says (exit code 0 without one) and returns the journal behind the attempt's start. */
  async function play(
    text: string,
    extras: DagExtras = {},
    codes: Readonly<Record<string, number>> = {},
  ): Promise<string[]> {
    host.script = key => ({ code: codes[key] ?? 0 });
    const { done } = await host.begin(dagOf(text, extras));
    await done;
    return host.trace(2);
  }

  const step = (fields: Partial<Step>): DagExtras => ({ steps: { a: fields } });

  it('writes a start before the process is asked for, and every end', async () => {
    const { done } = await host.begin(dagOf('a; b <- a'));
    const process = await host.process('1:a:1');
    assert.deepEqual(host.trace(), ['created', 'attempt 1: a b', 'a starts']);
    process.end();
    await host.end('1:b:1');
    const { run, exitCode } = await done;
    assert.deepEqual(host.trace(3), ['a succeeded', 'b starts', 'b succeeded', 'finished']);
    assert.deepEqual([run.status, exitCode, host.run.closed], ['succeeded', 0, 1]);
  });

  it('starts steps first in, first out when there is one slot', async () => {
    await play('kiwi; apple <- kiwi; mango; pear <- mango; fig', { dag: { maxActiveSteps: 1 } });
    assert.deepEqual(host.started, ['1:kiwi:1', '1:mango:1', '1:fig:1', '1:apple:1', '1:pear:1']);
  });

  it('gives every step that did not run its reason', async () => {
    assert.deepEqual(await play('bad; child <- bad; grandchild <- child; fine', {}, { 'bad:1': 2 }), [
      'bad starts',
      'fine starts',
      'bad failed 2',
      'child aborted (upstream-failed)',
      'grandchild aborted (upstream-aborted)',
      'fine succeeded',
      'finished',
    ]);
  });

  it('passes over a failure that continue_on tolerates', async () => {
    const trace = await play('a; b <- a', step({ continueOn: { ...lenient, exitCodes: [9] } }), { 'a:1': 9 });
    assert.deepEqual(trace, ['a starts', 'a failed 9 tolerated', 'b starts', 'b succeeded', 'finished']);
    assert.equal(host.run.run().status, 'partially_succeeded');
  });

  it('turns a tolerated failure into a success with mark_success, and keeps its error text', async () => {
    const trace = await play('a; b <- a', step({ continueOn: { ...lenient, failure: true, markSuccess: true } }), {
      'a:1': 9,
    });
    assert.deepEqual(trace, ['a starts', 'a succeeded 9', 'b starts', 'b succeeded', 'finished']);
    assert.equal(host.run.run().nodes[0]?.error, 'exit status 9');
  });

  it('does not apply mark_success when the retries stopped at an unlisted exit code: the children run, the run fails', async () => {
    const trace = await play(
      'a; b <- a',
      step({
        continueOn: { ...lenient, failure: true, markSuccess: true },
        retryPolicy: { ...retries, limit: 4, intervalSec: 0, exitCodes: [75] },
      }),
      { 'a:1': 1 },
    );
    assert.deepEqual(trace, ['a starts', 'a failed 1', 'b starts', 'b succeeded', 'finished']);
    assert.equal(host.run.run().status, 'failed');
  });

  it('looks for tolerated output line by line in stdout', async () => {
    host.script = key => (key === 'a:1' ? { code: 1, stdout: 'code E-4711\nmore\n' } : {});
    const dag = dagOf('a; b <- a', step({ continueOn: { ...lenient, output: ['never', 're:E-[0-9]{4}$'] } }));
    await (await host.begin(dag)).done;
    assert.equal(shortRun(host.run.run()), 'partially_succeeded: a failed, b succeeded');
  });

  it('retries with growing pauses up to the limit', async () => {
    host.script = () => ({ code: 8 });
    const { done } = await host.begin(
      dagOf('a', step({ retryPolicy: { ...retries, limit: 2, intervalSec: 1, factor: 2 } })),
    );
    await host.until(() => host.clock.waits.includes(1000), 'the first pause');
    host.clock.advance(1000);
    await host.until(() => host.clock.waits.includes(2000), 'the second pause');
    host.clock.advance(2000);
    const { run } = await done;
    assert.deepEqual(host.trace(2), [
      'a starts',
      'a retry after 1000',
      'a starts try 2',
      'a retry after 2000',
      'a starts try 3',
      'a failed 8',
      'finished',
    ]);
    assert.deepEqual([run.nodes[0]?.tries, run.nodes[0]?.retries], [3, 2]);
  });

  it('takes the limit of a retry from a text, and fails without running when it is no number', async () => {
    const env = [{ name: 'MANY', value: '1' }];
    const policy = { ...retries, limit: '${MANY}', intervalSec: 0 };
    assert.deepEqual(await play('a', { ...step({ retryPolicy: policy }), dag: { env } }, { 'a:1': 1 }), [
      'a starts',
      'a retry after 0',
      'a starts try 2',
      'a succeeded',
      'finished',
    ]);
    host.dispose();
    host = new FakeHost();
    assert.deepEqual(await play('a', step({ retryPolicy: { ...policy, limit: '${NONE}' } })), [
      'a failed 1',
      'finished',
    ]);
    assert.deepEqual(host.started, []);
  });

  it('repeats until the exit code is one of those it waits for', async () => {
    const repeatPolicy = {
      mode: 'until',
      exitCodes: [33],
      intervalSec: 0,
      factor: 1,
      maxIntervalSec: 0,
      limit: 9,
    } as const;
    assert.deepEqual(await play('a', step({ repeatPolicy }), { 'a:2': 33 }), [
      'a starts',
      'a repeat after 0',
      'a starts try 2',
      'a failed 33',
      'finished',
    ]);
  });

  it('shares the budget of retries among the rounds of a repeat', async () => {
    const repeatPolicy = {
      mode: 'forever',
      exitCodes: [],
      intervalSec: 0,
      factor: 1,
      maxIntervalSec: 0,
      limit: 9,
    } as const;
    const retryPolicy = { ...retries, limit: 2, intervalSec: 0 };
    const trace = await play('a', step({ repeatPolicy, retryPolicy }), { 'a:2': 1, 'a:4': 1, 'a:6': 1 });
    const words = trace.filter(line => !line.includes('starts'));
    assert.deepEqual(words, [
      'a repeat after 0',
      'a retry after 0',
      'a repeat after 0',
      'a retry after 0',
      'a repeat after 0',
      'a failed 1',
      'finished',
    ]);
  });

  it('sees the output that the round has just captured in the condition of a repeat', async () => {
    let round = 0;
    host.script = () => ({ stdout: `${++round}\n` });
    const test = { text: '$COUNT', kind: 'match', expected: '3', negate: false, range: { start: 0, end: 0 } } as const;
    const repeatPolicy = {
      mode: 'until',
      condition: test,
      exitCodes: [],
      intervalSec: 0,
      factor: 1,
      maxIntervalSec: 0,
    } as const;
    const { run } = await (await host.begin(dagOf('a', step({ output: 'COUNT', repeatPolicy })))).done;
    assert.deepEqual([run.nodes[0]?.tries, run.nodes[0]?.variables], [3, { COUNT: '3' }]);
  });

  it('kills a step that takes too long, with exit code 124 and without a retry', async () => {
    const { done } = await host.begin(
      dagOf('a; b <- a', step({ timeoutSec: 5, retryPolicy: { ...retries, limit: 3, intervalSec: 0 } })),
    );
    const process = await host.process('1:a:1');
    host.clock.advance(5000);
    await done;
    assert.deepEqual(process.stops, [{ signal: 'SIGKILL', graceMs: 0 }]);
    assert.deepEqual(host.trace(3), ['a failed 124 (timed-out)', 'b aborted (upstream-failed)', 'finished']);
  });

  it('fails a run that takes too long: what runs and what is behind it is aborted', async () => {
    const { done } = await host.begin(
      dagOf('a; b <- a', { dag: { timeoutSec: 9 }, handlers: ['failure', 'abort', 'exit'] }),
    );
    await host.process('1:a:1');
    host.script = () => ({});
    host.clock.advance(9000);
    const { run, exitCode } = await done;
    assert.deepEqual(host.trace(3), [
      'b aborted (dag-timed-out)',
      'a aborted 137 (dag-timed-out)',
      'onFailure starts',
      'onFailure succeeded',
      'onExit starts',
      'onExit succeeded',
      'finished error',
    ]);
    assert.deepEqual([run.status, exitCode], ['failed', 1]);
  });

  it('pauses after each start for delay_sec', async () => {
    host.script = () => ({});
    const { done } = await host.begin(dagOf('a; b', { dag: { delaySec: 1 } }));
    await host.until(() => host.trace().includes('a succeeded'), 'the end of a');
    assert.deepEqual([host.started, host.clock.waits], [['1:a:1'], [1000]]);
    host.clock.advance(1000);
    await host.process('1:b:1');
    await host.until(() => host.clock.waits.length > 0, 'the second pause');
    host.clock.advance(1000);
    await done;
  });

  it('stops what runs with its own signal; what had not begun stays not started', async () => {
    const { done, stop } = await host.begin(
      dagOf('a; b; c <- b', { ...step({ signalOnStop: 'SIGINT' }), handlers: ['abort', 'exit'] }),
    );
    const [a, b] = [await host.process('1:a:1'), await host.process('1:b:1')];
    host.script = () => ({});
    stop();
    const { run, exitCode } = await done;
    assert.deepEqual(
      [a.stops, b.stops],
      [[{ signal: 'SIGINT', graceMs: 5000 }], [{ signal: 'SIGTERM', graceMs: 5000 }]],
    );
    assert.deepEqual(host.trace(4), [
      'c not_started (stopped)',
      'a aborted 130 (stopped)',
      'b aborted 143 (stopped)',
      'onAbort starts',
      'onAbort succeeded',
      'onExit starts',
      'onExit succeeded',
      'finished cancelled',
    ]);
    assert.deepEqual([run.status, exitCode], ['aborted', 0]);
  });

  it('aborts a step that was stopped even when it ended well, and lets a round of a repeat end', async () => {
    const repeatPolicy = { mode: 'forever', exitCodes: [], intervalSec: 0, factor: 1, maxIntervalSec: 0 } as const;
    const { done, stop } = await host.begin(dagOf('a; loop', { steps: { loop: { repeatPolicy } } }));
    const [a, loop] = [await host.process('1:a:1'), await host.process('1:loop:1')];
    a.stubborn = true;
    stop();
    a.end({ code: 0 });
    loop.end({ code: 0 });
    const { run } = await done;
    assert.deepEqual(loop.stops, []);
    assert.equal(shortRun(run), 'aborted: a aborted, loop succeeded');
  });

  it('ends the round of a repeat that goes on longer than the time to clean up', async () => {
    const repeatPolicy = { mode: 'forever', exitCodes: [], intervalSec: 0, factor: 1, maxIntervalSec: 0 } as const;
    const { done, stop } = await host.begin(dagOf('loop', { steps: { loop: { repeatPolicy } } }));
    const loop = await host.process('1:loop:1');
    stop();
    await host.until(() => host.clock.waits.includes(5000), 'the wait for the round');
    host.clock.advance(5000);
    const { run } = await done;
    assert.equal(loop.stops.length, 1);
    assert.equal(shortRun(run), 'aborted: loop aborted');
  });

  it('stops the command of a precondition; its step has then not begun', async () => {
    const { done, stop } = await host.begin(dagOf('a', step({ preconditions: [condition('sleep 1000')] })));
    const check = await host.process('1:a:if1');
    stop();
    const { run } = await done;
    assert.deepEqual(check.stops, [{ signal: 'SIGTERM', graceMs: 5000 }]);
    assert.deepEqual(host.trace(2), ['a not_started (stopped)', 'finished cancelled']);
    assert.equal(run.status, 'aborted');
  });

  it('stops the command of a precondition of the DAG', async () => {
    const { done, stop } = await host.begin(dagOf('a', { dag: { preconditions: [condition('sleep 1000')] } }));
    await host.process('1:@dag:if1');
    stop();
    assert.deepEqual([shortRun((await done).run), host.started], ['aborted: a not_started', ['1:@dag:if1']]);
  });

  it('kills everything at once when the user will not wait', async () => {
    const { done, kill } = await host.begin(dagOf('a'));
    const a = await host.process('1:a:1');
    a.stubborn = true;
    kill();
    assert.equal(shortRun((await done).run), 'aborted: a aborted');
    assert.ok(a.stops.includes('kill'));
  });

  it('runs init before the steps and the handlers that the status asks for after them', async () => {
    const extras: DagExtras = { handlers: ['init', 'success', 'failure', 'abort', 'exit'] };
    assert.deepEqual(await play('a', extras), [
      'onInit starts',
      'onInit succeeded',
      'a starts',
      'a succeeded',
      'onSuccess starts',
      'onSuccess succeeded',
      'onExit starts',
      'onExit succeeded',
      'finished',
    ]);
  });

  it('aborts the run when the init handler fails', async () => {
    assert.deepEqual(await play('a', { handlers: ['init', 'failure', 'abort', 'exit'] }, { '@onInit:1': 3 }), [
      'onInit starts',
      'onInit failed 3',
      'a not_started (init-failed)',
      'onAbort starts',
      'onAbort succeeded',
      'onExit starts',
      'onExit succeeded',
      'finished cancelled',
    ]);
  });

  it('fails a good run whose success handler fails, and tells the exit handler so', async () => {
    const seen: (string | undefined)[] = [];
    host.script = (key, { env }) => {
      if (key.startsWith('@')) seen.push(env.DAG_RUN_STATUS);
      return { code: key === '@onSuccess:1' ? 4 : 0 };
    };
    const { run, exitCode } = await (await host.begin(dagOf('a', { handlers: ['success', 'failure', 'exit'] }))).done;
    assert.deepEqual([seen, run.status, exitCode], [['succeeded', 'failed'], 'failed', 1]);
  });

  it('skips a step whose precondition is not met, and what depends on it', async () => {
    const trace = await play('a; b <- a', step({ preconditions: [condition('false')] }), { 'a:if1': 1 });
    assert.deepEqual(trace, ['a skipped (precondition-unmet)', 'b skipped (upstream-skipped)', 'finished']);
  });

  it('aborts the run when a precondition cannot be evaluated, whatever continue_on says', async () => {
    const broken = {
      text: '$(exit 4)',
      kind: 'eval',
      expected: 'x',
      negate: true,
      range: { start: 0, end: 0 },
    } as const;
    const trace = await play(
      'a; b <- a',
      {
        ...step({ preconditions: [broken], continueOn: { ...lenient, failure: true } }),
        handlers: ['failure', 'abort'],
      },
      { eval: 4 },
    );
    assert.deepEqual(trace, [
      'a failed (precondition-error)',
      'b not_started (not-reached)',
      'onAbort starts',
      'onAbort succeeded',
      'finished cancelled',
    ]);
  });

  it('aborts a run whose own precondition is not met, and runs neither init nor steps', async () => {
    const extras: DagExtras = { dag: { preconditions: [condition('false')] }, handlers: ['init', 'abort', 'exit'] };
    assert.deepEqual(await play('a', extras, { '@dag:if1': 1 }), [
      'a not_started (dag-precondition-unmet)',
      'onAbort starts',
      'onAbort succeeded',
      'onExit starts',
      'onExit succeeded',
      'finished cancelled',
    ]);
  });

  it('fails a run whose secrets cannot be read, before anything starts', async () => {
    const secrets = [{ name: 'TOK', provider: 'env', key: 'NOT_THERE', options: {} }];
    assert.deepEqual(await play('a', { dag: { secrets } }), ['a not_started (not-reached)', 'finished error']);
    assert.equal(host.run.run().status, 'failed');
  });

  it('refuses parameters that do not fit before a run exists', async () => {
    const list = [{ name: 'N', type: 'integer', required: true }] as const;
    await assert.rejects(host.begin(dagOf('a', { dag: { params: { form: 'rich', list, additional: false } } })), /N/);
    assert.deepEqual(host.run.events, []);
  });

  it('ends as failed, with a message, when something breaks inside', async () => {
    host.script = key => {
      if (key === 'b:1') throw new Error('out of order');
      return undefined;
    };
    const { done } = await host.begin(dagOf('a; b'));
    const { run } = await done;
    assert.equal(run.status, 'failed');
    assert.match(run.error ?? '', /out of order/);
    assert.equal(run.nodes.find(node => node.name === 'a')?.status, 'aborted');
  });
});
