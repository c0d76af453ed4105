// Open workflows, read for questions about places in them: once for each version of a text, whoever asks.

import type * as vscode from 'vscode';
import type { Workflow } from '../../language/workflow';
import { isWorkflow } from './workflow-documents';

interface Reading {
  readonly version: number;
  readonly workflow: Promise<Workflow>;
}

export class WorkflowReadings {
  readonly #readings = new WeakMap<vscode.TextDocument, Reading>();

  /** Undefined: the document is no workflow. The reader is loaded with the first one. */
  async read(document: vscode.TextDocument): Promise<Workflow | undefined> {
    const known = this.#readings.get(document);
    if (known?.version === document.version) return known.workflow;
    if (!isWorkflow(document)) return undefined;
    const workflow = readingOf(document.getText());
    this.#readings.set(document, { version: document.version, workflow });
    return workflow;
  }
}

async function readingOf(text: string): Promise<Workflow> {
  const { readWorkflow } = await import('../../language/workflow');
  return readWorkflow(text);
}
