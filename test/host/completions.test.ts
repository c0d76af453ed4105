// Completions as VS Code asks for them.

import { strict as assert } from 'node:assert';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { eventually } from '../support/eventually';
import { show, write } from './workspace';

/** What is offered at the mark, resolved. */
async function offered(name: string, marked: string): Promise<readonly vscode.CompletionItem[]> {
  const uri = await write(name, marked.replace('<|>', ''));
  const { document } = await show(uri);
  return offeredAt(uri, document.positionAt(marked.indexOf('<|>')));
}

async function offeredAt(uri: vscode.Uri, position: vscode.Position): Promise<readonly vscode.CompletionItem[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    uri,
    position,
    undefined,
    500,
  );
  return list.items.filter(({ sortText }) => sortText?.startsWith('!') === true);
}

function labelOf({ label }: vscode.CompletionItem): string {
  return typeof label === 'string' ? label : label.label;
}

describe('completions', () => {
  it('offer fields with their meaning, and put them in whole', async () => {
    const marked = 'steps:\n  - id: a\n    run: x\n    ret<|>\n';
    const items = await offered('completed.yaml', marked);
    const item = items.find(one => labelOf(one) === 'retry_policy');
    assert.ok(item !== undefined);
    assert.match((item.documentation as vscode.MarkdownString).value, /Tries the step again when it fails/);
    assert.equal((item.documentation as vscode.MarkdownString).isTrusted, undefined);
    const [editor] = vscode.window.visibleTextEditors;
    assert.ok(editor !== undefined && item.insertText instanceof vscode.SnippetString);
    await editor.insertSnippet(item.insertText, item.range as vscode.Range, {
      undoStopBefore: true,
      undoStopAfter: true,
      keepWhitespace: true,
    });
    assert.equal(
      editor.document.getText(),
      'steps:\n  - id: a\n    run: x\n    retry_policy:\n      limit: 3\n      interval_sec: 5\n',
    );
  });

  it('offer what references can name, and other workflows of the folder', async () => {
    const references = await offered(
      'referring.yaml',
      'params:\n  - name: TARGET\n    default: lab\nsteps:\n  - id: a\n    run: echo ${par<|>}\n',
    );
    assert.ok(references.some(item => labelOf(item) === 'params.TARGET'));
    await write('called.yaml', 'steps:\n  - run: x\n');
    const uri = await write('calling.yaml', 'steps:\n  - action: dag.run\n    with:\n      dag: \n');
    await show(uri);
    // VS Code tells of new files a moment later.
    const called = await eventually(async () => {
      const labels = (await offeredAt(uri, new vscode.Position(3, 11))).map(labelOf);
      return labels.includes('called') ? labels : undefined;
    }, 'the other workflow');
    assert.ok(!called.includes('calling'));
  });

  it('begin a workflow in an empty file', async () => {
    assert.deepEqual((await offered('empty.yaml', '<|>\n')).map(labelOf), ['workflow']);
  });

  it('know the base configuration where Dagu has it, whose names are not renamed', async () => {
    const home = await write('home/base.yaml', 'env:\n  - REGION: eu\ndefaults:\n  ');
    await write('other/base.yaml', 'defaults:\n  ');
    const setting = vscode.workspace.getConfiguration('restep');
    const place = new vscode.Position(3, 2);
    await setting.update('dagu.home', dirname(home.fsPath), vscode.ConfigurationTarget.Workspace);
    try {
      await show(home);
      assert.ok((await offeredAt(home, place)).map(labelOf).includes('retry_policy'));
      assert.deepEqual(await offered('other/base.yaml', 'defaults:\n  <|>'), []);
      await assert.rejects(
        async () => vscode.commands.executeCommand('vscode.executeDocumentRenameProvider', home, place, 'x'),
        /no name here|No result/,
      );
    } finally {
      await setting.update('dagu.home', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it('keep the line ends of the file', async () => {
    const uri = await write('crlf.yaml', 'steps:\r\n  - id: a\r\n    run: x\r\n    \r\n');
    const editor = await show(uri);
    const item = (await offeredAt(uri, new vscode.Position(3, 4))).find(one => labelOf(one) === 'retry_policy');
    assert.ok(item?.insertText instanceof vscode.SnippetString);
    await editor.insertSnippet(item.insertText, item.range as vscode.Range, {
      undoStopBefore: true,
      undoStopAfter: true,
      keepWhitespace: true,
    });
    assert.equal(
      editor.document.getText(),
      'steps:\r\n  - id: a\r\n    run: x\r\n    retry_policy:\r\n      limit: 3\r\n      interval_sec: 5\r\n',
    );
  });

  it('offer nothing in files that are no workflows', async () => {
    assert.deepEqual(await offered('foreign.yaml', 'jobs:\n  <|>\n'), []);
  });
});
