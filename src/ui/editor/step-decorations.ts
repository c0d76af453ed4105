// The last status of each step in the gutter and behind its line.

import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposal';
import { durationText } from '../../base/duration';
import { LineMap } from '../../base/text';
import { findNode, type Node } from '../../model/run';
import { type NodeStatus, nodeStatuses, statusFacts } from '../../model/status';
import type { RunFeed } from '../runs/run-feed';
import { onDidChangeSetting, setting } from '../settings';
import { gutterIcon } from './gutter-icon';
import type { WorkflowDocuments } from './workflow-documents';

interface Marks {
  readonly gutter: vscode.TextEditorDecorationType;
  readonly line: vscode.TextEditorDecorationType;
}

export function registerStepDecorations(documents: WorkflowDocuments, runs: RunFeed): vscode.Disposable {
  const store = new DisposableStore();
  const marks = new Map<NodeStatus, Marks>(
    nodeStatuses().map(([status]) => {
      const { color } = statusFacts(status);
      const gutter = store.add(
        vscode.window.createTextEditorDecorationType({ gutterIconPath: gutterIcon(status), gutterIconSize: '75%' }),
      );
      const line = store.add(
        vscode.window.createTextEditorDecorationType({
          after: { margin: '0 0 0 3ch', color: new vscode.ThemeColor(color), fontStyle: 'normal' },
          rangeBehavior: vscode.DecorationRangeBehavior.ClosedOpen,
        }),
      );
      return [status, { gutter, line }];
    }),
  );
  const decorate = (editor: vscode.TextEditor): void => decorateEditor(editor, marks, documents, runs);
  const decorateAll = (): void => {
    for (const editor of vscode.window.visibleTextEditors) decorate(editor);
  };
  const decorateUri = (uri: vscode.Uri): void => {
    for (const editor of vscode.window.visibleTextEditors)
      if (editor.document.uri.toString() === uri.toString()) decorate(editor);
  };
  store.add(documents.onDidChange(decorateUri));
  store.add(runs.onDidChangeLatest(file => decorateUri(vscode.Uri.file(file))));
  store.add(vscode.window.onDidChangeVisibleTextEditors(decorateAll));
  store.add(onDidChangeSetting(['gutterStatus', 'endOfLineStatus', 'codeLens'], decorateAll));
  decorateAll();
  return store;
}

function decorateEditor(
  editor: vscode.TextEditor,
  marks: ReadonlyMap<NodeStatus, Marks>,
  documents: WorkflowDocuments,
  runs: RunFeed,
): void {
  const { document } = editor;
  const workflow = documents.get(document.uri);
  const found = new Map<NodeStatus, { readonly gutter: vscode.Range[]; readonly line: vscode.DecorationOptions[] }>();
  // Places of an older text would be off: the editor moves what is drawn by itself until the text is read again.
  if (workflow?.dag !== undefined && workflow.dagVersion !== document.version) return;
  const run =
    workflow?.dag === undefined || workflow.file === ''
      ? undefined
      : runs.latest({ file: workflow.file, dag: workflow.dag.name });
  if (workflow?.dag !== undefined && run !== undefined) {
    const lines = new LineMap(document.getText());
    for (const step of workflow.dag.steps) {
      const node = findNode(run, step.name);
      if (node === undefined || (node.status === 'not_started' && node.reason === undefined)) continue;
      const { line } = lines.position(step.nameRange.start);
      const place = document.lineAt(line).range;
      const marked = found.get(node.status) ?? { gutter: [], line: [] };
      found.set(node.status, marked);
      if (setting('gutterStatus', document.uri)) marked.gutter.push(place);
      const contentText = behindLine(node, setting('codeLens', document.uri));
      if (setting('endOfLineStatus', document.uri) && contentText !== '')
        marked.line.push({ range: place, renderOptions: { after: { contentText } } });
    }
  }
  for (const [status, { gutter, line }] of marks) {
    editor.setDecorations(gutter, found.get(status)?.gutter ?? []);
    editor.setDecorations(line, found.get(status)?.line ?? []);
  }
}

/** Status and duration, unless the lens above says them already; why; and that a result is old. */
function behindLine(node: Node, hasLens: boolean): string {
  const error = node.error?.replace(/\n+recent std(?:err|out) \(tail\):\n+/g, ': ');
  const why = error ?? node.reason?.text ?? (node.status === 'waiting' ? node.ask?.prompt : undefined);
  const took =
    node.startedAt === undefined || node.finishedAt === undefined
      ? undefined
      : durationText(node.finishedAt - node.startedAt);
  const stale = (node.stale ?? []).map(cause =>
    cause.output === undefined
      ? vscode.l10n.t('possibly stale: {0} ran again', cause.producer)
      : vscode.l10n.t('stale: {0} of {1} changed', cause.output, cause.producer),
  );
  const words = [statusFacts(node.status).title, ...(took === undefined ? [] : [took])].join(' ');
  const parts = [...(hasLens ? [] : [words]), ...(why === undefined ? [] : [why]), ...stale];
  const text = parts.join(' · ').replace(/\s+/g, ' ');
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
