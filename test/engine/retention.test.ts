import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../../src/base/result';
import type { EngineParts } from '../../src/engine/engine-parts';
import { startRun } from '../../src/engine/runner';
import type { Dag } from '../../src/model/dag';
import { compile } from '../../src/spec/compile';
import { LocalRuns } from '../../src/store/local-runs';
import { dagOf } from '../support/dag-text';
import { FakeHost } from '../support/fake-executor';

const day = 86_400_000;

describe('after a run, the older runs of its workflow', () => {
  let host: FakeHost;
  let store: LocalRuns;
  beforeEach(() => {
    host = new FakeHost();
    host.script = () => ({});
    store = new LocalRuns(join(host.dir, 'home'), { what: 'test', clock: host.clock });
  });
  afterEach(() => {
    store.dispose();
    host.dispose();
  });

  /** Runs it once a day, and returns the ids of what is kept in the end, oldest first. */
  async function kept(dag: Dag, days: number): Promise<string[]> {
    const parts: EngineParts = { ...host.parts, history: store };
    for (let number = 1; number <= days; number++) {
      const runId = `r${number}`;
      const started = await startRun(
        {
          definition: { dag, text: '' },
          runId,
          params: { values: [] },
          trigger: 'manual',
          create: () => store.create({ dag: dag.name, runId }, {}),
        },
        parts,
      );
      assert.ok(started.ok);
      await started.value.done;
      if (number < days) host.clock.advance(day);
    }
    return (await store.list({ dag: dag.name })).map(run => run.runId).reverse();
  }

  function flow(text: string): Dag {
    const { dag } = compile(`name: flow\n${text}\nsteps:\n  - run: echo a\n`, {
      file: '/flows/flow.yaml',
      lookup: { read: () => undefined },
    });
    assert.ok(dag);
    return dag;
  }

  it('are removed when there are more than hist_retention_runs', async () => {
    assert.deepEqual(await kept(flow('hist_retention_runs: 2'), 4), ['r3', 'r4']);
  });

  it('are removed when they are older than hist_retention_days, and nothing else is', async () => {
    assert.deepEqual(await kept(flow('hist_retention_days: 2'), 5), ['r3', 'r4', 'r5']);
    assert.deepEqual(await kept({ ...flow('hist_retention_days: 0'), name: 'other' }, 2), ['r2']);
  });

  it('are removed after 30 days where the workflow says nothing', async () => {
    const ids = await kept(flow(''), 33);
    assert.deepEqual([ids.length, ids[0]], [31, 'r3']);
  });

  it('fail nothing when they cannot be removed; the log of the run says so', async () => {
    host.script = () => ({});
    Object.assign(host.parts, { history: { prune: () => Promise.reject(new Error('the disk says no')) } });
    const { run, exitCode } = await (await host.begin(dagOf('a'))).done;
    assert.deepEqual([run.status, exitCode], ['succeeded', 0]);
    assert.match(
      readFileSync(join(run.logDir, 'run.log'), 'utf8'),
      /older runs could not be removed: .*the disk says no/,
    );
  });

  it('stay when the run was refused', async () => {
    await kept(flow(''), 1);
    let pruned = 0;
    const history = { prune: async () => ++pruned };
    const refused = await startRun(
      {
        definition: { dag: dagOf('a'), text: '' },
        runId: 'r9',
        params: { values: [] },
        trigger: 'manual',
        create: async () => fail({ code: 'locked', message: 'Somebody has it.', actions: [] }),
      },
      { ...host.parts, history },
    );
    assert.deepEqual([refused.ok, pruned], [false, 0]);
  });
});
