// The shape of open workflows for the editor: outline, breadcrumbs, folding, growing selections, symbols of the workspace.

import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposal';
import { LineMap } from '../../base/text';
import type { DocumentSymbol, SymbolKind } from '../../language/document-symbols';
import type { Fold } from '../../language/folding';
import { rangeOf } from './diagnostics';
import type { WorkflowDocuments } from './workflow-documents';
import type { WorkflowReadings } from './workflow-readings';

const kinds: { readonly [K in SymbolKind]: vscode.SymbolKind } = {
  document: vscode.SymbolKind.Module,
  field: vscode.SymbolKind.Namespace,
  const: vscode.SymbolKind.Constant,
  param: vscode.SymbolKind.Variable,
  env: vscode.SymbolKind.Variable,
  secret: vscode.SymbolKind.Key,
  action: vscode.SymbolKind.Class,
  handler: vscode.SymbolKind.Event,
  step: vscode.SymbolKind.Function,
  group: vscode.SymbolKind.Array,
};

const foldKinds: { readonly [K in NonNullable<Fold['kind']>]: vscode.FoldingRangeKind } = {
  comment: vscode.FoldingRangeKind.Comment,
  region: vscode.FoldingRangeKind.Region,
};

export function registerStructure(readings: WorkflowReadings, documents: WorkflowDocuments): vscode.Disposable {
  const store = new DisposableStore();
  const yaml = { language: 'yaml' };
  const symbolsOf = async (document: vscode.TextDocument): Promise<vscode.DocumentSymbol[]> => {
    const workflow = await readings.read(document);
    if (workflow === undefined) return [];
    const { documentSymbols } = await import('../../language/document-symbols');
    const lines = new LineMap(workflow.text);
    return documentSymbols(workflow).map(symbol => shownSymbol(symbol, lines));
  };
  store.add(
    vscode.languages.registerDocumentSymbolProvider(
      yaml,
      { provideDocumentSymbols: symbolsOf },
      { label: vscode.l10n.t('Workflow') },
    ),
  );
  store.add(
    vscode.languages.registerFoldingRangeProvider(yaml, {
      provideFoldingRanges: async document => {
        const workflow = await readings.read(document);
        if (workflow === undefined) return undefined;
        const { foldsOf } = await import('../../language/folding');
        return foldsOf(workflow).map(
          ({ start, end, kind }) => new vscode.FoldingRange(start, end, kind === undefined ? kind : foldKinds[kind]),
        );
      },
    }),
  );
  store.add(
    vscode.languages.registerSelectionRangeProvider(yaml, {
      provideSelectionRanges: async (document, positions) => {
        const workflow = await readings.read(document);
        if (workflow === undefined) return undefined;
        const { selectionsAt } = await import('../../language/selection');
        const lines = new LineMap(workflow.text);
        return positions.flatMap(position => {
          const ranges = selectionsAt(workflow, document.offsetAt(position)).map(range => rangeOf(range, lines));
          const chain = ranges.reduceRight<vscode.SelectionRange | undefined>(
            (parent, range) => new vscode.SelectionRange(range, parent),
            undefined,
          );
          return chain === undefined ? [] : [chain];
        });
      },
    }),
  );
  store.add(
    vscode.languages.registerWorkspaceSymbolProvider({
      provideWorkspaceSymbols: async () => {
        const open = new Set(documents.all().map(({ uri }) => uri.toString()));
        const shown = vscode.workspace.textDocuments.filter(({ uri }) => open.has(uri.toString()));
        const found = await Promise.all(
          shown.map(async document =>
            stepsOf(await symbolsOf(document)).map(
              ({ name, kind, selectionRange }) =>
                new vscode.SymbolInformation(name, kind, '', new vscode.Location(document.uri, selectionRange)),
            ),
          ),
        );
        return found.flat();
      },
    }),
  );
  return store;
}

function shownSymbol(symbol: DocumentSymbol, lines: LineMap): vscode.DocumentSymbol {
  const { name, detail, kind, whole, selection } = symbol;
  const shown = new vscode.DocumentSymbol(name, detail, kinds[kind], rangeOf(whole, lines), rangeOf(selection, lines));
  shown.children = symbol.children.map(child => shownSymbol(child, lines));
  return shown;
}

function stepsOf(symbols: readonly vscode.DocumentSymbol[]): readonly vscode.DocumentSymbol[] {
  return symbols.flatMap(symbol => [...(symbol.kind === kinds.step ? [symbol] : []), ...stepsOf(symbol.children)]);
}
