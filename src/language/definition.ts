// Where what stands at a place is defined, and what else means the same.

import { type TextRange, touches } from '../base/text';
import type { Dag } from '../model/dag';
import type { Named } from './named';
import { thingsOf } from './things';
import { allSteps, type Workflow } from './workflow';

export interface DefinitionLink {
  /** What was asked about. */
  readonly origin: TextRange;
  readonly whole: TextRange;
  readonly name: TextRange;
}

/** One link for each place that defines it. `dag`: what was made of the same text, which knows the automatic names of steps. */
export function definitionsAt(workflow: Workflow, offset: number, dag: Dag | undefined): readonly DefinitionLink[] {
  const found = thingsOf(workflow).at(offset);
  if (found !== undefined) {
    const { definitions } = found.thing;
    const firsts = definitions.filter(
      ({ whole }, index) => definitions.findIndex(other => other.whole.start === whole.start) === index,
    );
    return firsts.map(({ whole, start, end }) => ({ origin: found.range, whole, name: { start, end } }));
  }
  const named = namedAt(workflow, offset);
  const step = dag?.steps.find(({ name }) => name === named?.name);
  if (named === undefined || step === undefined) return [];
  const { start } = step.range;
  return [{ origin: named.range, whole: step.range, name: { start, end: start } }];
}

/** The workflow in another file that is called at an offset. */
export function calledFileAt(workflow: Workflow, offset: number): Named | undefined {
  const calls = workflow.documents.flatMap(document => [...allSteps(document), ...document.templates]);
  const named = calls.flatMap(step => step.calls ?? []).find(({ range }) => touches(range, offset));
  const isHere = workflow.documents.some(({ name }) => name !== undefined && name.name === named?.name);
  return isHere || named?.name.includes('${') === true ? undefined : named;
}

export interface Occurrences {
  readonly definitions: readonly TextRange[];
  readonly references: readonly TextRange[];
}

/** All places of what stands at an offset; undefined when that has no name. */
export function occurrencesAt(workflow: Workflow, offset: number): Occurrences | undefined {
  return thingsOf(workflow).at(offset)?.thing;
}

/** What a step says about others by their names. */
function namedAt({ documents }: Workflow, offset: number): Named | undefined {
  const named = documents
    .flatMap(allSteps)
    .flatMap(({ depends, routes, rewindTo }) => [...depends, ...routes, ...(rewindTo === undefined ? [] : [rewindTo])]);
  return named.find(({ range }) => touches(range, offset));
}
