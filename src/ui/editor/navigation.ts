// From a name in an open workflow to where it is defined and to all its other places.

import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposal';
import { LineMap, type TextRange } from '../../base/text';
import { rangeOf } from './diagnostics';
import { fileOf, type WorkflowDocuments } from './workflow-documents';
import type { WorkflowReadings } from './workflow-readings';

export interface NavigationParts {
  readonly readings: WorkflowReadings;
  readonly documents: WorkflowDocuments;
  /** The file that a call means, from the file that calls. */
  readonly calledFile: (word: string, caller: string) => Promise<string | undefined>;
}

/** In larger files names are not marked while the cursor moves. */
const mostMarkedLines = 3000;

export function registerNavigation({ readings, documents, calledFile }: NavigationParts): vscode.Disposable {
  const store = new DisposableStore();
  const yaml = { language: 'yaml' };
  const occurrences = async (document: vscode.TextDocument, position: vscode.Position) => {
    const workflow = await readings.read(document);
    if (workflow === undefined) return undefined;
    const { occurrencesAt } = await import('../../language/definition');
    const found = occurrencesAt(workflow, document.offsetAt(position));
    return found === undefined ? undefined : { ...found, lines: new LineMap(workflow.text) };
  };
  store.add(
    vscode.languages.registerDefinitionProvider(yaml, {
      provideDefinition: async (document, position) => {
        const workflow = await readings.read(document);
        if (workflow === undefined) return undefined;
        const { calledFileAt, definitionsAt } = await import('../../language/definition');
        const offset = document.offsetAt(position);
        const lines = new LineMap(workflow.text);
        const place = (range: TextRange): vscode.Range => rangeOf(range, lines);
        const open = documents.get(document.uri);
        const dag = open?.dagVersion === document.version ? open.dag : undefined;
        const links = definitionsAt(workflow, offset, dag);
        if (links.length > 0) {
          return links.map(
            ({ origin, whole, name }): vscode.LocationLink => ({
              originSelectionRange: place(origin),
              targetUri: document.uri,
              targetRange: place(whole),
              targetSelectionRange: place(name),
            }),
          );
        }
        const called = calledFileAt(workflow, offset);
        const caller = fileOf(document.uri);
        const file = called === undefined || caller === '' ? undefined : await calledFile(called.name, caller);
        if (called === undefined || file === undefined) return undefined;
        const start = new vscode.Range(0, 0, 0, 0);
        return [{ originSelectionRange: place(called.range), targetUri: vscode.Uri.file(file), targetRange: start }];
      },
    }),
  );
  store.add(
    vscode.languages.registerReferenceProvider(yaml, {
      provideReferences: async (document, position, { includeDeclaration }) => {
        const found = await occurrences(document, position);
        if (found === undefined) return [];
        const places = [...(includeDeclaration ? found.definitions : []), ...found.references];
        return places.map(range => new vscode.Location(document.uri, rangeOf(range, found.lines)));
      },
    }),
  );
  store.add(
    vscode.languages.registerDocumentHighlightProvider(yaml, {
      provideDocumentHighlights: async (document, position) => {
        // Asked for at every move of the cursor; where finding all places takes long, VS Code's own marks of equal words must do.
        if (document.lineCount > mostMarkedLines) return undefined;
        const found = await occurrences(document, position);
        if (found === undefined) return undefined;
        const marked = (places: readonly TextRange[], kind: vscode.DocumentHighlightKind): vscode.DocumentHighlight[] =>
          places.map(range => new vscode.DocumentHighlight(rangeOf(range, found.lines), kind));
        return [
          ...marked(found.definitions, vscode.DocumentHighlightKind.Write),
          ...marked(found.references, vscode.DocumentHighlightKind.Read),
        ];
      },
    }),
  );
  return store;
}
