// restep restart: the running run ends, and the workflow runs anew with the same parameters.

import { strict as assert } from 'node:assert';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock';
import { CallPlace } from '../support/cli-call';
import { eventually } from '../support/eventually';

/** Runs until it is stopped, unless the file `quick` is there; says on disk what it was given. */
const flow = `working_dir: .
restart_wait_sec: 7
labels: [team=ours]
params: [{COLOR: red}, {SIZE: small}]
steps:
  - {id: wait, run: 'echo "$COLOR $SIZE" >> begun; test -e quick || sleep 60'}
`;

describe('restep restart', () => {
  let place: CallPlace;
  beforeEach(() => {
    place = new CallPlace();
    write('flow.yaml', flow);
  });
  afterEach(() => place.dispose());

  const call = (...argv: readonly string[]) => place.call(argv);
  const write = (name: string, text: string): void => writeFileSync(join(place.dir, name), text);
  const begun = (): string => readFileSync(join(place.dir, 'begun'), 'utf8');

  /** Starts the workflow and waits until its step runs; the promise that is inside is for the end of the call. */
  async function running(runId: string) {
    const args = ['start', '--run-id', runId, '--labels', 'extra', 'flow.yaml', '--', 'COLOR=blue', 'SIZE=a "b" c'];
    const ended = call(...args);
    await eventually(() => existsSync(join(place.dir, 'begun')) || undefined, 'the step');
    return { ended };
  }

  it('stops the running run, rests as the workflow says, and starts anew with the same parameters', async () => {
    const { ended } = await running('r1');
    write('quick', '');
    const rests: number[] = [];
    const delay = (ms: number, signal?: AbortSignal): Promise<void> => {
      if (ms > 1000) rests.push(ms);
      return systemClock.delay(Math.min(ms, 100), signal);
    };
    const { exit, out, err } = await place.call(['restart', 'flow.yaml'], { clock: { now: systemClock.now, delay } });
    assert.equal(exit, 0, err);
    assert.match(err, /^Stopped run r1 of flow: aborted\.\nStarting anew in 7\.0 s \(restart_wait_sec\)\.\n/);
    assert.deepEqual(rests.slice(0, 1), [7000]);
    assert.match(out, /^Succeeded - flow/);
    assert.equal((await ended).exit, 0);
    assert.equal(begun(), 'blue a "b" c\nblue a "b" c\n');
    const [after, before] = JSON.parse((await call('history', '--format', 'json', 'flow.yaml')).out);
    assert.deepEqual([before.dagRunId, before.status, after.status], ['r1', 'aborted', 'succeeded']);
    assert.deepEqual([after.labels, after.params], [before.labels, before.params]);
  });

  it('takes the run that is named, and the file as it is now', async () => {
    const { ended } = await running('r1');
    write('flow.yaml', flow.replace('restart_wait_sec: 7\n', '').replace('sleep 60', 'true'));
    const { exit, err } = await call('restart', '-q', '--run-id', 'r1', 'flow');
    assert.deepEqual([exit, err], [0, 'Stopped run r1 of flow: aborted.\n']);
    await ended;
    assert.equal(begun(), 'blue a "b" c\nblue a "b" c\n');
  });

  it('stops nothing when the file or the parameters are refused', async () => {
    const { ended } = await running('r1');
    write('flow.yaml', flow.replace('params: [{COLOR: red}, {SIZE: small}]', 'params: [{name: COLOR, enum: [red]}]'));
    const unfit = await call('restart', 'flow');
    assert.deepEqual([unfit.exit, unfit.out], [1, '']);
    write('flow.yaml', 'steps: [\n');
    assert.match((await call('restart', 'flow')).err, /flow\.yaml cannot be started/);
    assert.match((await call('ps')).out, /\nflow +r1 +Running /);
    assert.equal((await call('stop', 'flow')).exit, 0);
    await ended;
  });

  it('refuses when nothing is running, and names the command that starts', async () => {
    assert.deepEqual(await call('restart', 'flow.yaml'), {
      exit: 1,
      out: '',
      err: 'Error: nothing of flow is running: restep start flow.yaml\n',
    });
    write('quick', '');
    await call('start', '-q', '--run-id', 'r1', 'flow.yaml');
    assert.equal((await call('restart', 'flow.yaml')).exit, 1);
    assert.equal(
      (await call('restart', '--run-id', 'r1', 'flow.yaml')).err,
      'Error: run r1 of flow has ended already (succeeded): restep start --from-run-id r1 flow.yaml\n',
    );
    assert.match((await call('restart', '--run-id', 'r2', 'flow.yaml')).err, /^Error: there is no run r2 of flow/);
  });
});
