// What is wrong with the open workflows, as problems of the editor.

import * as vscode from 'vscode';
import type { Diagnostic, Severity } from '../../base/diagnostic';
import { DisposableStore } from '../../base/disposal';
import { LineMap, type TextRange } from '../../base/text';
import { setting } from '../settings';
import type { OpenWorkflow, WorkflowDocuments } from './workflow-documents';

/** The source of our problems: other extensions may look at the same file. */
const source = 'Restep';

const severities: { readonly [S in Severity]: vscode.DiagnosticSeverity } = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

export function registerDiagnostics(documents: WorkflowDocuments): vscode.Disposable {
  const store = new DisposableStore();
  const collection = store.add(vscode.languages.createDiagnosticCollection('restep'));
  const show = (uri: vscode.Uri): void => {
    const workflow = documents.get(uri);
    const document = vscode.workspace.textDocuments.find(one => one.uri.toString() === uri.toString());
    if (workflow === undefined || document === undefined) collection.delete(uri);
    else if (document.version === workflow.version) collection.set(uri, problemsOf(workflow, document));
  };
  store.add(documents.onDidChange(show));
  for (const { uri } of documents.all()) show(uri);
  return store;
}

/** A range of offsets as the editor counts. */
export function rangeOf({ start, end }: TextRange, lines: Pick<LineMap, 'position'>): vscode.Range {
  const [from, to] = [lines.position(start), lines.position(end)];
  return new vscode.Range(from.line, from.character, to.line, to.character);
}

function problemsOf({ compilation }: OpenWorkflow, document: vscode.TextDocument): vscode.Diagnostic[] {
  const lines = new LineMap(document.getText());
  const most = setting('validation.maxProblems', document.uri);
  return compilation.diagnostics.slice(0, most).map(found => problem(found, document.uri, lines));
}

function problem(found: Diagnostic, uri: vscode.Uri, lines: LineMap): vscode.Diagnostic {
  const shown = new vscode.Diagnostic(visible(rangeOf(found.range, lines)), found.message, severities[found.severity]);
  shown.source = source;
  shown.code = found.code;
  if (found.tag !== undefined)
    shown.tags = [found.tag === 'deprecated' ? vscode.DiagnosticTag.Deprecated : vscode.DiagnosticTag.Unnecessary];
  if (found.related !== undefined)
    shown.relatedInformation = found.related.map(({ message, range, file }) => {
      const place = file === undefined ? rangeOf(range, lines) : new vscode.Range(0, 0, 0, 0);
      return new vscode.DiagnosticRelatedInformation(
        new vscode.Location(file === undefined ? uri : vscode.Uri.file(file), place),
        message,
      );
    });
  return shown;
}

/** An empty range is widened to a character, or nothing would be underlined. */
function visible(range: vscode.Range): vscode.Range {
  return range.isEmpty ? range.with({ end: range.start.translate(0, 1) }) : range;
}
