// Every thing of a workflow file that has a name, with all the places that mean it: what definition, references, highlights and rename ask.

import { defineAll } from './definitions';
import { referByNames } from './name-references';
import { referByTexts } from './text-references';
import { Things } from './thing';
import type { Workflow } from './workflow';

const known = new WeakMap<Workflow, Things>();

/** The things of a file; worked out once for each reading of it. */
export function thingsOf(workflow: Workflow): Things {
  const before = known.get(workflow);
  if (before !== undefined) return before;
  const things = new Things();
  const definitions = defineAll(workflow, things);
  for (const [document, names] of definitions.of) {
    referByNames({ workflow, document, names, definitions }, things);
    referByTexts({ workflow, document, names, definitions }, things);
  }
  known.set(workflow, things);
  return things;
}
