// Reads workflow files for questions about places in them.

import { parseStream } from '../syntax/document';
import { streamReader } from '../syntax/rereading';
import { type Workflow, workflowOf } from './workflow';

/** Reads a file. Never throws, whatever the text. */
export function readWorkflow(text: string): Workflow {
  return workflowOf(text, parseStream(text));
}

/** A reader for the versions of one file: what did not change since the version before costs little. */
export function workflowReader(): (text: string) => Workflow {
  const read = streamReader();
  return text => workflowOf(text, read(text));
}
