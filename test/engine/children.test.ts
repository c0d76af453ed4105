import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Action, Dag, Step } from '../../src/model/dag';
import type { Run } from '../../src/model/run';
import { condition, type DagExtras, dagOf, runAction } from '../support/dag-text';
import { EngineHome } from '../support/engine-home';
import { shortRun } from '../support/fake-executor';

const tolerant = { failure: true, skipped: false, exitCodes: [], output: [], markSuccess: false };

/** A DAG that is called: its parameters with their defaults, its steps with what they run. */
function kid(name: string, params: Readonly<Record<string, string>>, text: string, extras: DagExtras = {}): Dag {
  const list = Object.entries(params).map(
    ([param, value]) => ({ name: param, type: 'string', default: value, required: false }) as const,
  );
  const form = list.length === 0 ? 'none' : 'simple';
  return dagOf(text, {
    ...extras,
    dag: { name, params: { form, list, additional: list.length === 0 }, ...extras.dag },
  });
}

function call(dag: string, params?: Extract<Action, { name: 'dag.run' }>['params']): Action {
  return { name: 'dag.run', dag, ...(params === undefined ? {} : { params }) };
}

describe('a call of another DAG', () => {
  let home: EngineHome;
  beforeEach(() => {
    home = new EngineHome();
  });
  afterEach(() => home.dispose());

  async function play(
    text: string,
    documents: readonly Dag[],
    steps: Readonly<Record<string, Partial<Step>>>,
    extras: DagExtras = {},
  ): Promise<Run> {
    return (await home.play(flow(text, documents, steps, extras))).run;
  }

  function flow(
    text: string,
    documents: readonly Dag[],
    steps: Readonly<Record<string, Partial<Step>>>,
    extras: DagExtras = {},
  ): Dag {
    return dagOf(text, { ...extras, steps, dag: { documents, ...extras.dag } });
  }

  function child(step: string, at = 0): Run {
    const { dag, runId } = home.node(step).children[at] ?? { dag: '', runId: '' };
    return home.run.openChild(dag, runId).run();
  }

  it('prints a report of the child, whose params may be text, a map or a list', async () => {
    const hello = kid('kid', { NAME: 'nobody', COUNT: '1' }, 'hello', {
      steps: { hello: { action: runAction('echo "hello $NAME x$COUNT <&>"'), output: 'GREETING' } },
    });
    await play('text; map; list; none', [hello], {
      text: { action: call('kid', 'NAME=ann COUNT=2') },
      map: { action: call('kid', { NAME: 'map ann', COUNT: 3 }) },
      list: { action: call('kid', [{ NAME: 'list' }, 'COUNT=4']) },
      none: { action: call('kid') },
    });
    const { runId } = child('text');
    assert.equal(
      home.stdout('text'),
      `{\n  "name": "kid",\n  "dagRunId": "${runId}",\n  "params": "NAME=ann COUNT=2",\n  "outputs": {\n    "GREETING": "hello ann x2 \\u003c\\u0026\\u003e"\n  },\n  "status": "succeeded"\n}\n`,
    );
    const greetings = ['text', 'map', 'list', 'none'].map(step => child(step).nodes[0]?.variables.GREETING);
    assert.deepEqual(greetings, [
      'hello ann x2 <&>',
      'hello map ann x3 <&>',
      'hello list x4 <&>',
      'hello nobody x1 <&>',
    ]);
    assert.deepEqual(child('text').parent, { dag: 'flow', runId: 'r1', step: 'text' });
  });

  it('prints parameters in their order, also those that are named by a number', async () => {
    await play('call', [kid('kid', { A: 'a' }, 'x')], { call: { action: call('kid', 'A=1 three') } });
    await home.retry(flow('call', [kid('kid', { A: 'a' }, 'x')], { call: { action: call('kid', 'A=1 three') } }), {
      targets: ['call'],
    });
    assert.equal(JSON.parse(home.stdout('call')).params, 'A=1 2=three');
  });

  it('gives the child an id that follows from the call', async () => {
    await play('call', [kid('kid', {}, 'one')], { call: { action: call('kid') } });
    assert.equal(child('call').runId, '6EKdbS291gBjG13aodGJdT8GfdD2xoY6T8JHJKfz5yt6');
  });

  it('begins a child for whose first event its host did not live long enough', async () => {
    mkdirSync(home.run.childDir('kid', '6EKdbS291gBjG13aodGJdT8GfdD2xoY6T8JHJKfz5yt6'), { recursive: true });
    await play('call', [kid('kid', {}, 'one')], { call: { action: call('kid') } });
    assert.deepEqual([shortRun(child('call')), child('call').attempts.length], ['succeeded: one succeeded', 1]);
  });

  it('names the child in the journal before it begins', async () => {
    await play('call', [kid('kid', {}, 'one')], { call: { action: call('kid') } });
    const at = home.run.events.findIndex(event => event.type === 'step.child');
    assert.equal(home.run.events[at - 1]?.type, 'step.started');
    assert.ok((home.run.events[at]?.at ?? 0) <= child('call').startedAt);
  });

  it('fails with a failed child, and is partially succeeded with such a one', async () => {
    const documents = [
      kid('bad', {}, 'x', { steps: { x: { action: runAction('exit 3') } } }),
      kid('part', {}, 'x; y', { steps: { x: { action: runAction('exit 3'), continueOn: tolerant } } }),
      kid('unmet', {}, 'x', { dag: { name: 'unmet', preconditions: [condition('false')] } }),
    ];
    const run = await play('bad; after_bad <- bad; part; after_part <- part; unmet; unknown', documents, {
      bad: { action: call('bad'), continueOn: tolerant },
      part: { action: call('part') },
      unmet: { action: call('unmet') },
      unknown: { action: call('no-such-dag') },
    });
    assert.equal(
      shortRun(run),
      'failed: bad failed, after_bad succeeded, part partially_succeeded, after_part succeeded, unmet failed, unknown failed',
    );
    assert.deepEqual([home.node('bad').error, home.node('part').error], ['exit status 3', 'exit status 3']);
    assert.match(home.node('unmet').error ?? '', /ended as aborted/);
    assert.match(home.node('unknown').error ?? '', /no-such-dag/);
    assert.match(home.stdout('unmet'), /"status": "aborted"/);
  });

  it('prints null when the child refuses its parameters, and no child is left behind', async () => {
    const params = { form: 'rich', list: [{ name: 'N', type: 'integer', required: true }], additional: false } as const;
    await play('a', [kid('kid', {}, 'x', { dag: { name: 'kid', params } })], { a: { action: call('kid', 'N=many') } });
    assert.deepEqual([home.stdout('a'), home.node('a').status], ['null\n', 'failed']);
    assert.match(home.node('a').error ?? '', /"many" is not an integer/);
  });

  it('lets the child see root env and params of the caller as defaults, and nothing else of it', async () => {
    const look = kid('kid', { GIVEN: 'nothing', SAME: 'own' }, 'look', {
      steps: {
        look: {
          action: runAction(
            'echo "[$ENV] [$PARAM] [$OUT] [$STEP] [$GIVEN] [$SAME] $DAG_NAME"; test "$PWD" = "$DAG_RUN_WORK_DIR" && echo own',
          ),
        },
      },
    });
    const dag = flow(
      'first; call <- first',
      [look],
      {
        first: { action: runAction('echo o'), output: 'OUT' },
        call: { action: call('kid', 'GIVEN="$OUT and $ENV"'), env: [{ name: 'STEP', value: 's' }] },
      },
      {
        dag: {
          workingDir: home.dir,
          env: [
            { name: 'ENV', value: 'e' },
            { name: 'SAME', value: 'outer' },
          ],
        },
      },
    );
    await home.play(dag, { PARAM: 'p' });
    assert.equal(
      home.text(`run/children/kid-${child('call').runId}/logs/look.1.out`),
      '[e] [p] [] [] [o and e] [own] kid\nown\n',
    );
  });

  it('reports what the child captured and published in the order of the names', async () => {
    const steps: Readonly<Record<string, Partial<Step>>> = {
      one: { action: runAction('echo 1'), output: 'ZULU' },
      two: { action: runAction('echo 2'), output: 'ALPHA' },
      three: { action: { name: 'other', action: 'outputs.write', with: { values: { y: { d: 1, c: [] }, x: 2 } } } },
    };
    await play('call', [kid('kid', {}, 'one; two <- one; three <- two', { steps })], { call: { action: call('kid') } });
    assert.match(
      home.stdout('call'),
      /"ALPHA": "2",\s+"ZULU": "1"\s+\},\s+"outputValues": \{\s+"x": 2,\s+"y": \{\s+"c"/,
    );
  });

  it('runs an item of a parallel step once each, in the order of the list', async () => {
    const eat = kid('kid', { FRUIT: 'none' }, 'eat', {
      steps: { eat: { action: runAction('echo "eat $FRUIT"'), output: 'ATE' } },
    });
    await play('plain', [eat], {
      plain: {
        action: call('kid', 'FRUIT=${ITEM}'),
        parallel: { items: ['plum', 'fig', 'plum', 7], maxConcurrent: 2 },
      },
    });
    const report = JSON.parse(home.stdout('plain'));
    assert.deepEqual(report.summary, { total: 3, succeeded: 3, failed: 0 });
    assert.deepEqual(report.outputs, [{ ATE: 'eat plum' }, { ATE: 'eat fig' }, { ATE: 'eat 7' }]);
    assert.deepEqual(
      home.node('plain').children.map(item => item.item),
      ['plum', 'fig', '7'],
    );
  });

  it('takes items from a text, gives fields of objects, and hands an item on as first parameter', async () => {
    const show = kid('kid', { '1': 'first' }, 'show', {
      steps: { show: { action: runAction('echo "got $1"'), output: 'SHOWN' } },
    });
    const ping = kid('ping', { HOST: 'none' }, 'ping', {
      steps: { ping: { action: runAction('echo "$HOST"'), output: 'SHOWN' } },
    });
    const dag = {
      env: [
        { name: 'LIST', value: 'x, y y,z' },
        { name: 'NONE', value: ' ' },
      ],
    };
    await play(
      'comma; objects; empty',
      [show, ping],
      {
        comma: { action: call('kid'), parallel: { items: '$LIST', maxConcurrent: 1 } },
        objects: {
          action: call('ping', 'HOST=${ITEM.host}'),
          parallel: { items: [{ host: 'alpha', port: 1 }], maxConcurrent: 1 },
        },
        empty: { action: call('kid'), parallel: { items: '$NONE', maxConcurrent: 1 } },
      },
      { dag },
    );
    assert.deepEqual(JSON.parse(home.stdout('comma')).outputs, [
      { SHOWN: 'got x' },
      { SHOWN: 'got y y' },
      { SHOWN: 'got z' },
    ]);
    assert.deepEqual(JSON.parse(home.stdout('objects')).outputs, [{ SHOWN: 'alpha' }]);
    assert.match(home.node('empty').error ?? '', /at least one item/);
  });

  it('resumes a failed child in a retry and restarts one that succeeded', async () => {
    const trace = 'echo $DAG_RUN_STEP_NAME >> "$HOME/trace.txt"';
    const three = kid('kid', {}, 'one; two <- one; three <- two', {
      steps: {
        one: { action: runAction(trace) },
        two: { action: runAction(`${trace}; test -e "$HOME/fixed"`) },
        three: { action: runAction(trace) },
      },
    });
    const dag = flow('call; after <- call', [three], { call: { action: call('kid') } });
    assert.equal(shortRun((await home.play(dag)).run), 'failed: call failed, after aborted');
    home.write('fixed', '');
    const retried = await home.retry(dag, {});
    assert.ok('run' in retried);
    assert.equal(shortRun(retried.run), 'succeeded: call succeeded, after succeeded');
    assert.equal(home.text('trace.txt'), 'one\ntwo\ntwo\nthree\n');
    assert.equal(child('call').attempts.length, 2);
    await home.retry(dag, { targets: ['call'] });
    assert.equal(home.text('trace.txt'), 'one\ntwo\ntwo\nthree\none\ntwo\nthree\n');
    assert.equal(home.node('call').children.length, 1);
  });

  it('runs only the failed items of a parallel step again', async () => {
    const test = kid('kid', { N: '0' }, 'x', {
      steps: { x: { action: runAction('echo $N >> "$HOME/trace.txt"; test $N != 3 || test -e "$HOME/fixed"') } },
    });
    const dag = flow('each', [test], {
      each: { action: call('kid', 'N=${ITEM}'), parallel: { items: [1, 2, 3, 4, 5], maxConcurrent: 1 } },
    });
    assert.equal((await home.play(dag)).run.status, 'failed');
    home.write('fixed', '');
    await home.retry(dag, { targets: ['each'] });
    assert.equal(home.text('trace.txt'), '1\n2\n3\n4\n5\n3\n');
    assert.deepEqual(JSON.parse(home.stdout('each')).summary, { total: 5, succeeded: 5, failed: 0 });
  });

  it('runs one step inside a child when a retry picks it; the caller gets the new result, its siblings are kept', async () => {
    const two = kid('kid', {}, 'one; two <- one; three <- two', {
      steps: { two: { action: runAction('cat "$HOME/value"'), output: 'TWO' } },
    });
    const dag = flow('call; sibling <- call', [two], { call: { action: call('kid') } });
    home.write('value', 'first\n');
    await home.play(dag);
    home.write('value', 'second\n');
    const choice = {
      targets: ['two'],
      scope: 'step',
      bypassPreconditions: false,
      definition: 'snapshot',
      runHandlers: true,
      ignoreUpstream: false,
    } as const;
    const { runId } = child('call');
    await home.retry(dag, { targets: ['call'] }, { path: [runId], choice });
    assert.equal(JSON.parse(home.stdout('call')).outputs.TWO, 'second');
    assert.deepEqual(
      child('call').nodes.map(node => node.attempt),
      [1, 2, 1],
    );
    assert.deepEqual([home.node('sibling').attempt, home.node('call').attempt], [1, 2]);
  });

  it('stops the child with its caller', async () => {
    const slow = kid('kid', {}, 'slow', { steps: { slow: { action: runAction('echo up; sleep 30') } } });
    const dag = flow('call; after <- call', [slow], { call: { action: call('kid') } });
    const { done, stop } = await home.begin(dag);
    await home.run.changed(() => home.node('call').children.length > 0);
    const { runId } = home.node('call').children[0] ?? { runId: '' };
    const inner = home.run.openChild('kid', runId);
    await inner.changed(() => inner.events.some(event => event.type === 'step.started'));
    stop();
    const { run } = await done;
    assert.equal(shortRun(run), 'aborted: call aborted, after not_started');
    assert.equal(shortRun(inner.run()), 'aborted: slow aborted');
  });

  it('goes on with a child whose host went away', async () => {
    const slow = kid('kid', {}, 'slow; next <- slow', {
      steps: {
        slow: { action: runAction('while ! test -e "$HOME/go"; do sleep 0.05; done; echo done'), output: 'SAID' },
      },
    });
    const dag = flow('call; after <- call', [slow], { call: { action: call('kid') } });
    await home.begin(dag);
    await home.run.changed(() => home.node('call').children.length > 0);
    const { runId } = home.node('call').children[0] ?? { runId: '' };
    const inner = home.run.openChild('kid', runId);
    await inner.changed(() => inner.events.some(event => event.type === 'step.started'));
    const record = `${inner.place.logDir}/processes.jsonl`;
    while (!existsSync(record) || !home.text(record.slice(home.dir.length + 1)).includes('"pid"'))
      await new Promise(resolve => setImmediate(resolve));
    home.loseHost();
    home.parts = home.newHost();
    const { done } = await home.recover(dag);
    home.write('go', '');
    const { run } = await done;
    assert.equal(shortRun(run), 'succeeded: call succeeded, after succeeded');
    assert.equal(shortRun(inner.run()), 'succeeded: slow succeeded, next succeeded');
    assert.deepEqual(inner.run().nodes[0]?.variables, { SAID: 'done' });
  });

  it('takes the result of children that ended before their host went away, and starts none again', async () => {
    const test = kid('kid', { N: '0' }, 'x', {
      steps: {
        x: {
          action: runAction(
            'echo $N >> "$HOME/trace.txt"; test $N != 3 || while ! test -e "$HOME/go"; do sleep 0.05; done',
          ),
        },
      },
    });
    const dag = flow('each', [test], {
      each: { action: call('kid', 'N=${ITEM}'), parallel: { items: [1, 2, 3], maxConcurrent: 1 } },
    });
    await home.begin(dag);
    await home.run.changed(() => home.node('each').children.length === 3);
    const { runId } = home.node('each').children[2] ?? { runId: '' };
    const inner = home.run.openChild('kid', runId);
    await inner.changed(() => inner.events.some(event => event.type === 'step.started'));
    const record = join(inner.place.logDir, 'processes.jsonl');
    while (!existsSync(record) || !readFileSync(record, 'utf8').includes('"pid"'))
      await new Promise(resolve => setImmediate(resolve));
    home.loseHost();
    home.parts = home.newHost();
    const { done } = await home.recover(dag);
    home.write('go', '');
    assert.equal((await done).run.status, 'succeeded');
    assert.equal(home.text('trace.txt'), '1\n2\n3\n');
    assert.deepEqual(JSON.parse(home.stdout('each')).summary, { total: 3, succeeded: 3, failed: 0 });
  });
});
