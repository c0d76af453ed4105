// The commands as keybindings, lenses and rows call them.

import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { eventually } from '../support/eventually';
import { endedRun, newestRun, show, statuses, write } from './workspace';

/** A step that fails in its first attempt and tells in which attempt it is. */
const flaky = `steps:
  - id: base
    run: echo from base
    output: BASE
  - id: shaky
    depends: base
    run: |
      echo "got $BASE"
      marker="$DAG_RUN_LOG_FILE.shaky"
      if [ ! -e "$marker" ]; then touch "$marker"; echo "not yet" >&2; exit 4; fi
      echo "now it works"
    output: SHAKY
  - id: below
    depends: shaky
    run: echo below
`;

/** The text of the log that is in front. */
function shownLog(): string | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.uri.scheme === 'restep-log' ? document.getText() : undefined;
}

describe('commands', () => {
  it('run the workflow of the active editor, as it stands there', async () => {
    const uri = await write('at-cursor.yaml', 'steps:\n  - id: one\n    run: echo saved\n');
    const editor = await show(uri);
    await editor.edit(edit => edit.replace(new vscode.Range(2, 0, 2, 99), '    run: echo typed'));
    await vscode.commands.executeCommand('restep.runDag');
    const run = await endedRun('at-cursor');
    assert.equal(run.status, 'succeeded');
    assert.equal(editor.document.isDirty, false);
    await vscode.commands.executeCommand('restep.openLog', { uri: uri.toString(), step: 'one' });
    assert.match(await eventually(shownLog, 'a log'), /typed/);
  });

  it('retry a step alone without asking: the rest stays, what depends on it is pending, and continuing runs that', async () => {
    const uri = await write('shaky.yaml', flaky);
    await show(uri);
    await vscode.commands.executeCommand('restep.runDag');
    const first = await endedRun('shaky');
    assert.deepEqual(statuses(first), { base: 'succeeded', shaky: 'failed', below: 'aborted' });

    await vscode.commands.executeCommand('restep.retryStepNow', { uri: uri.toString(), step: 'shaky' });
    const second = await endedRun('shaky', 2);
    assert.deepEqual(second.attempts[1]?.runs, ['shaky']);
    assert.deepEqual(statuses(second), { base: 'succeeded', shaky: 'succeeded', below: 'aborted' });
    assert.deepEqual(second.pending, ['below']);
    assert.equal(second.status, 'partially_succeeded');

    await vscode.commands.executeCommand('restep.continueRun', { file: uri.fsPath, dag: 'shaky', runId: second.runId });
    const third = await endedRun('shaky', 3);
    assert.deepEqual(third.attempts[2]?.runs, ['below']);
    assert.equal(third.status, 'succeeded');
  });

  it('open the log of each attempt as a document that cannot be changed', async () => {
    const run = await newestRun('shaky');
    assert.ok(run);
    const target = { file: run.file, dag: 'shaky', runId: run.runId, step: 'shaky' };
    await vscode.commands.executeCommand('restep.openLog', { ...target, attempt: 1 });
    assert.match(await eventually(shownLog, 'the log of attempt 1'), /not yet/);
    await vscode.commands.executeCommand('restep.openLog', { ...target, attempt: 2 });
    await eventually(() => (/now it works/.test(shownLog() ?? '') ? true : undefined), 'the log of attempt 2');
    const before = shownLog();
    await vscode.commands.executeCommand('type', { text: 'x' });
    assert.equal(shownLog(), before);
  });

  it('compare the logs of two attempts in the diff editor', async () => {
    const run = await newestRun('shaky');
    assert.ok(run);
    const target = { file: run.file, dag: 'shaky', runId: run.runId, step: 'shaky' };
    await vscode.commands.executeCommand('restep.compareAttempts', target);
    const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {};
    assert.ok(input instanceof vscode.TabInputTextDiff);
    const [left, right] = await Promise.all(
      [input.original, input.modified].map(uri => vscode.workspace.openTextDocument(uri)),
    );
    assert.match(left?.getText() ?? '', /not yet/);
    assert.match(right?.getText() ?? '', /now it works/);
  });

  it('show a log that grows while its step runs, and stop the run', async () => {
    const uri = await write(
      'growing.yaml',
      'steps:\n  - id: counter\n    run: |\n      for n in $(seq 1000); do echo "line $n"; sleep 0.05; done\n',
    );
    await show(uri);
    await vscode.commands.executeCommand('restep.runDag');
    await eventually(
      async () => ((await newestRun('growing'))?.nodes[0]?.status === 'running' ? true : undefined),
      'a running step',
    );
    await vscode.commands.executeCommand('restep.openLog', { uri: uri.toString(), step: 'counter' });
    const early = await eventually(() => (/line 1\n/.test(shownLog() ?? '') ? shownLog() : undefined), 'a first line');
    await eventually(() => ((shownLog() ?? '').length > early.length ? true : undefined), 'a longer log');
    await vscode.commands.executeCommand('restep.stopRun', { file: uri.fsPath, dag: 'growing' });
    assert.equal((await endedRun('growing')).status, 'aborted');
  });

  it('accept nobody’s word for where a log is', async () => {
    const query = JSON.stringify({ key: { dag: 'shaky', runId: '../../etc' }, node: { step: 'passwd' }, attempt: 1 });
    const uri = vscode.Uri.from({ scheme: 'restep-log', path: '/etc/passwd', query });
    assert.doesNotMatch((await vscode.workspace.openTextDocument(uri)).getText(), /root:/);
  });

  it('create a sample that is a workflow', async () => {
    await vscode.commands.executeCommand('restep.createSample');
    const editor = vscode.window.activeTextEditor;
    assert.match(editor?.document.uri.path ?? '', /\/sample\.yaml$/);
    await vscode.commands.executeCommand('restep.runDag');
    const run = await endedRun('sample');
    assert.deepEqual(statuses(run), { fetch: 'succeeded', load: 'failed', report: 'aborted' });
    await vscode.commands.executeCommand('restep.retryStepNow', {
      file: run.file,
      dag: 'sample',
      runId: run.runId,
      step: 'load',
    });
    assert.equal(statuses(await endedRun('sample', 2)).load, 'succeeded');
  });
});
