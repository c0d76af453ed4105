// Quick fixes for the problems of open workflows, one by one and all at once.

import * as vscode from 'vscode';
import { LineMap, type TextEdit } from '../../base/text';
import { fixAll, fixesAt } from '../../language/fixes';
import { rangeOf } from './diagnostics';
import type { WorkflowDocuments } from './workflow-documents';

const fixAllKind = vscode.CodeActionKind.SourceFixAll.append('restep');

export function registerQuickFixes(documents: WorkflowDocuments): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    { language: 'yaml' },
    {
      provideCodeActions: async (document, range, context) => {
        const workflow = await documents.current(document);
        if (workflow === undefined || workflow.version !== document.version) return [];
        const { diagnostics } = workflow.compilation;
        const lines = new LineMap(document.getText());
        const edit = (edits: readonly TextEdit[]): vscode.WorkspaceEdit => {
          const whole = new vscode.WorkspaceEdit();
          whole.set(
            document.uri,
            edits.map(one => vscode.TextEdit.replace(rangeOf(one.range, lines), one.text)),
          );
          return whole;
        };
        const all = fixAll(diagnostics);
        const everything = new vscode.CodeAction(
          vscode.l10n.t('Fix all obvious problems in this workflow'),
          fixAllKind,
        );
        everything.edit = edit(all);
        if (context.only !== undefined && vscode.CodeActionKind.SourceFixAll.contains(context.only))
          return all.length === 0 ? [] : [everything];
        const place = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
        const offered = fixesAt(diagnostics, place).map(({ fix, diagnostic }) => {
          const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
          action.edit = edit(fix.edits);
          action.diagnostics = context.diagnostics.filter(shown => shown.code === diagnostic.code);
          action.isPreferred = fix.preferred === true;
          return action;
        });
        return offered.length > 0 && all.length > 1 ? [...offered, everything] : offered;
      },
    },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, fixAllKind] },
  );
}
