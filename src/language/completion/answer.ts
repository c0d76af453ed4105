// Completions at a place of a text, whole or half written. Nothing is executed, and no other file is read.

import type { Workflow } from '../workflow';
import type { Completion } from './completion';
import { keyCompletions } from './keys';
import { placeAt } from './place';
import { referenceCompletions } from './references';
import { snippetOf } from './snippet';
import { templateInputCompletions } from './template-inputs';
import { valueCompletions } from './values';
import type { CallableWorkflow } from './workflow-names';

export interface CompletionRequest {
  readonly text: string;
  readonly offset: number;
  /** Reads a text that differs little from the one before. */
  readonly read: (text: string) => Workflow;
  /** Workflows in files of their own. */
  readonly callable: readonly CallableWorkflow[];
}

/** What can be written at the offset, in the order in which it should be offered. */
export function completionsAt({ text, offset, read, callable }: CompletionRequest): readonly Completion[] {
  const place = placeAt(text, offset, read);
  if (place === undefined) return [];
  const inside = templateInputCompletions(place) ?? referenceCompletions(place);
  if (inside !== undefined) return inside;
  const found = place.at === 'value' ? valueCompletions(place, callable) : keyOrItem(place, callable);
  return found.map(item => (item.snippet === true ? { ...item, text: snippetOf(item.text) } : item));
}

/** Behind a dash a text may come as well as a key. */
function keyOrItem(
  place: Parameters<typeof keyCompletions>[0],
  callable: readonly CallableWorkflow[],
): readonly Completion[] {
  const keys = keyCompletions(place);
  return typeof place.path.at(-1) === 'number' ? [...keys, ...valueCompletions(place, callable)] : keys;
}

/** Whether a workflow is named on the line, so that those of other files are of use. Cheap, for callers that must look for them. */
export function namesWorkflow(line: string): boolean {
  return /\b(dag|call)["']?\s*:/.test(line);
}
