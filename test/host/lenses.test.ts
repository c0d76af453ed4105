// The lenses above a workflow and its steps.

import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import * as vscode from 'vscode';
import { eventually } from '../support/eventually';
import { endedRun, lensTitles, runToEnd, show, taskOfFile, write } from './workspace';

const text = `steps:
  - id: one
    run: echo one
  - id: two
    depends: one
    run: exit 7
`;

describe('lenses', () => {
  it('are two above the workflow and three above each step, whatever has run', async () => {
    const uri = await write('lensed.yaml', text);
    await show(uri);
    const before = await lensTitles(uri);
    assert.deepEqual(before, ['Run', 'Graph', 'Run step', 'Log', 'Not started', 'Run step', 'Log', 'Not started']);
    await runToEnd(await taskOfFile('lensed.yaml'));
    const after = await eventually(async () => {
      const titles = await lensTitles(uri);
      return titles.some(title => title.startsWith('Failed')) ? titles : undefined;
    }, 'a failed step in the lenses');
    assert.equal(after.length, before.length);
    assert.equal(after.filter(title => title === 'Retry step…').length, 2);
    assert.match(after[4] ?? '', /^Succeeded · /);
  });

  it('tell of a run that the command line did, without being asked to look', async () => {
    const uri = await write('from-outside.yaml', text);
    await show(uri);
    assert.ok((await lensTitles(uri)).includes('Run step'));
    const extension = vscode.extensions.getExtension('restep.restep');
    assert.ok(extension);
    const cli = resolve(extension.extensionPath, 'dist', 'cli.js');
    const started = spawnSync(process.execPath, [cli, 'start', '--quiet', uri.fsPath], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      encoding: 'utf8',
    });
    assert.equal(started.status, 1, started.stderr);
    await endedRun('from-outside');
    await eventually(
      async () => ((await lensTitles(uri)).includes('Retry step…') ? true : undefined),
      'the run of the command line in the lenses',
    );
  });

  it('stay where they are while the text does not load', async () => {
    const uri = await write('half-typed.yaml', text);
    const editor = await show(uri);
    assert.equal((await lensTitles(uri)).length, 8);
    await editor.edit(edit => edit.insert(new vscode.Position(5, 0), '    depends: [\n'));
    assert.equal((await lensTitles(uri)).length, 8);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('are switched off by their setting', async () => {
    const uri = await write('unlensed.yaml', text);
    await show(uri);
    const settings = vscode.workspace.getConfiguration('restep');
    await settings.update('codeLens', false, vscode.ConfigurationTarget.Workspace);
    assert.deepEqual(await lensTitles(uri), []);
    await settings.update('codeLens', undefined, vscode.ConfigurationTarget.Workspace);
    assert.equal((await lensTitles(uri)).length, 8);
  });
});
