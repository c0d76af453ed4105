// restep ls and ps: the workflows of a folder, and the runs that are not over.

import { strict as assert } from 'node:assert';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalRuns } from '../../src/store/local-runs';
import { attemptStarted, created, keepRun } from '../store/store-place';
import { CallPlace } from '../support/cli-call';
import { eventually } from '../support/eventually';

const at = Date.UTC(2026, 7, 22, 12);

describe('lists on the command line', () => {
  let place: CallPlace;
  let store: LocalRuns;
  beforeEach(() => {
    place = new CallPlace();
    store = new LocalRuns(place.home, { what: 'a test', clock: { now: () => at, delay: async () => undefined } });
  });
  afterEach(() => {
    store.dispose();
    place.dispose();
  });

  const call = (...argv: readonly string[]) => place.call(argv);
  const write = (name: string, text: string): void => writeFileSync(join(place.dags, name), text);

  /** A run that is going on; the returned function lets go of it, as a crash does. */
  async function running(dag: string, runId: string): Promise<() => Promise<void>> {
    const opened = await store.create({ dag, runId }, {});
    assert.ok(opened.ok);
    opened.value.append(created({ dag, runId }, opened.value, { at }));
    opened.value.append(attemptStarted(1, ['a'], { at }));
    return () => opened.value.close();
  }

  describe('restep ls', () => {
    it('shows the workflows of the DAGs folder with their newest runs, also one that does not load', async () => {
      write('broken.yaml', 'steps: {a: {run: x, depends: [nope]}}\n');
      write('deploy.yml', 'name: shipping\nsteps: [{run: "true"}]\n');
      write('nightly.yaml', 'steps: [{run: "true"}]\n');
      write('notes.txt', 'no workflow');
      mkdirSync(join(place.dags, 'folder.yaml'));
      await keepRun(store, { dag: 'shipping', runId: 'r1' }, at - 1000);
      await keepRun(store, { dag: 'shipping', runId: 'r2' }, at);
      const { exit, out, err } = await call('ls');
      assert.deepEqual([exit, err], [0, '']);
      const [heading, ...rows] = out.trimEnd().split('\n');
      assert.match(heading ?? '', /^NAME {6}FILE +STATUS +STARTED \(UTC\) +PROBLEM$/);
      assert.match(rows[0] ?? '', /^broken +dagu\/dags\/broken\.yaml +- +- +does not load: line 1: .*nope/);
      assert.match(rows[1] ?? '', /^shipping +dagu\/dags\/deploy\.yml +Succeeded +2026-08-22 12:00:00$/);
      assert.match(rows[2] ?? '', /^nightly +dagu\/dags\/nightly\.yaml +- +-$/);
      assert.equal(rows.length, 3);
    });

    it('prints them as one JSON document', async () => {
      write('broken.yaml', 'steps: [\n');
      write('flow.yaml', 'steps: [{run: "true"}]\n');
      await keepRun(store, { dag: 'flow', runId: 'r1' }, at);
      const [broken, flow] = JSON.parse((await call('ls', '--format', 'json')).out);
      assert.deepEqual([broken.name, broken.file], ['broken', join(place.dags, 'broken.yaml')]);
      assert.match(broken.problem, /^does not load: line \d/);
      assert.deepEqual(flow, {
        name: 'flow',
        file: join(place.dags, 'flow.yaml'),
        dagRunId: 'r1',
        status: 'succeeded',
        startedAt: '2026-08-22T12:00:00.000Z',
      });
    });

    it('takes another folder, and says when there is nothing in it or no folder', async () => {
      writeFileSync(join(place.dir, 'here.yaml'), 'steps: [{run: "true"}]\n');
      assert.match((await call('ls', '.')).out, /\nhere +here\.yaml +- +-\n$/);
      assert.deepEqual(await call('ls'), { exit: 0, out: '', err: `There are no workflows in ${place.dags}.\n` });
      assert.equal((await call('ls', '--format', 'json')).out, '[]\n');
      for (const word of ['nope', 'here.yaml'])
        assert.deepEqual(await call('ls', word), {
          exit: 1,
          out: '',
          err: `Error: ${join(place.dir, word)} is no folder that can be read\n`,
        });
      assert.match(
        (await call('ls', '--format', 'csv')).err,
        /^Error: invalid format 'csv'\. Valid formats: table, json/,
      );
    });
  });

  describe('restep ps', () => {
    it('lists runs that run, wait or are queued, of one workflow or of all', async () => {
      await keepRun(store, { dag: 'flow', runId: 'over' }, at);
      const end = await running('flow', 'going');
      write('ask.yaml', 'steps: [{id: ask, action: human.task, with: {prompt: Well?}}]\n');
      await call('start', '-q', '--run-id', 'asking', 'ask');
      const all = await call('ps');
      assert.deepEqual([all.exit, all.err], [0, '']);
      assert.match(all.out, /^DAG NAME +RUN ID +STATUS .*\nask +asking +Waiting .*\nflow +going +Running .*\n$/);
      const one = await call('ps', '--format', 'json', 'flow');
      assert.deepEqual(
        JSON.parse(one.out).map((run: { dagRunId: string; status: string }) => [run.dagRunId, run.status]),
        [['going', 'running']],
      );
      await end();
    });

    it('tells of a run whose program is gone', async () => {
      const crash = await running('flow', 'lost');
      await crash();
      const { exit, out, err } = await call('ps');
      assert.equal(exit, 0);
      assert.match(out, /\nflow +lost +Running /);
      assert.equal(err, 'Nobody drives run lost any more; to bring it to an end: restep stop --run-id lost flow\n');
    });

    it('lists a run that failed and is run again later, which stop ends and rm leaves alone', async () => {
      write('again.yaml', 'retry_policy: {limit: 1, interval_sec: 600}\nsteps: [{run: "false"}]\n');
      const ended = call('start', '-q', '--run-id', 'r1', 'again');
      const listed = await eventually(async () => {
        const answer = await call('ps');
        return / Failed /.test(answer.out) ? answer : undefined;
      }, 'the pause');
      assert.match(listed.out, /\nagain +r1 +Failed /);
      assert.match(listed.err, /^Run r1 is run again at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\.\n$/);
      assert.match((await call('rm', '-Hy', 'again')).err, /^Error: run r1 of again is not over/);
      assert.deepEqual(await call('stop', 'again'), { exit: 0, out: '', err: 'Stopped run r1 of again: failed.\n' });
      assert.equal((await ended).exit, 1);
      assert.equal((await call('ps')).err, 'Nothing is running.\n');
      assert.equal(
        (await call('stop', '--run-id', 'r1', 'again')).err,
        'Run r1 of again has ended already (failed).\n',
      );
    });

    it('says when there is none', async () => {
      await keepRun(store, { dag: 'flow', runId: 'over' }, at);
      assert.deepEqual(await call('ps'), { exit: 0, out: '', err: 'Nothing is running.\n' });
      assert.equal((await call('ps', '--format', 'json')).out, '[]\n');
      assert.match((await call('ps', '--format', 'xml')).err, /^Error: invalid format 'xml'/);
    });
  });
});
