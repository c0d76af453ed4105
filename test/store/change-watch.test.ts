// Hearing of changes: by this process, by others, in workflows that were not there before.

import { strict as assert } from 'node:assert';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalRuns } from '../../src/store/local-runs';
import { attemptStarted, created, keepRun, next, program, StorePlace } from './store-place';

/** How many watches this process has, by the system's own account. */
function watches(): number {
  const files = '/proc/self/fdinfo';
  return readdirSync(files)
    .filter(name => existsSync(join(files, name)))
    .flatMap(name => readFileSync(join(files, name), 'utf8').split('\n'))
    .filter(line => line.startsWith('inotify ')).length;
}

describe('changes of runs', () => {
  let place: StorePlace;
  let store: LocalRuns;
  let awake: NodeJS.Timeout;
  beforeEach(() => {
    place = new StorePlace();
    store = place.store();
    awake = setInterval(() => undefined, 1000);
  });
  afterEach(() => {
    clearInterval(awake);
    place.dispose();
  });

  const key = { dag: 'flow', runId: 'r1' };

  it('are heard when this process makes them', async () => {
    const heard = next(store.onDidChange);
    await keepRun(store, key);
    assert.deepEqual(await heard, key);
  });

  it('are heard when another process makes them, from the first run to each event of it', async () => {
    const first = next(store.onDidChange, changed => changed.runId === 'r1');
    const other = program(
      `const { LocalRuns } = load('store/local-runs');
       const { value: writer } = await new LocalRuns(args[0], { what: 'other' }).create({ dag: 'flow', runId: 'r1' }, {});
       const events = JSON.parse(args[1]);
       writer.append(events[0]);
       process.on('SIGUSR2', () => writer.append(events[1]));
       say(process.pid);
       stay();`,
      place.home,
      JSON.stringify([
        created(key, { place: { dir: '', logDir: '/l', workDir: '/w', artifactsDir: '/a' } }),
        attemptStarted(1, ['a']),
      ]),
    );
    const pid = Number(await other.line());
    assert.deepEqual(await first, key);
    while ((await store.read(key))?.status !== 'not_started') await next(store.onDidChange);
    process.kill(pid, 'SIGUSR2');
    while ((await store.read(key))?.status !== 'running') await next(store.onDidChange);
    await other.kill();
  });

  it('are heard in workflows that had runs before', async () => {
    await keepRun(store, key);
    const heard = next(store.onDidChange, ({ runId }) => runId === 'r1');
    const opened = await place.store().open(key);
    assert(opened.ok);
    opened.value.append(attemptStarted(2, ['a']));
    assert.deepEqual(await heard, key);
    await opened.value.close();
  });

  it('are heard of a child as changes of the run it belongs to', async () => {
    const opened = await place.store().create(key, {});
    assert(opened.ok);
    opened.value.append(created(key, opened.value));
    await opened.value.flush();
    const heard = next(store.onDidChange);
    const child = opened.value.openChild('child', 'c1');
    child.append(created({ dag: 'child', runId: 'c1' }, child));
    assert.deepEqual(await heard, key);
    await opened.value.close();
  });

  it('are heard when a run goes, by the true name of its workflow', async () => {
    const odd = { dag: 'a/b c', runId: 'r1' };
    await keepRun(store, odd);
    await keepRun(store, { ...odd, runId: 'r2' });
    const heard = next(store.onDidChange, ({ runId }) => runId === 'r1');
    await place.store().remove(odd);
    assert.deepEqual(await heard, odd);
    assert.equal(await store.read(odd), undefined);
  });

  it('are heard together: many events of a moment are one change', async () => {
    const opened = await store.create(key, {});
    assert(opened.ok);
    const heard: string[] = [];
    const first = next(store.onDidChange);
    const subscription = store.onDidChange(({ runId }) => heard.push(runId));
    opened.value.append(created(key, opened.value));
    for (let index = 0; index < 500; index++) opened.value.append(attemptStarted(index, ['a']));
    await first;
    assert(heard.length <= 2, `${heard.length}`);
    subscription.dispose();
    await opened.value.close();
  });

  it('are watched for only while somebody listens', async () => {
    await keepRun(store, key);
    const before = watches();
    const subscriptions = [store.onDidChange(() => undefined), store.onDidChange(() => undefined)];
    assert.equal(watches(), before + 2);
    subscriptions[0]?.dispose();
    subscriptions[0]?.dispose();
    assert.equal(watches(), before + 2);
    subscriptions[1]?.dispose();
    assert.equal(watches(), before);
    const late = next(place.store().onDidChange);
    await keepRun(store, { ...key, runId: 'r2' });
    assert.equal((await late).runId, 'r2');
  });
});
