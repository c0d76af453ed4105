// The store of this machine: creating, opening, listing, reading, removing, and hosts that are killed in the middle.

import { strict as assert } from 'node:assert';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { systemClock } from '../../src/base/clock';
import { fold } from '../../src/model/fold';
import type { RunWriter } from '../../src/model/source';
import { storeHome } from '../../src/store/layout';
import { LocalRuns } from '../../src/store/local-runs';
import { ManualClock } from '../support/manual-clock';
import {
  attemptFinished,
  attemptStarted,
  created,
  keepRun,
  program,
  StorePlace,
  stepEvents,
  wholeRun,
} from './store-place';

const key = { dag: 'flow', runId: 'r1' };

describe('local runs', () => {
  let place: StorePlace;
  let store: LocalRuns;
  beforeEach(() => {
    place = new StorePlace();
    store = place.store();
  });
  afterEach(() => place.dispose());

  const create = async (of = key, options = {}): Promise<RunWriter> => {
    const opened = await store.create(of, options);
    if (!opened.ok) assert.fail(opened.error.message);
    return opened.value;
  };
  const open = async (of = key): Promise<RunWriter> => {
    const opened = await store.open(of);
    if (!opened.ok) assert.fail(opened.error.message);
    return opened.value;
  };
  const refusal = async (opened: ReturnType<LocalRuns['open']>): Promise<readonly [string, string]> => {
    const result = await opened;
    if (result.ok) assert.fail('it was not refused');
    return [result.error.code, result.error.message];
  };

  it('gives back as a run exactly what the events say', async () => {
    const writer = await create();
    const events = wholeRun(key, writer, ['a', 'b']);
    for (const event of events) writer.append(event);
    const expected = fold(events, writer.place.dir);
    assert.deepEqual(writer.run(), expected);
    assert.deepEqual(await place.store().read(key), expected);
    await writer.close();
    assert.deepEqual(await store.read(key), expected);
  });

  it('knows no run that was never made', async () => {
    assert.equal(await store.read(key), undefined);
    assert.deepEqual(await store.list({}), []);
    assert.equal(store.owner(key), undefined);
    assert.equal((await refusal(store.open(key)))[0], 'no-state');
    assert.deepEqual(readdirSync(place.home), []);
  });

  it('keeps everything for the user alone, below the directory of the run', async () => {
    const writer = await create();
    for (const event of wholeRun(key, writer)) writer.append(event);
    writer.keepDefinition(1, 'steps: []\n');
    const child = writer.openChild('child', 'c1');
    child.append(created({ dag: 'child', runId: 'c1' }, child));
    await writer.close();
    const modes = readdirSync(place.home, { recursive: true, encoding: 'utf8' }).map(path => {
      const stat = statSync(join(place.home, path));
      return [path, stat.mode & 0o777, stat.isDirectory() ? 0o700 : 0o600] as const;
    });
    assert.deepEqual(
      modes.filter(([, mode, wanted]) => mode !== wanted),
      [],
    );
    const inside = readdirSync(writer.place.dir).sort();
    assert.deepEqual(inside, ['definition-1.yaml', 'journal.jsonl', 'lock', 'logs', 'sub', 'summary.json', 'work']);
    assert.match(basename(writer.place.dir), /^\d{8}_\d{9}Z_r1$/);
    assert.equal(basename(dirname(writer.place.dir)), 'flow');
  });

  it('keeps the definition of each attempt', async () => {
    const writer = await create();
    const files = ['one', 'two'].map((text, index) => writer.keepDefinition(index + 1, text));
    assert.deepEqual(
      files.map(file => readFileSync(file, 'utf8')),
      ['one', 'two'],
    );
    await writer.close();
  });

  it('puts the logs where the workflow wants them and the artifacts where all lie, in the shape of Dagu', async () => {
    const clock = { ...systemClock, now: () => Date.UTC(2024, 0, 31, 23, 59, 58, 7) };
    store = place.store({ clock });
    const logDir = join(place.home, 'elsewhere');
    const artifactsDir = join(place.home, 'kept');
    const writer = await create(key, { logDir, artifactsDir });
    const ours = join('flow', 'dag-run_20240131_235958Z_r1');
    assert.equal(relative(logDir, writer.place.logDir), ours);
    assert.equal(relative(artifactsDir, writer.place.artifactsDir), ours);
    assert.equal(basename(writer.place.dir), '20240131_235958007Z_r1');
    assert(statSync(writer.place.logDir).isDirectory());
    writer.append(created(key, writer, { artifactsDir: writer.place.artifactsDir }));
    await writer.close();
    const again = await open();
    assert.deepEqual(again.place, writer.place);
    await again.close();
  });

  it('stays in the directory of the run, whatever names say', async () => {
    const hostile = [
      '../../x',
      '..',
      '/etc/passwd',
      'a\0b',
      'x'.repeat(10_000),
      '',
      'con',
      '.',
      'ü/\\:*?"<>|',
      'A',
      'a',
    ];
    for (const [index, dag] of hostile.entries()) {
      const runId = `r${index}`;
      const dir = await keepRun(store, { dag, runId });
      assert.equal(dirname(dirname(dir)), join(place.home, 'runs'));
      assert.equal((await store.read({ dag, runId }))?.dag, dag);
      const writer = await open({ dag, runId });
      for (const id of hostile) {
        const child = relative(writer.place.dir, writer.childDir(dag, id)).split(/[\\/]/);
        assert.deepEqual([child.length, child[0]], [2, 'sub']);
        assert(child[1] !== '..' && (child[1] ?? '').length < 255);
      }
      await writer.close();
    }
    assert.equal(new Set(readdirSync(join(place.home, 'runs'))).size, hostile.length);
    assert.deepEqual(readdirSync(place.home), ['runs']);
    for (const runId of ['../x', '', 'a/b', 'a\0', 'x'.repeat(64), 'ä'])
      assert.equal((await refusal(store.create({ dag: 'flow', runId }, {})))[0], 'params-invalid');
  });

  it('tells runs apart whose ids end alike', async () => {
    for (const runId of ['b', 'a_b', 'x_a_b']) await keepRun(store, { dag: 'flow', runId });
    for (const runId of ['b', 'a_b', 'x_a_b']) assert.equal((await store.read({ dag: 'flow', runId }))?.runId, runId);
    assert.equal(await store.read({ dag: 'flow', runId: '_b' }), undefined);
  });

  it('refuses an id that is used', async () => {
    await keepRun(store, key);
    const [code, message] = await refusal(store.create(key, {}));
    assert.deepEqual(
      [code, message],
      ['params-invalid', 'There is already a run r1 of flow: choose another id, or retry that run.'],
    );
    await keepRun(store, { dag: 'other', runId: 'r1' });
  });

  it('is not left with an id in use when the logs cannot be made', async () => {
    const file = join(place.home, 'file');
    writeFileSync(file, '');
    assert.match((await refusal(store.create(key, { logDir: file })))[1], /^Run r1 of flow cannot begin: ENOTDIR/);
    await keepRun(store, key);
  });

  it('has one writer, and tells the other who it is', async () => {
    const writer = await create();
    writer.append(created(key, writer));
    const [code, message] = await refusal(place.store().open(key));
    assert.equal(code, 'locked');
    assert.match(
      message,
      new RegExp(`^Run r1 of flow is in the hands of test \\(process ${process.pid}, since .*Z\\)\\.$`),
    );
    assert.equal(store.owner(key)?.pid, process.pid);
    await writer.close();
    assert.equal(store.owner(key), undefined);
    await (await open()).close();
  });

  it('goes on in an existing run', async () => {
    await keepRun(store, key);
    const writer = await open();
    assert.equal(writer.run().status, 'succeeded');
    for (const event of [attemptStarted(2, ['a']), ...stepEvents('a'), attemptFinished]) writer.append(event);
    await writer.close();
    assert.equal((await store.read(key))?.attempts.length, 2);
    assert.equal((await store.list({}))[0]?.attempts, 2);
  });

  it('keeps the journals of children below the run, and continues them', async () => {
    const writer = await create();
    writer.append(created(key, writer));
    const childKey = { dag: 'child', runId: 'c1' };
    const child = writer.openChild('child', 'c1');
    for (const event of wholeRun(childKey, child)) child.append(event);
    assert.equal(child.place.dir, writer.childDir('child', 'c1'));
    assert.equal(relative(writer.place.dir, child.place.logDir).split(/[\\/]/)[0], 'sub');
    await child.close();
    const again = writer.openChild('child', 'c1');
    assert.equal(again.run().status, 'succeeded');
    const grandchild = again.openChild('grand', 'g1');
    grandchild.append(created({ dag: 'grand', runId: 'g1' }, grandchild));
    await writer.close();
    assert.throws(() => grandchild.append(attemptFinished), /closed/);
    const run = await store.readChild({ ...childKey, dir: child.place.dir });
    assert.equal(run?.nodes.length, 1);
    assert.deepEqual(
      (await store.list({})).map(({ runId }) => runId),
      ['r1'],
    );
  });

  describe('in a list', () => {
    it('come newest first, over all workflows, and by what is asked for', async () => {
      const clock = new ManualClock();
      clock.advance(Date.UTC(2024, 0, 1) - clock.now());
      store = place.store({ clock });
      for (let index = 0; index < 6; index++) {
        clock.advance(60_000);
        await keepRun(store, { dag: index % 2 === 0 ? 'even' : 'odd', runId: `run-${index}` }, clock.now());
      }
      const ids = async (query: Parameters<LocalRuns['list']>[0]): Promise<string> =>
        (await store.list(query)).map(({ runId }) => runId.slice(4)).join('');
      assert.equal(await ids({}), '543210');
      assert.equal(await ids({ limit: 2 }), '54');
      assert.equal(await ids({ limit: 0 }), '');
      assert.equal(await ids({ dag: 'odd' }), '531');
      assert.equal(await ids({ dag: 'odd', limit: 1 }), '5');
      assert.equal(await ids({ dag: 'none' }), '');
      assert.equal(await ids({ runIdPart: '-3' }), '3');
      assert.equal(await ids({ from: Date.UTC(2024, 0, 1, 0, 4) }), '543');
      assert.equal(await ids({ to: Date.UTC(2024, 0, 1, 0, 4) }), '210');
      assert.equal(await ids({ statuses: ['failed'] }), '');
      assert.equal(await ids({ statuses: ['succeeded'], file: '/flows/a.yaml' }), '543210');
      assert.equal(await ids({ labels: ['x'] }), '');
    });

    it('are the same with and without what is kept beside the journals', async () => {
      for (const runId of ['a', 'b']) await keepRun(store, { dag: 'flow', runId });
      const kept = await place.store().list({});
      for (const { dir } of kept) rmSync(join(dir, 'summary.json'));
      assert.deepEqual(await place.store().list({}), kept);
      assert(kept.every(({ dir }) => existsSync(join(dir, 'summary.json'))));
      for (const { dir } of kept) writeFileSync(join(dir, 'summary.json'), '{"torn');
      assert.deepEqual(await place.store().list({}), kept);
    });

    it('are not believed from a copy that is older than the journal', async () => {
      const dir = await keepRun(store, key);
      await store.list({});
      const more = [
        attemptStarted(2, ['a']),
        { type: 'step.started', at: 5, step: 'a', try: 1, stdout: '', stderr: '' },
      ];
      for (const event of more) appendFileSync(join(dir, 'journal.jsonl'), `${JSON.stringify(event)}\n`);
      for (const reader of [store, place.store()]) assert.equal((await reader.list({}))[0]?.status, 'running');
    });

    it('appear when they are made by another process a moment ago', async () => {
      for (let index = 0; index < 5; index++) {
        await keepRun(place.store(), { dag: 'flow', runId: `r${index}` });
        assert.equal((await store.list({ dag: 'flow' })).length, index + 1);
      }
    });

    it('leave out directories in which no run has begun, and what is no run', async () => {
      const dir = await keepRun(store, key);
      mkdirSync(join(dirname(dir), '20240101_000000000Z_empty'));
      mkdirSync(join(dirname(dir), 'notes'));
      writeFileSync(join(place.home, 'runs', 'file'), '');
      assert.deepEqual(
        (await store.list({})).map(({ runId }) => runId),
        ['r1'],
      );
    });

    it('show one that cannot be read, and why', async () => {
      const dir = await keepRun(store, key);
      const journal = join(dir, 'journal.jsonl');
      const text = readFileSync(journal, 'utf8');
      writeFileSync(journal, text.replace('"version":1', '"version":99'));
      const [summary] = await store.list({});
      assert.match(summary?.error ?? '', /newer version/);
      assert.deepEqual([summary?.dag, summary?.runId, summary?.status], ['flow', 'r1', 'not_started']);
      assert.match((await store.read(key))?.error ?? '', /newer version/);
      assert.match((await refusal(store.open(key)))[1], /cannot be continued: .*newer version/);
      writeFileSync(journal, text.replace('"type":"step.started"', '"type":'));
      assert.match((await store.list({}))[0]?.error ?? '', /^line 3 /);
      assert.match((await refusal(store.open(key)))[1], /line 3 /);
      assert.equal(store.owner(key), undefined);
    });
  });

  describe('that go', () => {
    it('are removed with their logs and artifacts, and nothing else is', async () => {
      const logDir = join(place.home, 'logs');
      const artifactsDir = join(place.home, 'kept');
      const writer = await create(key, { logDir, artifactsDir });
      writer.append(created(key, writer, { artifactsDir: writer.place.artifactsDir }));
      mkdirSync(writer.place.artifactsDir, { recursive: true });
      await writer.close();
      await keepRun(store, { dag: 'flow', runId: 'r2' });
      mkdirSync(join(logDir, 'flow', 'mine'));
      assert((await store.remove(key)).ok);
      assert.equal(await store.read(key), undefined);
      assert.deepEqual(readdirSync(join(logDir, 'flow')), ['mine']);
      assert.deepEqual(readdirSync(join(artifactsDir, 'flow')), []);
      assert.deepEqual(
        (await store.list({})).map(({ runId }) => runId),
        ['r2'],
      );
      assert.deepEqual(readdirSync(join(place.home, 'runs/flow')).length, 1);
      const gone = await store.remove(key);
      assert.equal(gone.ok ? '' : gone.error.code, 'no-state');
    });

    it('stay while somebody drives them', async () => {
      const writer = await create();
      writer.append(created(key, writer));
      const result = await place.store().remove(key);
      assert.equal(result.ok ? '' : result.error.code, 'locked');
      assert.equal(await place.store().prune('flow', { runs: 0 }), 0);
      await writer.close();
      assert.equal(await place.store().prune('flow', { runs: 0 }), 1);
    });

    it('are the old ones and those that are too many', async () => {
      const day = 86_400_000;
      const clock = new ManualClock();
      clock.advance(Date.UTC(2024, 0, 1) - clock.now());
      store = place.store({ clock });
      for (let index = 0; index < 6; index++) {
        await keepRun(store, { dag: 'flow', runId: `r${index}` }, clock.now());
        clock.advance(day);
      }
      assert.equal(await store.prune('flow', {}), 0);
      assert.equal(await store.prune('flow', { days: 4 }), 2);
      assert.equal(await store.prune('flow', { runs: 3 }), 1);
      assert.deepEqual(
        (await store.list({})).map(({ runId }) => runId),
        ['r5', 'r4', 'r3'],
      );
      assert.equal(await store.prune('other', { days: 0 }), 0);
    });

    it('are not the one that is spared, one that a crash left open, or one that was retried lately', async () => {
      const clock = new ManualClock();
      store = place.store({ clock });
      await keepRun(store, { dag: 'flow', runId: 'spared' }, clock.now());
      await keepRun(store, { dag: 'flow', runId: 'old' }, clock.now());
      for (const runId of ['open', 'retried']) {
        const writer = await create({ dag: 'flow', runId });
        for (const event of wholeRun({ dag: 'flow', runId }, writer, ['a'], clock.now())) writer.append(event);
        writer.append(attemptStarted(2, ['a'], { at: clock.now() }));
        if (runId === 'retried') writer.append({ ...attemptFinished, at: clock.now() + 39 * 86_400_000 });
        await writer.close();
      }
      clock.advance(40 * 86_400_000);
      assert.equal(await store.prune('flow', { days: 30 }, 'spared'), 1);
      assert.deepEqual((await store.list({})).map(({ runId }) => runId).sort(), ['open', 'retried', 'spared']);
    });
  });

  it('whose host was killed are whole up to the last event, unlocked, and can be continued', async () => {
    const host = program(
      `const { LocalRuns } = load('store/local-runs');
       const opened = await new LocalRuns(args[0], { what: 'VS Code' }).create({ dag: 'flow', runId: 'r1' }, {});
       const writer = opened.value;
       const [first, second] = JSON.parse(args[1]);
       const nodes = Array.from({ length: 5000 }, (_, index) => ({ name: 's' + index, depends: [] }));
       writer.append(first);
       writer.append({ ...second, nodes, runs: nodes.map(({ name }) => name) });
       say('ready');
       for (let index = 0; ; index++) {
         const step = 's' + index;
         writer.append({ type: 'step.started', at: 5, step, try: 1, stdout: '', stderr: '' });
         if (index % 50 === 0) { say(index); await new Promise(setImmediate); }
       }`,
      place.home,
      JSON.stringify([
        created(key, { place: { dir: '', logDir: '/l', workDir: '/w', artifactsDir: '/a' } }),
        attemptStarted(1, []),
      ]),
    );
    await host.line();
    assert.equal((await refusal(store.open(key)))[0], 'locked');
    let seen = 0;
    while (seen < 500) seen = Number(await host.line());
    await host.kill();
    assert.equal(store.owner(key), undefined);
    const run = await store.read(key);
    assert.equal(run?.status, 'running');
    const running = run?.nodes.filter(({ status }) => status === 'running').length ?? 0;
    assert(running >= seen, `${running} of ${seen}`);
    const writer = await open();
    writer.append(attemptFinished);
    await writer.close();
    assert.equal((await store.list({}))[0]?.finishedAt, 1003);
  });

  it('whose host was killed while it made them are not there', async () => {
    const host = program(
      `const { LocalRuns } = load('store/local-runs');
       await new LocalRuns(args[0], { what: 'VS Code' }).create({ dag: 'flow', runId: 'r1' }, {});
       say('made');
       stay();`,
      place.home,
    );
    await host.line();
    await host.kill();
    assert.equal(await store.read(key), undefined);
    assert.equal((await refusal(store.open(key)))[0], 'no-state');
    assert.deepEqual(await store.list({}), []);
    await keepRun(store, key);
  });

  it('are made once when two processes want the same id', async () => {
    const start = Date.now() + 400;
    const racers = Array.from({ length: 4 }, () =>
      program(
        `const { LocalRuns } = load('store/local-runs');
         const store = new LocalRuns(args[0], { what: 'racer' });
         while (Date.now() < Number(args[1]));
         say((await store.create({ dag: 'flow', runId: 'r1' }, {})).ok);
         stay();`,
        place.home,
        String(start),
      ),
    );
    const made = (await Promise.all(racers.map(racer => racer.line()))).filter(line => line === 'true').length;
    assert(made <= 1);
    assert.equal(readdirSync(join(place.home, 'runs/flow')).length, made);
    await Promise.all(racers.map(racer => racer.kill()));
  });

  it('cannot be made where nothing can be written, and the reason is the system’s', async () => {
    writeFileSync(join(place.home, 'file'), '');
    const lost = new LocalRuns(join(place.home, 'file', 'home'), { what: 'test' });
    assert.match((await refusal(lost.create(key, {})))[1], /^Run r1 of flow cannot begin: ENOTDIR/);
    assert.deepEqual(await lost.list({}), []);
  });
});

describe('the home of the store', () => {
  const home = '/home/u';

  it('is where the user says, else where the platform keeps such data', () => {
    const at = (platform: string, env: Record<string, string>) => storeHome({ platform, env, home });
    assert.equal(at('linux', { RESTEP_HOME: '/x', XDG_DATA_HOME: '/y' }), '/x');
    assert.equal(at('linux', { XDG_DATA_HOME: '/y' }), '/y/restep');
    assert.equal(at('linux', {}), '/home/u/.local/share/restep');
    assert.equal(at('darwin', {}), '/home/u/Library/Application Support/restep');
    assert.equal(at('win32', { LOCALAPPDATA: '/local' }), '/local/restep');
  });
});
