// Outline, folding and growing selections of workflows, asked as the editor asks.

import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { show, write } from './workspace';

const text = `params: TARGET=lab
steps:
  # the first
  - id: fetch
    run: |
      echo one
      echo two
  - id: use
    depends: fetch
    action: noop
`;

describe('structure', () => {
  it('is the outline: fields, and the steps with what they do', async () => {
    const uri = await write('outlined.yaml', text);
    await show(uri);
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      uri,
    );
    const [params, steps] = symbols;
    assert.deepEqual([params?.name, params?.children.map(({ name }) => name)], ['params', ['TARGET']]);
    assert.deepEqual(
      steps?.children.map(({ name, detail, range }) => [name, detail, range.start.line, range.end.line]),
      [
        ['fetch', 'echo one', 3, 6],
        ['use', 'noop', 7, 9],
      ],
    );
    const found = await vscode.commands.executeCommand<vscode.SymbolInformation[]>(
      'vscode.executeWorkspaceSymbolProvider',
      'fetch',
    );
    assert.ok(found.some(({ name, location }) => name === 'fetch' && location.uri.toString() === uri.toString()));
  });

  it('folds steps as a whole', async () => {
    const uri = await write('outlined.yaml', text);
    await show(uri);
    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      'vscode.executeFoldingRangeProvider',
      uri,
    );
    assert.deepEqual(
      folds.map(({ start, end }) => [start, end]),
      [
        [1, 9],
        [3, 6],
        [4, 6],
        [7, 9],
      ],
    );
  });

  it('lets selections grow from a word over the value to the step', async () => {
    const uri = await write('outlined.yaml', text);
    await show(uri);
    const [chain] = await vscode.commands.executeCommand<vscode.SelectionRange[]>(
      'vscode.executeSelectionRangeProvider',
      uri,
      [new vscode.Position(8, 16)],
    );
    const lines: number[] = [];
    for (let at = chain; at !== undefined; at = at.parent) lines.push(at.range.start.line);
    assert.ok(lines.includes(7) && lines.includes(0), String(lines));
  });

  it('is left to others in files that are no workflows', async () => {
    const uri = await write('foreign.yaml', 'on:\n  steps:\n    - id: a\n');
    await show(uri);
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
      'vscode.executeDocumentSymbolProvider',
      uri,
    );
    assert.deepEqual(symbols ?? [], []);
  });
});
