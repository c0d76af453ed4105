// Completions in open workflows, as the editor shows them.

import { dirname, relative } from 'node:path';
import * as vscode from 'vscode';
import { LineMap } from '../../base/text';
import type { Completion, CompletionKind } from '../../language/completion/completion';
import type { CallableWorkflow } from '../../language/completion/workflow-names';
import { rangeOf } from './diagnostics';
import type { WorkflowReadings } from './workflow-readings';

export interface CompletionParts {
  readonly readings: WorkflowReadings;
  /** The workflow files of the workspace. */
  readonly files: () => Promise<readonly vscode.Uri[]>;
}

const kinds: { readonly [K in CompletionKind]: vscode.CompletionItemKind } = {
  field: vscode.CompletionItemKind.Property,
  structure: vscode.CompletionItemKind.Snippet,
  value: vscode.CompletionItemKind.EnumMember,
  step: vscode.CompletionItemKind.Reference,
  action: vscode.CompletionItemKind.Function,
  workflow: vscode.CompletionItemKind.File,
  variable: vscode.CompletionItemKind.Variable,
  constant: vscode.CompletionItemKind.Constant,
  output: vscode.CompletionItemKind.Field,
};

/** What is typed right before something can be chosen. A blank counts only where a value begins. */
const triggers = ['$', '{', '.', '[', ' '] as const;
const valueBegins = /(?:[:,[{]|^\s*(?:- +)*-) +$/;

export function registerCompletions(parts: CompletionParts): vscode.Disposable {
  const known = new WeakMap<vscode.CompletionItem, Completion>();
  return vscode.languages.registerCompletionItemProvider(
    { language: 'yaml' },
    {
      provideCompletionItems: async (document, position, token, { triggerCharacter }) => {
        const before = document.lineAt(position.line).text.slice(0, position.character);
        if (triggerCharacter === ' ' && !valueBegins.test(before)) return undefined;
        const items = await itemsAt(parts, document, position, token);
        return items.map(({ completion, item }) => {
          known.set(item, completion);
          return item;
        });
      },
      resolveCompletionItem: async item => {
        const prose = known.get(item)?.documentation;
        if (prose === undefined) return item;
        const { markdown } = await import('../../language/prose');
        item.documentation = new vscode.MarkdownString(markdown(prose));
        return item;
      },
    },
    ...triggers,
  );
}

/** A file with more lines is not empty, whatever they hold. */
const mostEmptyLines = 100;

interface ShownItem {
  readonly completion: Completion;
  readonly item: vscode.CompletionItem;
}

async function itemsAt(
  { readings, files }: CompletionParts,
  document: vscode.TextDocument,
  position: vscode.Position,
  token: vscode.CancellationToken,
): Promise<readonly ShownItem[]> {
  const workflow = await readings.read(document);
  if (token.isCancellationRequested) return [];
  if (workflow === undefined) return starterItems(document, position);
  const { completionsAt, namesWorkflow } = await import('../../language/completion/answer');
  const read = await readings.reader(document);
  const callable = namesWorkflow(document.lineAt(position.line).text) ? callableFrom(document, await files()) : [];
  if (token.isCancellationRequested) return [];
  const { text } = workflow;
  const lines = new LineMap(text);
  const found = completionsAt({
    text,
    offset: lines.offset(position),
    read: version => (version === text ? workflow : read(version)),
    callable,
  });
  return found.map((completion, index) => ({ completion, item: itemOf(completion, index, lines) }));
}

/** In a YAML file that is still empty. */
async function starterItems(document: vscode.TextDocument, position: vscode.Position): Promise<readonly ShownItem[]> {
  if (document.lineCount > mostEmptyLines) return [];
  const { starterAt } = await import('../../language/completion/starter');
  const text = document.getText();
  const lines = new LineMap(text);
  const found = starterAt(text, lines.offset(position));
  return found.map((completion, index) => ({ completion, item: itemOf(completion, index, lines) }));
}

function itemOf(completion: Completion, index: number, lines: LineMap): vscode.CompletionItem {
  const { label, detail, text, edits } = completion;
  const item = new vscode.CompletionItem(
    detail === undefined ? label : { label, description: detail },
    kinds[completion.kind],
  );
  // An exclamation mark comes before every letter, so that these stand above what other extensions offer.
  item.sortText = `!${String(index).padStart(5, '0')}`;
  item.filterText = completion.filter ?? label;
  item.insertText = completion.snippet === true ? new vscode.SnippetString(text) : text;
  // Further lines carry their whole indentation already.
  item.keepWhitespace = true;
  item.range = rangeOf(completion.range, lines);
  if (completion.deprecated === true) item.tags = [vscode.CompletionItemTag.Deprecated];
  if (completion.again === true) item.command = { command: 'editor.action.triggerSuggest', title: '' };
  if (edits !== undefined)
    item.additionalTextEdits = edits.map(edit => vscode.TextEdit.replace(rangeOf(edit.range, lines), edit.text));
  return item;
}

/** Other workflows as `dag` names them: beside the file by their name, elsewhere by their path from there. */
function callableFrom(document: vscode.TextDocument, files: readonly vscode.Uri[]): readonly CallableWorkflow[] {
  const folder = dirname(document.uri.fsPath);
  return files
    .filter(uri => uri.toString() !== document.uri.toString())
    .map(uri => {
      const path = relative(folder, uri.fsPath).replaceAll('\\', '/');
      return { name: path.includes('/') ? path : path.replace(/\.ya?ml$/, ''), file: path };
    });
}
