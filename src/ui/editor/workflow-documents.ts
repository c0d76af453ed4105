// The open documents that are workflows: recognised at once, compiled while the user rests, remembered while they are half typed.

import { performance } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposal';
import { Emitter } from '../../base/emitter';
import type { Dag } from '../../model/dag';
import type { Compilation } from '../../spec/compilation';
import { setting } from '../settings';
import { looksLikeWorkflow } from '../workflow-text';

/** What is known of an open workflow. */
export interface OpenWorkflow {
  readonly uri: vscode.Uri;
  /** Absolute path on this machine; empty: it lies elsewhere or is not saved. */
  readonly file: string;
  readonly compilation: Compilation;
  /** The version of the document that was compiled. */
  readonly version: number;
  /** The newest Dag that could be made of the text, perhaps of an earlier version. */
  readonly dag: Dag | undefined;
  readonly dagVersion: number;
}

export type Compiler = (text: string, file: string) => Promise<Compilation>;

interface Watched {
  workflow: OpenWorkflow | undefined;
  timer: NodeJS.Timeout | undefined;
  /** Milliseconds that the last compilation took. */
  lastMs: number;
}

/** A file that takes long is compiled more rarely, so that typing stays smooth: after so many times its duration. */
const restFactor = 5;
/** As much of an open text is looked at to tell whether it is a workflow. */
const lookedAt = 65_536;

export class WorkflowDocuments implements vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #watched = new Map<string, Watched>();
  readonly #changes = new Emitter<vscode.Uri>();
  readonly #compile: Compiler;
  readonly #onBug: (error: unknown) => void;

  /** Fires when a document was compiled, or is no workflow any more. */
  readonly onDidChange = this.#changes.event;

  constructor(compile: Compiler, onBug: (error: unknown) => void) {
    this.#compile = compile;
    this.#onBug = onBug;
    this.#store.add(this.#changes);
    this.#store.add(vscode.workspace.onDidOpenTextDocument(document => this.#see(document, 0)));
    this.#store.add(vscode.workspace.onDidCloseTextDocument(document => this.#forget(document.uri)));
    this.#store.add(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#see(document, setting('validation.debounce', document.uri));
      }),
    );
    for (const document of vscode.workspace.textDocuments) this.#see(document, 0);
  }

  get(uri: vscode.Uri): OpenWorkflow | undefined {
    return this.#watched.get(uri.toString())?.workflow;
  }

  all(): readonly OpenWorkflow[] {
    return [...this.#watched.values()].flatMap(({ workflow }) => (workflow === undefined ? [] : [workflow]));
  }

  /** What is known of the document as it is now: compiled at once if it is not yet. */
  async current(document: vscode.TextDocument): Promise<OpenWorkflow | undefined> {
    const known = this.get(document.uri);
    if (known?.version === document.version) return known;
    if (!isWorkflow(document)) return undefined;
    await this.#check(document);
    return this.get(document.uri);
  }

  /** Compiles everything again: something outside the texts has changed. */
  checkAll(): void {
    for (const document of vscode.workspace.textDocuments) this.#see(document, 0);
  }

  dispose(): void {
    for (const { timer } of this.#watched.values()) clearTimeout(timer);
    this.#watched.clear();
    this.#store.dispose();
  }

  #see(document: vscode.TextDocument, delayMs: number): void {
    if (!isWorkflow(document)) {
      this.#forget(document.uri);
      return;
    }
    const key = document.uri.toString();
    const watched = this.#watched.get(key) ?? { workflow: undefined, timer: undefined, lastMs: 0 };
    this.#watched.set(key, watched);
    clearTimeout(watched.timer);
    const rest = delayMs === 0 ? 0 : Math.max(delayMs, watched.lastMs * restFactor);
    watched.timer = setTimeout(() => this.#check(document).catch(this.#onBug), rest);
  }

  #forget(uri: vscode.Uri): void {
    const key = uri.toString();
    const watched = this.#watched.get(key);
    if (watched === undefined) return;
    clearTimeout(watched.timer);
    this.#watched.delete(key);
    this.#changes.fire(uri);
  }

  async #check(document: vscode.TextDocument): Promise<void> {
    const watched = this.#watched.get(document.uri.toString());
    const { version, uri } = document;
    if (document.isClosed || watched === undefined) return;
    clearTimeout(watched.timer);
    const file = fileOf(uri);
    const text = document.getText();
    const start = performance.now();
    const compilation = await this.#compile(text, file);
    watched.lastMs = performance.now() - start;
    // Newer text is on its way, or the document is gone: what was found speaks of a text that nobody sees.
    if (document.version !== version || this.#watched.get(uri.toString()) !== watched) return;
    const before = watched.workflow;
    const dag = compilation.dag ?? before?.dag;
    const dagVersion = compilation.dag === undefined ? (before?.dagVersion ?? version) : version;
    watched.workflow = { uri, file, compilation, version, dag, dagVersion };
    this.#changes.fire(uri);
  }
}

/** Whether the document is a workflow, by its language and what it begins with. */
export function isWorkflow(document: vscode.TextDocument): boolean {
  if (document.languageId !== 'yaml' || isInternal(document.uri)) return false;
  return looksLikeWorkflow(document.getText().slice(0, lookedAt));
}

/** The path of a file on this machine; empty for anything else. */
export function fileOf(uri: vscode.Uri): string {
  return uri.scheme === 'file' ? uri.fsPath : '';
}

/** Sides of diffs and other views of a text that is open elsewhere. */
function isInternal(uri: vscode.Uri): boolean {
  return ['git', 'output', 'restep-log', 'vscode-chat-code-block'].includes(uri.scheme);
}
