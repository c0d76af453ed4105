import { strict as assert } from 'node:assert';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json, JsonObject } from '../../src/base/json';
import { maskText } from '../../src/base/mask';
import { readRecorded } from '../../src/engine/processes/process-record';
import type { Action, Dag, Step } from '../../src/model/dag';
import { bodyAt } from '../../src/model/foreach-body';
import type { Run } from '../../src/model/run';
import { condition, dagOf, runAction } from '../support/dag-text';
import { EngineHome } from '../support/engine-home';
import { shortRun } from '../support/fake-executor';
import type { MemoryRun } from '../support/memory-run';
import { choiceOf } from '../support/simulation';

const tolerant = { failure: true, skipped: false, exitCodes: [], output: [], markSuccess: false };

interface ForeachExtras {
  readonly as?: string;
  readonly key?: string;
  readonly most?: number;
  readonly collect?: JsonObject;
}

/** A foreach whose body is a small graph, one item at a time unless it is said. */
function foreach(
  items: Json,
  text: string,
  steps: Readonly<Record<string, Partial<Step>>>,
  { as = 'item', most = 1, ...extras }: ForeachExtras = {},
): Action {
  return { name: 'foreach', items, as, steps: dagOf(text, { steps }).steps, maxConcurrent: most, ...extras };
}

function line(text: string, rest: Partial<Step> = {}): Partial<Step> {
  return { action: runAction(text), ...rest };
}

describe('a foreach step', () => {
  let home: EngineHome;
  beforeEach(() => {
    home = new EngineHome();
  });
  afterEach(() => home.dispose());

  function flow(text: string, steps: Readonly<Record<string, Partial<Step>>>, extras: Partial<Dag> = {}): Dag {
    return dagOf(text, { steps, dag: { workingDir: home.dir, file: join(home.dir, 'flow.yaml'), ...extras } });
  }

  /** The runs of a step's items. */
  function items(step = 'each'): readonly MemoryRun[] {
    return home.node(step).children.map(({ dag, runId }) => home.run.openChild(dag, runId));
  }

  function item(at: number): Run {
    const found = items()[at];
    if (found === undefined) throw new Error(`There is no item ${at}.`);
    return found.run();
  }

  async function started(at: number): Promise<MemoryRun> {
    await home.run.changed(() => home.node('each').children.length > at);
    const inner = items()[at];
    if (inner === undefined) throw new Error(`There is no item ${at}.`);
    await inner.changed(() => inner.events.some(event => event.type === 'step.started'));
    const record = join(inner.place.logDir, 'processes.jsonl');
    while (!existsSync(record) || !readFileSync(record, 'utf8').includes('"pid"'))
      await new Promise(resolve => setImmediate(resolve));
    return inner;
  }

  it('runs its steps for every item, which see the item, what the step sees, and what its own steps left', async () => {
    const one = line(
      'echo "$ENV $STEP $OUT ${first.exit_code} ${foreach.index} ${foreach.key} ${foreach.who.roles.1}"; pwd',
    );
    const two = line('echo "two after $ONE"; echo "$DAG_RUN_STEP_NAME ${context.step.id} ${context.run.id}"');
    const steps = { one: { ...one, output: 'ONE' }, two: { ...two, env: [{ name: 'WHO', value: '${foreach.who}' }] } };
    const people = [{ name: 'ann', roles: ['a', 'b'] }, { roles: ['c', '$ENV'] }];
    const extras = {
      as: 'who',
      key: 'k-${foreach.index}',
      collect: { one: '${ONE}', code: ['${two.exit_code}'], n: 1 },
    };
    const each = foreach(people, 'one; two#two <- one', steps, extras);
    const first = line('echo out', { output: 'OUT' });
    const env = [{ name: 'ENV', value: 'e' }];
    await home.play(
      flow(
        'first#first; each#each <- first',
        { first, each: { action: each, env: [{ name: 'STEP', value: 's' }] } },
        { env },
      ),
    );
    const outputs = [
      { code: ['0'], n: 1, one: `e s out 0 0 k-0 b\n${home.dir}` },
      { code: ['0'], n: 1, one: `e s out 0 1 k-1 e\n${home.dir}` },
    ];
    assert.deepEqual(JSON.parse(home.stdout('each')), {
      summary: { total: 2, succeeded: 2, failed: 0 },
      items: outputs.map((found, index) => ({ index, key: `k-${index}`, status: 'succeeded', outputs: found })),
      outputs,
    });
    assert.equal(
      readFileSync(item(0).nodes[1]?.stdout ?? '', 'utf8'),
      `two after e s out 0 0 k-0 b\n${home.dir}\ntwo two r1\n`,
    );
    assert.deepEqual(
      home.node('each').children.map(child => child.item),
      ['k-0', 'k-1'],
    );
    assert.deepEqual(
      [item(0).parent, item(0).body],
      [
        { dag: 'flow', runId: 'r1', step: 'each' },
        { dag: 'flow', steps: ['each'] },
      ],
    );
  });

  it('takes its items from a text of JSON, and fails when there are none to be had', async () => {
    const env = [
      { name: 'LIST', value: '[1, "b c", {"k": null}]' },
      { name: 'WORD', value: 'a,b' },
      { name: 'MAP', value: '{"a": 1}' },
      { name: 'MANY', value: JSON.stringify(Array.from({ length: 1001 }, (_, at) => at)) },
    ];
    const said = (text: Json, key?: string): Partial<Step> => ({
      action: foreach(
        text,
        'x',
        { x: line("echo '${foreach.item}'", { output: 'X' }) },
        {
          collect: { x: '${X}' },
          ...(key === undefined ? {} : { key }),
        },
      ),
    });
    const steps = {
      list: said('$LIST'),
      word: said('$WORD'),
      map: said('$MAP'),
      many: said('$MANY'),
      none: said('[]'),
    };
    await home.play(
      flow('list; word; map; many; none; twice', { ...steps, twice: said([1, 2, 1], '${foreach.item}') }, { env }),
    );
    assert.deepEqual(JSON.parse(home.stdout('list')).outputs, [{ x: '1' }, { x: 'b c' }, { x: '{"k":null}' }]);
    assert.equal(home.stdout('none'), '{"summary":{"total":0,"succeeded":0,"failed":0},"items":[],"outputs":[]}');
    for (const step of ['word', 'map']) assert.match(home.node(step).error ?? '', /must resolve to a JSON array/);
    assert.match(home.node('many').error ?? '', /at most 1000 items/);
    assert.equal(home.node('twice').error, 'duplicate foreach item key "1" at item 2; first seen at item 0');
    assert.deepEqual(home.node('twice').children, []);
  });

  it('fails with an item whose step fails, tolerated or not, and runs the other items all the same', async () => {
    const steps = {
      x: line('test ${foreach.item} != bad || exit 4', { continueOn: tolerant }),
      y: { preconditions: [condition('test ${foreach.item} = good')] },
    };
    const each = {
      action: foreach(['bad', 'good', 'fine'], 'x; y <- x', steps, { collect: { v: '${foreach.item}' } }),
    };
    const { run } = await home.play(flow('each; after <- each', { each }));
    assert.equal(shortRun(run), 'failed: each failed, after aborted');
    assert.equal(home.node('each').error, 'one or more foreach item bodies failed: bad: exit status 4');
    assert.deepEqual(
      items().map(one => shortRun(one.run())),
      ['failed: x failed, y skipped', 'succeeded: x succeeded, y succeeded', 'succeeded: x succeeded, y skipped'],
    );
    const { summary, outputs, items: report } = JSON.parse(home.stdout('each'));
    assert.deepEqual(summary, { total: 3, succeeded: 2, failed: 1 });
    assert.deepEqual(outputs, [{ v: 'good' }, { v: 'fine' }]);
    assert.deepEqual(report[0], { index: 0, key: '0', status: 'failed', error: 'exit status 4' });
  });

  it('runs only its failed items again in a retry, and all of them when all succeeded', async () => {
    const trace = 'echo "$DAG_RUN_STEP_NAME ${foreach.item}" >> trace.txt';
    const steps = { x: line(trace, { output: 'X' }), y: line(`${trace}; test \${foreach.item} != 2 || test -e fixed`) };
    const dag = flow('each', {
      each: { action: foreach([1, 2, 3], 'x#x; y <- x', steps, { collect: { x: '${x.exit_code}' } }) },
    });
    assert.equal((await home.play(dag)).run.status, 'failed');
    assert.equal(home.text('trace.txt'), 'x 1\ny 1\nx 2\ny 2\nx 3\ny 3\n');
    home.write('fixed', '');
    home.write('trace.txt', '');
    await home.retry(dag, {});
    assert.equal(home.text('trace.txt'), 'y 2\n');
    assert.deepEqual(JSON.parse(home.stdout('each')).outputs, [{ x: '0' }, { x: '0' }, { x: '0' }]);
    home.write('trace.txt', '');
    await home.retry(dag, { targets: ['each'] });
    assert.equal(home.text('trace.txt'), 'x 1\ny 1\nx 2\ny 2\nx 3\ny 3\n');
    assert.deepEqual(
      items().map(one => one.run().attempts.length),
      [2, 3, 2],
    );
  });

  it('leaves items out of account that a retry no longer has', async () => {
    const list = line('cat list', { output: 'LIST' });
    const steps = { x: line('echo ${foreach.item} >> trace.txt; test ${foreach.item} != 1') };
    const dag = flow('list; each <- list', { list, each: { action: foreach('$LIST', 'x', steps) } });
    home.write('list', '[1, 2]');
    await home.play(dag);
    home.write('list', '[3, 2]');
    home.write('trace.txt', '');
    const retried = await home.retry(dag, { targets: ['list'], scope: 'downstream' });
    assert.ok('run' in retried);
    assert.equal(retried.run.status, 'succeeded');
    assert.equal(home.text('trace.txt'), '3\n2\n');
  });

  it('runs one step of one item when a retry picks it', async () => {
    const steps = { x: line('echo x >> trace.txt; cat value', { output: 'X' }) };
    const dag = flow('each', { each: { action: foreach(['a', 'b'], 'x; y', steps, { collect: { x: '${X}' } }) } });
    home.write('value', 'first');
    await home.play(dag);
    home.write('value', 'second');
    await home.retry(dag, { targets: ['each'] }, { path: [item(1).runId], choice: choiceOf({ targets: ['x'] }) });
    assert.deepEqual(JSON.parse(home.stdout('each')).outputs, [{ x: 'first' }, { x: 'second' }]);
    assert.deepEqual(
      item(1).nodes.map(node => node.attempt),
      [2, 1],
    );
    assert.equal(home.text('trace.txt'), 'x\nx\nx\n');
  });

  it('stops with what runs and begins no further item', async () => {
    const dag = flow('each; after <- each', { each: { action: foreach([1, 2, 3], 'x', { x: line('sleep 30') }) } });
    const { done, stop } = await home.begin(dag);
    await started(0);
    stop();
    assert.equal(shortRun((await done).run), 'aborted: each aborted, after not_started');
    assert.deepEqual(
      items().map(one => shortRun(one.run())),
      ['aborted: x aborted'],
    );
  });

  it('ends its items when its time is up', async () => {
    const each = { action: foreach([1, 2], 'x', { x: line('sleep 30') }, { most: 2 }), timeoutSec: 0.2 };
    await home.play(flow('each', { each }));
    assert.deepEqual([home.node('each').exitCode, home.node('each').reason?.code], [124, 'timed-out']);
    assert.deepEqual(
      items().map(one => shortRun(one.run())),
      ['aborted: x aborted', 'aborted: x aborted'],
    );
  });

  it('waits for the people that its items wait for, and is not repeated meanwhile', async () => {
    const x = line('true', { approval: { input: [], required: [] } });
    const repeatPolicy = {
      mode: 'forever',
      exitCodes: [],
      intervalSec: 0,
      limit: 3,
      factor: 1,
      maxIntervalSec: 1,
    } as const;
    await home.play(flow('each', { each: { action: foreach([1], 'x', { x }), repeatPolicy } }));
    assert.deepEqual([shortRun(home.run.run()), home.node('each').tries], ['waiting: each waiting', 1]);
  });

  it('goes on with its items when its host went away', async () => {
    const x = line(
      'echo ${foreach.item} >> trace.txt; test ${foreach.item} != 2 || while ! test -e go; do sleep 0.05; done',
    );
    const dag = flow('each', { each: { action: foreach([1, 2, 3], 'x; y <- x', { x }) } });
    await home.begin(dag);
    await started(1);
    home.loseHost();
    home.parts = home.newHost();
    const { done } = await home.recover(dag);
    home.write('go', '');
    assert.equal((await done).run.status, 'succeeded');
    assert.equal(home.text('trace.txt'), '1\n2\n3\n');
    assert.deepEqual(
      items().map(one => one.run().attempts.length),
      [1, 1, 1],
    );
  });

  it('runs all its items again in a retry whose host went away in the middle', async () => {
    const x = line(
      'echo ${foreach.item} >> trace.txt; test ${foreach.item} != 2 || ! test -e slow || while ! test -e go; do sleep 0.05; done',
    );
    const dag = flow('each', { each: { action: foreach([1, 2, 3], 'x', { x }) } });
    await home.play(dag);
    home.write('slow', '');
    void home.retry(dag, { targets: ['each'] });
    const [, second] = items();
    assert.ok(second !== undefined);
    await second.changed(() => second.events.filter(event => event.type === 'step.started').length === 2);
    while (readRecorded(join(second.place.logDir, 'processes.jsonl'), '2:x:1')?.start === undefined)
      await new Promise(resolve => setImmediate(resolve));
    home.loseHost();
    home.parts = home.newHost();
    const { done } = await home.recover(dag);
    home.write('go', '');
    assert.equal((await done).run.status, 'succeeded');
    assert.equal(home.text('trace.txt'), '1\n2\n3\n1\n2\n3\n');
  });

  it('runs as many items at a time as are wanted, without a warning about it', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): number => warnings.push(warning);
    process.on('warning', onWarning);
    const numbers = Array.from({ length: 12 }, (_, at) => at);
    // No item ends before all have begun.
    const x = line('touch ${foreach.item}.begun; while [ $(ls *.begun | wc -l) -lt 12 ]; do sleep 0.02; done');
    const { run } = await home.play(flow('each', { each: { action: foreach(numbers, 'x', { x }, { most: 12 }) } }));
    process.off('warning', onWarning);
    assert.deepEqual([run.status, warnings], ['succeeded', []]);
  });

  it('may stand in the body of another, and call workflows from there', async () => {
    const kid = dagOf('look', { steps: { look: line('echo "$1 from $E"', { output: 'SEEN' }) }, dag: { name: 'kid' } });
    const call = { action: { name: 'dag.run', dag: 'kid', params: '${foreach.inner}' }, output: 'CALLED' } as const;
    const inner = foreach(
      '${foreach.outer}',
      'call',
      { call },
      { as: 'inner', collect: { seen: '${CALLED.outputs.SEEN}' } },
    );
    const outer = foreach(
      [['a', 'b'], ['c']],
      'inner',
      { inner: { action: inner, output: 'INNER' } },
      {
        as: 'outer',
        collect: { all: '${INNER.outputs}' },
      },
    );
    const dag = flow('each', { each: { action: outer } }, { documents: [kid], env: [{ name: 'E', value: 'e' }] });
    await home.play(dag);
    assert.deepEqual(JSON.parse(home.stdout('each')).outputs, [
      { all: '[{"seen":"a from e"},{"seen":"b from e"}]' },
      { all: '[{"seen":"c from e"}]' },
    ]);
    const place = items()[0]?.children.values().next().value?.run().body;
    assert.deepEqual(place, { dag: 'flow', steps: ['each', 'inner'] });
    assert.deepEqual(
      bodyAt(dag, place?.steps ?? [])?.steps.map(step => step.name),
      ['call'],
    );
  });

  it('shows no secret in the names of items, nor in what it collects from them', async () => {
    home.dispose();
    home = new EngineHome({ TOKEN: 'very "secret" <&>' });
    const secrets = [{ name: 'TOKEN', provider: 'env', key: 'TOKEN', options: {} }];
    const steps = { x: line('printenv TOKEN', { output: 'X' }), y: line('test "$X" = "$TOKEN"') };
    const each = foreach(['${env.TOKEN}'], 'x; y <- x', steps, { key: '${foreach.item}', collect: { x: '${X}' } });
    const { run } = await home.play(flow('each', { each: { action: each, output: 'ALL' } }, { secrets }));
    assert.equal(run.status, 'succeeded');
    assert.equal(home.node('each').children[0]?.item, maskText);
    assert.deepEqual(JSON.parse(home.stdout('each')).items, [
      { index: 0, key: maskText, status: 'succeeded', outputs: { x: maskText } },
    ]);
    assert.doesNotMatch(JSON.stringify([home.run.events, items().map(one => one.events)]), /secret/);
  });
});
