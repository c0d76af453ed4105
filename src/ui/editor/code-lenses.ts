// The lenses above a workflow and its steps, as the editor shows them.

import * as vscode from 'vscode';
import { DisposableStore, toDisposable } from '../../base/disposal';
import { LineMap } from '../../base/text';
import { type Lens, type LensAction, lensesOf } from '../../language/lenses';
import { commandIds } from '../commands/ids';
import type { RunFeed } from '../runs/run-feed';
import { onDidChangeSetting, setting } from '../settings';
import { rangeOf } from './diagnostics';
import type { WorkflowDocuments } from './workflow-documents';

/** What a lens hands to its command. */
export interface LensArgument {
  /** The address of the document. */
  readonly uri: string;
  readonly step?: string;
}

const commands: { readonly [A in LensAction]: string } = {
  runDag: commandIds.runDag,
  showGraph: commandIds.showGraph,
  runStep: commandIds.runStep,
  retryStep: commandIds.retryStep,
  answerStep: commandIds.answerStep,
  openLog: commandIds.openLog,
  showStatus: commandIds.showRun,
};

/** Milliseconds after the last change until VS Code is told of it once more. */
const repeatMs = 400;

export function registerCodeLenses(documents: WorkflowDocuments, runs: RunFeed): vscode.Disposable {
  const store = new DisposableStore();
  const changes = store.add(new vscode.EventEmitter<void>());
  let repeat: NodeJS.Timeout | undefined;
  // VS Code forgets a change when the editor loses the focus at that moment: what was told last is told again.
  const change = (): void => {
    clearTimeout(repeat);
    repeat = setTimeout(() => changes.fire(), repeatMs);
    changes.fire();
  };
  store.add(toDisposable(() => clearTimeout(repeat)));
  store.add(documents.onDidChange(change));
  store.add(runs.onDidChangeLatest(change));
  store.add(onDidChangeSetting(['codeLens'], change));
  store.add(
    vscode.languages.registerCodeLensProvider(
      { language: 'yaml' },
      {
        onDidChangeCodeLenses: changes.event,
        provideCodeLenses: async document => {
          if (!setting('codeLens', document.uri)) return [];
          const workflow = await documents.current(document);
          if (workflow?.dag === undefined) return [];
          const { dag, file, uri } = workflow;
          const text = document.getText();
          const lines = new LineMap(text);
          const run = file === '' ? undefined : runs.latest({ file, dag: dag.name });
          // Lenses of a text that does not load just now are those of the last one that did, as far as it reaches.
          return lensesOf(dag, firstKey(text), run).map(lens => codeLens(lens, uri, lines));
        },
      },
    ),
  );
  return store;
}

function codeLens({ range, title, tooltip, action, step }: Lens, uri: vscode.Uri, lines: LineMap): vscode.CodeLens {
  const argument: LensArgument = { uri: uri.toString(), ...(step === undefined ? {} : { step }) };
  const { start } = rangeOf(range, lines);
  return new vscode.CodeLens(new vscode.Range(start, start), {
    title,
    tooltip,
    command: commands[action],
    arguments: [argument],
  });
}

/** Where the workflow begins: behind the comments that head the file. */
function firstKey(text: string): { readonly start: number; readonly end: number } {
  const at = /^(?!\s*(#|---|$)).*$/m.exec(text)?.index ?? 0;
  return { start: at, end: at };
}
