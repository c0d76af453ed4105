// Open workflows and base configurations, read for questions about places in them: once for each version of a text, whoever asks.

import type * as vscode from 'vscode';
import type { Workflow } from '../../language/workflow';
import type { WorkflowReader } from '../../language/workflow-reader';
import { fileOf, isWorkflow } from './workflow-documents';

interface Reading {
  readonly version: number;
  readonly workflow: Promise<Workflow>;
}

/** Milliseconds after which reading makes way for others. */
const sliceMs = 8;

export class WorkflowReadings {
  readonly #readings = new WeakMap<vscode.TextDocument, Reading>();
  readonly #readers = new WeakMap<vscode.TextDocument, Promise<WorkflowReader>>();

  readonly #isBase: (file: string) => Promise<boolean>;

  /** `isBase` tells whether a file is a base configuration, which has the fields of a workflow and need not have steps. */
  constructor(isBase: (file: string) => Promise<boolean>) {
    this.#isBase = isBase;
  }

  /** Undefined: the document is neither a workflow nor a base configuration. The reader is loaded with the first one. */
  async read(document: vscode.TextDocument): Promise<Workflow | undefined> {
    const known = this.#readings.get(document);
    if (known?.version === document.version) return known.workflow;
    const isRead =
      isWorkflow(document) || (document.languageId === 'yaml' && (await this.#isBase(fileOf(document.uri))));
    if (!isRead) return undefined;
    const text = document.getText();
    const workflow = this.reader(document).then(read => inSlices(read, text));
    this.#readings.set(document, { version: document.version, workflow });
    return workflow;
  }

  /** The reader of a document's versions, for variations of its text. */
  reader(document: vscode.TextDocument): Promise<WorkflowReader> {
    const reader = this.#readers.get(document) ?? newReader();
    this.#readers.set(document, reader);
    return reader;
  }
}

/** Reads a text without holding the editor's thread for long. */
async function inSlices(read: WorkflowReader, text: string): Promise<Workflow> {
  let pause = performance.now() + sliceMs;
  for (const _ of read.ahead(text)) {
    if (performance.now() < pause) continue;
    await new Promise(resolve => setImmediate(resolve));
    pause = performance.now() + sliceMs;
  }
  return read(text);
}

async function newReader(): Promise<WorkflowReader> {
  const { workflowReader } = await import('../../language/workflow-reader');
  return workflowReader();
}
