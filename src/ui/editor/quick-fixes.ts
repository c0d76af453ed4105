// Quick fixes for the problems of open workflows, one by one and all at once.

import * as vscode from 'vscode';
import { LineMap, type TextEdit } from '../../base/text';
import { fixAll, fixesAt } from '../../language/fixes';
import { rangeOf } from './diagnostics';
import { fileOf, type WorkflowDocuments } from './workflow-documents';

const fixAllKind = vscode.CodeActionKind.SourceFixAll.append('restep');

/** `mended` gives a text with everything mended that obviously can be. */
export function registerQuickFixes(
  documents: WorkflowDocuments,
  mended: (text: string, file: string) => Promise<string>,
): vscode.Disposable {
  /** The documents of actions whose edits are made when they are chosen. */
  const pending = new WeakMap<vscode.CodeAction, vscode.TextDocument>();
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
        const everything = (kind: vscode.CodeActionKind): vscode.CodeAction => {
          const action = new vscode.CodeAction(vscode.l10n.t('Fix all obvious problems in this workflow'), kind);
          pending.set(action, document);
          return action;
        };
        if (context.only !== undefined && vscode.CodeActionKind.SourceFixAll.contains(context.only))
          return all.length === 0 ? [] : [everything(fixAllKind)];
        const place = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
        const offered = fixesAt(diagnostics, place).map(({ fix, diagnostic }) => {
          const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
          action.edit = edit(fix.edits);
          action.diagnostics = context.diagnostics.filter(shown => shown.code === diagnostic.code);
          action.isPreferred = fix.preferred === true;
          return action;
        });
        // The menu of quick fixes leaves out everything of another kind.
        return offered.length > 0 && all.length > 1
          ? [...offered, everything(vscode.CodeActionKind.QuickFix)]
          : offered;
      },
      // Mending goes on until nothing is left: an old key hides what is old below it.
      resolveCodeAction: async action => {
        const document = pending.get(action);
        if (document === undefined) return action;
        const text = document.getText();
        const after = await mended(text, fileOf(document.uri));
        action.edit = new vscode.WorkspaceEdit();
        action.edit.set(document.uri, [replacement(document, text, after)]);
        return action;
      },
    },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, fixAllKind] },
  );
}

/** One edit from where the texts begin to differ to where they end to. */
function replacement(document: vscode.TextDocument, before: string, after: string): vscode.TextEdit {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const range = new vscode.Range(document.positionAt(start), document.positionAt(before.length - end));
  return vscode.TextEdit.replace(range, after.slice(start, after.length - end));
}
