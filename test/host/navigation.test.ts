// From names to definitions and references, and other names for them, asked as the editor asks.

import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { eventually } from '../support/eventually';
import { show, write } from './workspace';

const text = `params: TARGET=lab
steps:
  - id: fetch
    output: DATA
    run: echo "\${params.TARGET}"
  - depends: [fetch]
    run: |
      echo "\${fetch.output}" $DATA $TARGET
  - depends: cmd_2
    call: called-elsewhere
`;

function positionOf(word: string, offset = 0): vscode.Position {
  const before = text.slice(0, text.indexOf(word) + offset).split('\n');
  return new vscode.Position(before.length - 1, before.at(-1)?.length ?? 0);
}

async function definitionsOf(uri: vscode.Uri, position: vscode.Position): Promise<readonly string[]> {
  const found = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
    'vscode.executeDefinitionProvider',
    uri,
    position,
  );
  return found.map(one => {
    const [target, range] =
      'targetUri' in one ? [one.targetUri, one.targetSelectionRange ?? one.targetRange] : [one.uri, one.range];
    return `${target.path.split('/').at(-1)} ${range.start.line + 1}:${range.start.character + 1}`;
  });
}

describe('navigation', () => {
  it('leads to the definition of steps, parameters and captured variables', async () => {
    const uri = await write('navigated.yaml', text);
    await show(uri);
    assert.deepEqual(await definitionsOf(uri, positionOf('[fetch]', 2)), ['navigated.yaml 3:9']);
    assert.deepEqual(await definitionsOf(uri, positionOf('${params.TARGET}', 10)), ['navigated.yaml 1:9']);
    assert.deepEqual(await definitionsOf(uri, positionOf('$DATA', 2)), ['navigated.yaml 4:13']);
  });

  it('leads to steps by the names that Dagu gives them', async () => {
    const uri = await write('navigated.yaml', text);
    await show(uri);
    const found = await eventually(async () => {
      const definitions = await definitionsOf(uri, positionOf('cmd_2', 1));
      return definitions.length > 0 ? definitions : undefined;
    }, 'a definition of cmd_2');
    assert.deepEqual(found, ['navigated.yaml 6:5']);
  });

  it('leads into the file that is called', async () => {
    await write('called-elsewhere.yaml', 'steps:\n  - run: "true"\n');
    const uri = await write('navigated.yaml', text);
    await show(uri);
    assert.deepEqual(await definitionsOf(uri, positionOf('called-elsewhere', 3)), ['called-elsewhere.yaml 1:1']);
  });

  it('finds and highlights all references', async () => {
    const uri = await write('navigated.yaml', text);
    await show(uri);
    const found = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeReferenceProvider',
      uri,
      positionOf('id: fetch', 5),
    );
    assert.deepEqual(found.map(({ range }) => range.start.line + 1).sort(), [3, 6, 8]);
    const marks = await vscode.commands.executeCommand<vscode.DocumentHighlight[]>(
      'vscode.executeDocumentHighlights',
      uri,
      positionOf('${params.TARGET}', 10),
    );
    assert.deepEqual(
      marks.map(({ range, kind }) => [range.start.line + 1, kind]),
      [
        [1, vscode.DocumentHighlightKind.Write],
        [5, vscode.DocumentHighlightKind.Read],
        [8, vscode.DocumentHighlightKind.Read],
      ],
    );
  });
});

describe('renaming', () => {
  const rename = async (uri: vscode.Uri, at: vscode.Position, name: string): Promise<vscode.WorkspaceEdit> =>
    vscode.commands.executeCommand('vscode.executeDocumentRenameProvider', uri, at, name);

  it('changes a name at all its places', async () => {
    const uri = await write('renamed.yaml', text);
    const editor = await show(uri);
    const edit = await rename(uri, positionOf('${fetch.output}', 4), 'load');
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.equal(editor.document.getText(), text.replaceAll('fetch', 'load'));
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('refuses names with the reason, also those that only the whole file shows to be wrong', async () => {
    const uri = await write('renamed.yaml', text);
    await show(uri);
    await assert.rejects(rename(uri, positionOf('id: fetch', 5), 'env'), /reserved word/);
    await assert.rejects(rename(uri, positionOf('id: fetch', 5), 'cmd_2'), /cmd_2/);
    await assert.rejects(rename(uri, positionOf('steps'), 'x'), /no name here/);
  });
});
