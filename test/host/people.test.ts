// Steps that wait for people, as the editor shows them, and how a run goes on that was answered elsewhere.

import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import * as vscode from 'vscode';
import { eventually } from '../support/eventually';
import { endedRun, lensTitles, newestRun, show, statuses, write } from './workspace';

const asking = `steps:
  - id: build
    run: echo built
  - id: ask
    action: human.task
    depends: build
    with:
      prompt: Which version?
      form:
        type: object
        properties:
          version: {type: string}
        required: [version]
  - id: ship
    depends: ask
    run: echo "shipped \${steps.ask.outputs.version}"
    output: SHIPPED
`;

/** Calls the built command line as a terminal of the editor would. */
function callCli(...args: readonly string[]): string {
  const extension = vscode.extensions.getExtension('restep.restep');
  assert.ok(extension);
  const cli = resolve(extension.extensionPath, 'dist', 'cli.js');
  const { stdout, status, stderr } = spawnSync(process.execPath, [cli, ...args], {
    encoding: 'utf8',
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  assert.equal(status, 0, stderr);
  return stdout;
}

describe('a step that waits for a person', () => {
  it('offers to answer it, without changing the number of lenses', async () => {
    const uri = await write('asking.yaml', asking);
    await show(uri);
    const before = await lensTitles(uri);
    await vscode.commands.executeCommand('restep.runDag');
    const run = await endedRun('asking');
    assert.equal(run.status, 'waiting');
    assert.deepEqual(statuses(run), { build: 'succeeded', ask: 'waiting', ship: 'not_started' });
    const titles = await eventually(async () => {
      const now = await lensTitles(uri);
      return now.includes('Answer…') ? now : undefined;
    }, 'the lens of a waiting step');
    assert.equal(titles.length, before.length);
  });

  it('is answered on the command line, and the window goes on with the run by itself', async () => {
    const run = await newestRun('asking');
    assert.ok(run);
    const said = callCli(
      ...['human-task', 'complete', '--run-id', run.runId, '--step', 'ask', '--input', 'version=v7', run.file],
    );
    assert.equal(said, 'Completed human task ask; DAG-run queued for resume.\n');
    const ended = await endedRun('asking', 2);
    assert.equal(ended.status, 'succeeded');
    assert.deepEqual(ended.nodes[2]?.variables, { SHIPPED: 'shipped v7' });
    assert.equal(ended.nodes[0]?.attempt, 1);
  });

  it('is stopped with its run, although no process is there', async () => {
    const uri = await write('asking-again.yaml', asking);
    await show(uri);
    await vscode.commands.executeCommand('restep.runDag');
    assert.equal((await endedRun('asking-again')).status, 'waiting');
    await vscode.commands.executeCommand('restep.stopRun', { file: uri.fsPath, dag: 'asking-again' });
    const ended = await endedRun('asking-again', 2);
    assert.deepEqual([ended.status, statuses(ended).ask, statuses(ended).ship], ['aborted', 'aborted', 'not_started']);
  });
});
