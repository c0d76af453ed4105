import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ThreadPool } from '../../src/engine/thread-pool';
import { repository } from '../support/cli-run';

const programs = join(repository, 'dist');

describe('a pool of threads', () => {
  it('answers what is asked at the same time, each with its own answer', async () => {
    const pool = new ThreadPool(programs);
    const { signal } = new AbortController();
    const asked = ['1', '2', '3'].map(text =>
      pool.ask('jq-worker', { filter: '. * 2', input: { text }, style: 'compact' }, signal),
    );
    assert.deepEqual(
      (await Promise.all(asked)).map(answer =>
        answer.ok && answer.value.kind === 'done' ? answer.value.results : answer,
      ),
      ['2', '4', '6'].map(text => [{ kind: 'value', text }]),
    );
    pool.dispose();
  });

  it('keeps no program alive with a thread that only waits', () => {
    const text = `
      const { ThreadPool } = require(${JSON.stringify(require.resolve('../../src/engine/thread-pool'))});
      const request = { filter: '.', input: { text: '1' }, style: 'compact' };
      new ThreadPool(${JSON.stringify(programs)}).ask('jq-worker', request, new AbortController().signal)
        .then(answer => console.log(answer.ok));`;
    const ended = spawnSync(process.execPath, ['-e', text], { encoding: 'utf8', timeout: 20_000 });
    assert.deepEqual([ended.status, ended.signal, ended.stdout], [0, null, 'true\n'], ended.stderr);
  });
});
