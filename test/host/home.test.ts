// Where runs are kept, changed while the window is open.

import { strict as assert } from 'node:assert';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Run } from '../../src/model/run';
import { eventually } from '../support/eventually';
import { endedRun, lensTitles, newestRun, runToEnd, show, taskOfFile, write } from './workspace';

describe('the setting restep.home', () => {
  let scratch: string;
  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'restep-home-'));
  });
  afterEach(async () => {
    await keepIn(undefined);
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  });

  it('holds for new runs at once, and a run under way ends where it began', async () => {
    const go = join(scratch, 'go');
    const waits = `until [ -e '${go}' ]; do sleep 0.05; done`;
    await write(
      'stays.yaml',
      `steps:\n  - id: one\n    run: ${JSON.stringify(waits)}\n  - id: two\n    depends: one\n    run: echo two\n`,
    );
    const moves = await write('moves.yaml', 'steps:\n  - id: one\n    run: echo one\n');
    await runToEnd(await taskOfFile('moves.yaml'));
    await endedRun('moves');
    await show(moves);
    await titlesWith(moves, 'Succeeded');
    await vscode.tasks.executeTask(await taskOfFile('stays.yaml'));
    await eventually(
      async () => ((await newestRun('stays'))?.nodes[0]?.status === 'running' ? true : undefined),
      'a running step',
    );

    const home = join(scratch, 'runs');
    await keepIn(home);
    await titlesWith(moves, 'Run step');
    await runToEnd(await taskOfFile('moves.yaml'));
    await eventually(async () => ended(await newestRun('moves', home)), 'a run in the new place');
    await titlesWith(moves, 'Succeeded');
    writeFileSync(go, '');
    assert.equal((await endedRun('stays')).status, 'succeeded');
    assert.equal(await newestRun('stays', home), undefined);

    await keepIn(undefined);
    await runToEnd(await taskOfFile('stays.yaml'));
    assert.ok(existsSync(go));
    assert.equal(await newestRun('stays', home), undefined);
  });
});

function ended(run: Run | undefined): Run | undefined {
  return run?.finishedAt === undefined ? undefined : run;
}

async function keepIn(home: string | undefined): Promise<void> {
  await vscode.workspace.getConfiguration('restep').update('home', home, vscode.ConfigurationTarget.Workspace);
}

async function titlesWith(uri: vscode.Uri, words: string): Promise<void> {
  await eventually(
    async () => ((await lensTitles(uri)).some(title => title.startsWith(words)) ? true : undefined),
    `a lens that says ${words}`,
  );
}
