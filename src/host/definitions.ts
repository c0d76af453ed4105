// Definitions for the engine: workflow files, texts that were kept with runs, and sub-workflows by name.

import type { Diagnostic } from '../base/diagnostic';
import { fail, ok, type Result } from '../base/result';
import { LineMap } from '../base/text';
import type { Definition, DefinitionSource } from '../engine/engine-parts';
import { type ChosenDefinition, changedSteps } from '../engine/retry/definition';
import { faultsOfStored } from '../engine/values/params';
import { bodyAt } from '../model/foreach-body';
import { currentAttempt, type RetryChoice, type Run } from '../model/run';
import { calledFile, type DaguPlaces, diskLookup } from './places';
import { isFile, readTextFile } from './text-file';
import { compileAt } from './workflow';

/** A definition that was chosen for a retry, with its text. */
export interface RetryDefinition {
  readonly definition: Definition;
  readonly chosen: ChosenDefinition;
}

/** The definition in a file as it is on the disk now; `called`: for a call of another workflow. The error is a whole sentence. */
export function definitionOfFile(
  file: string,
  places: DaguPlaces,
  name?: string,
  called = false,
): Result<Definition, string> {
  if (file === '') return fail('The run was not started from a file.');
  if (!isFile(file)) return fail(`The file ${file} does not exist.`);
  const read = readTextFile(file);
  if (!read.ok) return fail(`The file ${file} ${read.error}.`);
  const text = read.value;
  const { dag, refusals } = compileAt(text, file, places, { called, ...(name === undefined ? {} : { name }) });
  if (dag !== undefined) return ok({ dag, text });
  return fail(`${file} cannot be started: ${firstRefusal(text, refusals)}.`);
}

/** Why a text cannot be started, with the line. */
export function firstRefusal(text: string, [first]: readonly Diagnostic[]): string {
  if (first === undefined) return 'it does not load';
  return `line ${new LineMap(text).position(first.range.start).line + 1}: ${first.message}`;
}

/** The definition that the newest attempt of a run used. The error is a whole sentence. */
export function definitionOfRun(run: Run, places: DaguPlaces): Result<Definition, string> {
  const file = currentAttempt(run)?.definitionFile;
  const text = file === undefined ? undefined : diskLookup.read(file);
  if (text === undefined) return fail(`The definition of the run ${run.runId} is missing.`);
  const called = run.parent !== undefined;
  const { dag, refusals } = compileAt(text, run.file, places, { called });
  if (dag === undefined)
    return fail(`The definition of the run ${run.runId} does not load any more: ${refusals[0]?.message ?? ''}.`);
  const whole = run.body?.dag ?? run.dag;
  // Else an inline document that was called, or a name that the caller gave.
  const inline = dag.name === whole ? dag : dag.documents.find(document => document.name === whole);
  const named = inline ?? compileAt(text, run.file, places, { called, name: whole }).dag;
  const found = named === undefined || run.body === undefined ? named : bodyAt(named, run.body.steps);
  return found === undefined
    ? fail(`The definition of the run ${run.runId} has no ${run.dag}.`)
    : ok({ dag: found, text });
}

/** The definition for a retry: the snapshot, or the file as it is now, and how the two differ. */
export function definitionForRetry(
  run: Run,
  choice: RetryChoice['definition'],
  places: DaguPlaces,
): Result<RetryDefinition, string> {
  const snapshot = definitionOfRun(run, places);
  if (!snapshot.ok) return snapshot;
  const current = definitionOfFile(run.file, places, run.dag);
  const differs = current.ok ? current.value.text !== snapshot.value.text : isFile(run.file);
  const changed = current.ok && differs ? changedSteps(snapshot.value.dag, current.value.dag) : [];
  if (choice === 'snapshot')
    return ok({ definition: snapshot.value, chosen: { dag: snapshot.value.dag, differs, changed } });
  if (current.ok) {
    const { dag } = current.value;
    const [fault] = faultsOfStored(dag.params, run.params);
    const misfit =
      fault === undefined ? {} : { problem: `The parameters of the run do not fit the current file: ${fault.message}` };
    return ok({ definition: current.value, chosen: { dag, differs, changed, ...misfit } });
  }
  const { dag } = snapshot.value;
  return ok({ definition: snapshot.value, chosen: { dag, differs, problem: current.error } });
}

/** Definitions of sub-DAGs: beside the callers, then in the DAGs folder (dagu-format.md 3.13). */
export function definitionSource(places: DaguPlaces): DefinitionSource {
  return {
    find: (word, besides) => {
      const file = calledFile(word, besides, places);
      if (file === undefined)
        return fail(`There is no workflow "${word}": neither beside its caller nor in ${places.dagsDir}.`);
      return definitionOfFile(file, places, undefined, true);
    },
    compile: (text, file, document) => {
      const { dag, refusals } = compileAt(text, file, places, { called: true });
      if (dag === undefined) return fail(refusals[0]?.message ?? 'The definition that was kept does not load.');
      if (document === undefined) return ok(dag);
      const inline = dag.documents.find(one => one.name === document);
      return inline === undefined ? fail(`There is no document "${document}" in ${file}.`) : ok(inline);
    },
  };
}
