// A run whose program was killed in the middle: the next workbench goes on with it, and what ended meanwhile counts.

import { strict as assert } from 'node:assert';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { currentAttempt, type Run } from '../../src/model/run';
import { LocalRuns } from '../../src/store/local-runs';
import { openWorkbench, type Workbench } from '../support/workbench';

const root = resolve(__dirname, '../../..');

describe('a run that was left behind', () => {
  let workbench: Workbench;
  let scratch: string;
  let go: string;
  let count: string;

  before(async () => {
    scratch = realpathSync(mkdtempSync(join(tmpdir(), 'restep-left-')));
    go = join(scratch, 'go');
    count = join(scratch, 'count');
    const text = [
      'steps:',
      '  - id: waits',
      `    run: 'echo begun >> ${count}; while [ ! -e ${go} ]; do sleep 0.05; done; echo waited'`,
      '    output: WORD',
      '  - id: next',
      '    depends: waits',
      '    run: echo "$WORD, then this"',
      '',
    ].join('\n');
    const asked = 'steps: [{id: ask, action: human.task, with: {prompt: "?"}}]\n';
    workbench = await openWorkbench({
      folder: resolve(root, 'samples'),
      files: { 'left.yaml': text, 'asked.yaml': asked },
    });
  });

  after(async () => {
    await workbench?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  it('is gone on with by the next window that looks at runs', async function () {
    this.timeout(120_000);
    const file = join(workbench.folder, 'left.yaml');
    const program = spawn(process.execPath, [join(root, 'dist', 'cli.js'), 'start', '--quiet', file], {
      env: { ...process.env, RESTEP_HOME: workbench.home },
      stdio: 'ignore',
    });
    const ended = new Promise(done => program.once('exit', done));
    await until(() => existsSync(count) || undefined);
    program.kill('SIGKILL');
    await ended;
    leaveBroken(workbench);

    await workbench.open('left.yaml');
    await workbench.openContainer('Restep');
    await workbench.treeRow('left').first().waitFor();
    writeFileSync(go, '');
    const run = await until(() => endedRun(workbench.home));
    assert.equal(run.status, 'succeeded');
    assert.equal(run.attempts.length, 1);
    assert.equal(readFileSync(count, 'utf8'), 'begun\n', 'the step that still ran was adopted, not begun again');
    await workbench
      .lens(/Succeeded/)
      .nth(1)
      .waitFor();
    await workbench.screenshot('recovered');
  });
});

/** An answered run that nobody can go on with: it must not be in the way of others. */
function leaveBroken({ folder, home }: Workbench): void {
  const file = join(folder, 'asked.yaml');
  const call = (...args: readonly string[]): string =>
    execFileSync(process.execPath, [join(root, 'dist', 'cli.js'), ...args, file], {
      env: { ...process.env, RESTEP_HOME: home },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  call('start', '--quiet', '--run-id', 'r1');
  call('human-task', 'complete', '--run-id', 'r1', '--step', 'ask');
  const { logDir } = JSON.parse(call('status', '--format', 'json', '--run-id', 'r1'));
  rmSync(logDir, { recursive: true });
  writeFileSync(logDir, '');
}

async function endedRun(home: string): Promise<Run | undefined> {
  const runs = new LocalRuns(home, { what: 'test' });
  try {
    const [summary] = await runs.list({ dag: 'left', limit: 1 });
    const run = summary === undefined ? undefined : await runs.read(summary);
    return run === undefined || currentAttempt(run)?.finishedAt === undefined ? undefined : run;
  } finally {
    runs.dispose();
  }
}

/** Asks until there is an answer; the test's own timeout ends it. */
async function until<T>(ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise(done => setTimeout(done, 50));
  }
}
