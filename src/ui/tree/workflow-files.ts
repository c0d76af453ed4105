// The workflow files of the workspace: found by a look at the first 4 KB of each YAML file, kept up to date by a watcher.

import { open } from 'node:fs/promises';
import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposal';
import { limit } from '../../base/limit';
import { setting } from '../settings';
import { headLength, looksLikeWorkflow, workflowName } from '../workflow-text';

export interface WorkflowFile {
  readonly uri: vscode.Uri;
  /** The workflow's name. */
  readonly dag: string;
}

const pattern = '**/*.{yaml,yml}';
/** At most so many YAML files are looked at. */
const mostFiles = 5000;
const restMs = 300;

export class WorkflowFiles implements vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #changes = this.#store.add(new vscode.EventEmitter<void>());
  readonly #onBug: (error: unknown) => void;
  #found: Promise<readonly WorkflowFile[]> | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** Fires when files came, went or changed. */
  readonly onDidChange = this.#changes.event;

  constructor(onBug: (error: unknown) => void) {
    this.#onBug = onBug;
  }

  /** All of them, in the order of their paths. The first call looks and begins to watch. */
  all(): Promise<readonly WorkflowFile[]> {
    if (this.#found === undefined) {
      this.#watch();
      this.#found = this.#search();
    }
    return this.#found;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#store.dispose();
  }

  #watch(): void {
    const watcher = this.#store.add(vscode.workspace.createFileSystemWatcher(pattern));
    for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete])
      this.#store.add(event(() => this.#again()));
    this.#store.add(vscode.workspace.onDidChangeWorkspaceFolders(() => this.#again()));
  }

  #again(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#found = this.#search();
      this.#found.then(() => this.#changes.fire(), this.#onBug);
    }, restMs);
  }

  async #search(): Promise<readonly WorkflowFile[]> {
    const uris = await vscode.workspace.findFiles(pattern, setting('dags.exclude'), mostFiles);
    const few = limit(16);
    const found = await Promise.all(uris.map(uri => few(async () => workflowAt(uri))));
    return found.flatMap(file => (file === undefined ? [] : [file])).sort((a, b) => (a.uri.path < b.uri.path ? -1 : 1));
  }
}

async function workflowAt(uri: vscode.Uri): Promise<WorkflowFile | undefined> {
  const head = await headOf(uri);
  return head === undefined || !looksLikeWorkflow(head) ? undefined : { uri, dag: workflowName(head, uri.path) };
}

/** The beginning of a file; undefined when it cannot be read. */
async function headOf(uri: vscode.Uri): Promise<string | undefined> {
  try {
    if (uri.scheme !== 'file')
      return Buffer.from((await vscode.workspace.fs.readFile(uri)).slice(0, headLength)).toString('utf8');
    const file = await open(uri.fsPath, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(headLength), 0, headLength, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return undefined;
  }
}
