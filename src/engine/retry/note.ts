// Remarks that a person should read before confirming a retry.

import type { Dag } from '../../model/dag';
import type { PlannedStep } from '../../model/plan';
import type { Node, RetryChoice, Run } from '../../model/run';
import type { Closure } from './boundary';
import { nameList } from './refusal';

export interface NoteFacts {
  readonly run: Run;
  readonly dag: Dag;
  readonly nodeOf: (name: string) => Node | undefined;
  readonly planned: readonly PlannedStep[];
  readonly closure: Closure;
  readonly choice: RetryChoice;
  readonly differs: boolean;
  readonly changed: ReadonlySet<string>;
  readonly gone: readonly Node[];
}

export function retryNotes(facts: NoteFacts): readonly string[] {
  return [...definitionNotes(facts), ...boundaryNotes(facts), ...preconditionNotes(facts), ...failureNotes(facts)];
}

function definitionNotes({ choice, differs, changed, gone, planned }: NoteFacts): string[] {
  const notes: string[] = [];
  if (differs)
    notes.push(
      choice.definition === 'current'
        ? 'The current file is used, which differs from the definition that the run used before.'
        : 'The file has changed since the run: the definition stored with the run is used.',
    );
  const running = new Set(planned.map(step => step.name));
  const older = [...changed].filter(name => !running.has(name));
  if (older.length > 0) notes.push(`${nameList(older)} changed in the file and will not run again.`);
  const goneNames = nameList(gone.map(node => node.name));
  if (gone.length > 1) notes.push(`${goneNames} are gone from the file: what they left is dropped.`);
  else if (gone.length === 1) notes.push(`${goneNames} is gone from the file: what it left is dropped.`);
  return notes;
}

function boundaryNotes({ closure }: NoteFacts): string[] {
  return [
    ...closure.ignored.map(name => `"${name}" is not satisfied and is ignored this once.`),
    ...closure.skipped.map(name => `"${name}" was skipped, which counts as satisfied.`),
  ];
}

function preconditionNotes({ dag, nodeOf, planned, choice }: NoteFacts): string[] {
  const notes =
    dag.preconditions.length > 0 ? ['The preconditions of the DAG are evaluated before anything changes.'] : [];
  const again = planned.filter(step => step.preconditions === 'evaluated' && wasUnmet(nodeOf(step.name)));
  const names = nameList(again.map(step => step.name));
  if (again.length === 1)
    notes.push(
      `${names} was skipped by its own precondition, which is evaluated again: if it still does not hold, the step is skipped again.`,
    );
  else if (again.length > 1)
    notes.push(
      `${names} were skipped by their own preconditions, which are evaluated again: a step whose precondition still does not hold is skipped again.`,
    );
  const calls = new Set(dag.steps.flatMap(step => (step.action.name === 'dag.run' ? [step.name] : [])));
  if (choice.bypassPreconditions && planned.some(step => calls.has(step.name)))
    notes.push('Preconditions inside child DAGs are evaluated all the same.');
  return notes;
}

function failureNotes({ run, nodeOf, dag, planned }: NoteFacts): string[] {
  const running = new Set(planned.map(step => step.name));
  const failed = dag.steps.flatMap(({ name }) => {
    const node = nodeOf(name);
    return !running.has(name) && node?.status === 'failed' && node.tolerated !== true ? [name] : [];
  });
  if (failed.length === 0 || planned.length === 0 || run.attempts.length === 0) return [];
  return [`The run stays failed, because ${nameList(failed)} failed and ${failed.length === 1 ? 'is' : 'are'} kept.`];
}

function wasUnmet(node: Node | undefined): boolean {
  return node?.status === 'skipped' && node.reason?.code !== 'upstream-skipped';
}
