// Reads workflow files for questions about places in them.

import { parseStream } from '../syntax/document';
import { streamReader } from '../syntax/rereading';
import { type Workflow, workflowOf } from './workflow';

/** Reads a file. Never throws, whatever the text. */
export function readWorkflow(text: string): Workflow {
  return workflowOf(text, parseStream(text));
}

export interface WorkflowReader {
  (text: string): Workflow;
  /** Reads a text piece by piece, one each time that the next is asked for; reading the whole of it costs little afterwards. */
  ahead(text: string): Iterable<void>;
}

/** A reader for the versions of one file: what did not change since the version before costs little. */
export function workflowReader(): WorkflowReader {
  const read = streamReader();
  return Object.assign((text: string) => workflowOf(text, read(text)), { ahead: read.ahead });
}
