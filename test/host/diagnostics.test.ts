// What is wrong with a workflow, in the editor's problems, while it is typed.

import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { eventually } from '../support/eventually';
import { show, write } from './workspace';

const broken = `steps:
  - id: first
    run: echo one
  - id: second
    depends: frist
    run: echo two
`;

function problems(uri: vscode.Uri): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Restep');
}

describe('problems', () => {
  it('appear when a workflow is opened, with a code and the place', async () => {
    const uri = await write('broken.yaml', broken);
    await show(uri);
    const found = await eventually(() => problems(uri)[0], 'a problem');
    assert.match(found.message, /frist/);
    assert.equal(found.range.start.line, 4);
    assert.equal(typeof found.code, 'string');
  });

  it('go away while the mistake is mended, before anything is saved', async () => {
    const uri = await write('typing.yaml', broken);
    const editor = await show(uri);
    await eventually(() => problems(uri)[0], 'a problem');
    const at = editor.document.positionAt(editor.document.getText().indexOf('frist'));
    await editor.edit(edit => edit.replace(new vscode.Range(at, at.translate(0, 5)), 'first'));
    await eventually(() => (problems(uri).length === 0 ? true : undefined), 'no problem');
    assert.equal(editor.document.isDirty, true);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('are not looked for in other YAML files', async () => {
    const other = await write('compose.yaml', 'services:\n  web:\n    depends: frist\n');
    const pipeline = await write('azure-pipelines.yml', 'trigger: [main]\nsteps:\n  - script: echo hi\n');
    const uri = await write('beside.yaml', broken);
    await show(other);
    await show(pipeline);
    await show(uri);
    await eventually(() => problems(uri)[0], 'a problem in the workflow');
    assert.deepEqual([...problems(other), ...problems(pipeline)], []);
  });

  it('of older files are mended all at once, with comments and line ends as they were', async () => {
    const text =
      'logDir: x # logs\r\nsteps:\r\n  - run: x\r\n    retryPolicy: # again\r\n      limit: 1\r\n      intervalSec: 2\r\n';
    const uri = await write('older.yaml', text);
    const { document } = await show(uri);
    await eventually(() => problems(uri)[0], 'a problem');
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const kind = vscode.CodeActionKind.SourceFixAll.value;
    const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      whole,
      kind,
      5,
    );
    const edit = found.find(action => action.kind?.value === 'source.fixAll.restep')?.edit;
    assert.ok(edit !== undefined && (await vscode.workspace.applyEdit(edit)));
    const mended = text
      .replace('logDir', 'log_dir')
      .replace('retryPolicy', 'retry_policy')
      .replace('intervalSec', 'interval_sec');
    assert.equal(document.getText(), mended);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('go away with the file', async () => {
    const uri = await write('gone.yaml', broken);
    await vscode.commands.executeCommand('vscode.open', uri);
    await eventually(() => problems(uri)[0], 'a problem');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await vscode.workspace.fs.delete(uri);
    await eventually(() => (problems(uri).length === 0 ? true : undefined), 'no problem');
  });
});
