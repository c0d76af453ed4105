// restep rm and cleanup: what is taken away, what stays, and that nothing goes unasked.

import { strict as assert } from 'node:assert';
import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalRuns } from '../../src/store/local-runs';
import { attemptStarted, created, keepRun } from '../store/store-place';
import { CallPlace } from '../support/cli-call';

const day = 86_400_000;

describe('taking runs and workflows away', () => {
  let place: CallPlace;
  let now = 0;
  let store: LocalRuns;
  beforeEach(() => {
    place = new CallPlace();
    now = Date.now();
    store = new LocalRuns(place.home, { what: 'a test', clock: { now: () => now, delay: async () => undefined } });
  });
  afterEach(() => {
    store.dispose();
    place.dispose();
  });

  const call = (...argv: readonly string[]) => place.call(argv);
  const ids = async (dag = 'flow') => (await store.list({ dag })).map(run => run.runId);

  /** Keeps a run that is over and began so many days ago. */
  async function over(runId: string, daysAgo: number, dag = 'flow'): Promise<void> {
    const present = now;
    now -= daysAgo * day;
    await keepRun(store, { dag, runId }, now);
    now = present;
  }

  async function going(runId: string): Promise<() => Promise<void>> {
    const key = { dag: 'flow', runId };
    const opened = await store.create(key, {});
    assert.ok(opened.ok);
    opened.value.append(created(key, opened.value));
    opened.value.append(attemptStarted(1, ['a']));
    return () => opened.value.close();
  }

  /** Calls where a person gives this answer; undefined leaves. */
  async function asked(answer: string | undefined, ...argv: readonly string[]) {
    const questions: string[] = [];
    const ask = async (question: string) => {
      questions.push(question);
      return answer;
    };
    return { ...(await place.call(argv, { ask })), questions };
  }

  describe('restep rm --history', () => {
    it('removes all runs of a workflow, and no others', async () => {
      await over('r1', 3);
      await over('r2', 1);
      await over('other', 1, 'other');
      assert.deepEqual(await call('rm', '-H', '-y', 'flow'), { exit: 0, out: 'Removed 2 runs of flow.\n', err: '' });
      assert.deepEqual([await ids(), await ids('other')], [[], ['other']]);
    });

    it('asks at a terminal, and removes nothing unless the answer is yes', async () => {
      await over('r1', 1);
      for (const answer of ['', 'n', 'nay', undefined]) {
        const { exit, out, err, questions } = await asked(answer, 'rm', '--history', 'flow');
        assert.deepEqual([exit, out, err], [1, '', 'Error: nothing was removed\n']);
        assert.deepEqual(questions, ['Remove 1 run of flow with their logs? [y/N] ']);
      }
      assert.deepEqual(await ids(), ['r1']);
      assert.equal((await asked('Yes', 'rm', '--history', 'flow')).exit, 0);
      assert.deepEqual(await ids(), []);
    });

    it('needs --yes where nobody can be asked', async () => {
      await over('r1', 1);
      const { exit, err } = await call('rm', '-H', 'flow');
      assert.deepEqual([exit, err], [1, 'Error: nobody can be asked here: add --yes to agree\n']);
      assert.deepEqual(await ids(), ['r1']);
    });

    it('removes nothing while a run is not over, also one that a crash left open', async () => {
      await over('r1', 1);
      const crash = await going('r2');
      const refusal =
        'Error: run r2 of flow is not over (running), and such a run is never removed; to end it: restep stop --run-id r2 flow\n';
      assert.deepEqual(await call('rm', '-H', '-y', 'flow'), { exit: 1, out: '', err: refusal });
      await crash();
      assert.deepEqual(await call('rm', '-H', '-y', 'flow'), { exit: 1, out: '', err: refusal });
      assert.deepEqual(await ids(), ['r2', 'r1']);
    });

    it('removes nothing while a program is at work on a run that was over', async () => {
      await over('r1', 1);
      const opened = await store.open({ dag: 'flow', runId: 'r1' });
      assert.ok(opened.ok);
      assert.match((await call('rm', '-H', '-y', 'flow')).err, /run r1 of flow is not over \(succeeded\)/);
      await opened.value.close();
    });
  });

  describe('restep rm --dag', () => {
    it('removes the file from the DAGs folder and leaves the runs', async () => {
      const file = join(place.dags, 'flow.yaml');
      writeFileSync(file, 'steps: [{run: "true"}]\n');
      await over('r1', 1);
      const { questions } = await asked('no', 'rm', '-d', 'flow');
      assert.deepEqual([questions, existsSync(file)], [[`Remove the file ${file}? [y/N] `], true]);
      assert.deepEqual(await call('rm', '-d', '-y', 'flow'), { exit: 0, out: `Removed ${file}.\n`, err: '' });
      assert.deepEqual([existsSync(file), await ids()], [false, ['r1']]);
    });

    it('removes both when both are asked for, with one question', async () => {
      const file = join(place.dags, 'flow.yaml');
      writeFileSync(file, 'steps: [{run: "true"}]\n');
      await over('r1', 1);
      const { exit, questions } = await asked('y', 'rm', '-H', '-d', 'flow');
      assert.deepEqual([exit, questions], [0, [`Remove 1 run of flow with their logs and the file ${file}? [y/N] `]]);
      assert.deepEqual([existsSync(file), await ids()], [false, []]);
    });

    it('touches no file elsewhere, and takes one by any path into the folder', async () => {
      const here = join(place.dir, 'flow.yaml');
      writeFileSync(here, 'steps: [{run: "true"}]\n');
      const { exit, err } = await call('rm', '-dy', 'flow.yaml');
      assert.equal(exit, 1);
      assert.equal(err, `Error: ${here} does not lie in the DAGs folder ${place.dags}: remove it yourself\n`);
      assert.ok(existsSync(here));
      const file = join(place.dags, 'flow.yaml');
      writeFileSync(file, 'steps: [{run: "true"}]\n');
      symlinkSync(place.dags, join(place.dir, 'link'));
      assert.equal((await call('rm', '-dy', 'link/flow.yaml')).exit, 0);
      assert.ok(!existsSync(file));
    });
  });

  it('rm answers misuse with the reason', async () => {
    const wrong: readonly (readonly [readonly string[], RegExp])[] = [
      [['flow'], /^Error: rm needs --history or --dag; see restep rm --help\n$/],
      [['-H'], /^Error: rm needs a DAG; see restep rm --help\n$/],
      [['-H', '-y', 'nope'], /^Error: no runs of nope yet\n$/],
      [['-d', '-y', 'nope'], /^Error: no such workflow: .*nope\.yaml/],
    ];
    for (const [argv, message] of wrong) {
      const { exit, out, err } = await call('rm', ...argv);
      assert.deepEqual([exit, out], [1, ''], argv.join(' '));
      assert.match(err, message);
    }
  });

  describe('restep cleanup', () => {
    it('removes what is over, all of it or what is older than some days, and says how many', async () => {
      await over('old', 9);
      await over('older', 20);
      await over('new', 2);
      const end = await going('going');
      const days = ['--retention-days', '7'];
      assert.equal((await call('cleanup', '--dry-run', ...days, 'flow')).out, 'Would remove 2 runs of flow.\n');
      assert.deepEqual(await call('cleanup', '-y', ...days, 'flow'), {
        exit: 0,
        out: 'Removed 2 runs of flow.\n',
        err: '',
      });
      assert.deepEqual(await ids(), ['going', 'new']);
      assert.equal((await call('cleanup', '--dry-run', 'flow')).out, 'Would remove 1 run of flow.\n');
      assert.equal((await call('cleanup', '-y', 'flow')).out, 'Removed 1 run of flow.\n');
      assert.deepEqual(await ids(), ['going']);
      assert.equal((await call('cleanup', 'flow')).out, 'Removed 0 runs of flow.\n');
      await end();
    });

    it('asks first', async () => {
      await over('r1', 1);
      assert.deepEqual((await asked('n', 'cleanup', 'flow')).questions, [
        'Remove 1 run of flow with their logs? [y/N] ',
      ]);
      assert.match((await call('cleanup', 'flow')).err, /add --yes/);
      assert.deepEqual(await ids(), ['r1']);
    });

    it('answers misuse with the reason', async () => {
      await over('r1', 1);
      for (const days of ['-1', 'x', '1.5', ''])
        assert.equal(
          (await call('cleanup', '-y', `--retention-days=${days}`, 'flow')).err,
          `Error: invalid --retention-days value '${days}': must be a whole number, 0 or more\n`,
        );
      assert.equal((await call('cleanup', '-y', 'flwo')).err, 'Error: no runs of flwo yet (did you mean flow?)\n');
      assert.deepEqual(await ids(), ['r1']);
    });
  });
});
