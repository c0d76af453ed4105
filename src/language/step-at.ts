// The step that a path of keys and indexes leads into.

import type { PathPart } from '../syntax/outline';
import type { StepList, WorkflowDocument, WorkflowStep } from './workflow';

/** The innermost step, also a handler, at or around the path. */
export function stepAt(document: WorkflowDocument, path: readonly PathPart[]): WorkflowStep | undefined {
  const [first] = path;
  if (first === 'handler_on') return document.handlers.find(step => leadsInto(step.path, path));
  return first === 'steps' ? inList(document.steps, path) : undefined;
}

function inList(list: StepList, path: readonly PathPart[]): WorkflowStep | undefined {
  const step = list.steps.find(candidate => leadsInto(candidate.path, path));
  return step?.body === undefined ? step : (inList(step.body, path) ?? step);
}

function leadsInto(start: readonly PathPart[], path: readonly PathPart[]): boolean {
  // From the end: the paths of a list differ there.
  for (let at = start.length - 1; at >= 0; at--) if (start[at] !== path[at]) return false;
  return true;
}
