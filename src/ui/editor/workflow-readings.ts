// Open workflows, read for questions about places in them: once for each version of a text, whoever asks.

import type * as vscode from 'vscode';
import type { Workflow } from '../../language/workflow';
import { isWorkflow } from './workflow-documents';

interface Reading {
  readonly version: number;
  readonly workflow: Promise<Workflow>;
}

/** Reads a text that differs little from the one before. */
export type WorkflowReader = (text: string) => Workflow;

export class WorkflowReadings {
  readonly #readings = new WeakMap<vscode.TextDocument, Reading>();
  readonly #readers = new WeakMap<vscode.TextDocument, Promise<WorkflowReader>>();

  /** Undefined: the document is no workflow. The reader is loaded with the first one. */
  async read(document: vscode.TextDocument): Promise<Workflow | undefined> {
    const known = this.#readings.get(document);
    if (known?.version === document.version) return known.workflow;
    if (!isWorkflow(document)) return undefined;
    const text = document.getText();
    const workflow = this.reader(document).then(read => read(text));
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

async function newReader(): Promise<WorkflowReader> {
  const { workflowReader } = await import('../../language/workflow-reader');
  return workflowReader();
}
