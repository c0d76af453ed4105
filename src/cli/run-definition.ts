// The definition that an earlier run used, and how the file has changed since.

import { fail, ok, type Result } from '../base/result';
import type { Definition } from '../engine/engine-parts';
import { type ChosenDefinition, changedSteps } from '../engine/retry/definition';
import { currentAttempt, type RetryChoice, type Run } from '../model/run';
import type { Surroundings } from './command';
import { compileFile, compileText } from './definition';
import { daguPlaces, diskLookup, isFile } from './places';

/** A definition that was chosen for a retry, with its text. */
export interface RetryDefinition {
  readonly definition: Definition;
  readonly chosen: ChosenDefinition;
}

/** The definition that the newest attempt of a run used. The error is a whole message. */
export function definitionOfRun(run: Run, around: Pick<Surroundings, 'env' | 'home'>): Result<Definition, string> {
  const file = currentAttempt(run)?.definitionFile;
  const text = file === undefined ? undefined : diskLookup.read(file);
  if (text === undefined) return fail(`the definition of the run ${run.runId} is missing: ${file ?? 'it never began'}`);
  const places = daguPlaces(around);
  const { dag, refusals } = compileText(text, run.file, places);
  if (dag === undefined)
    return fail(`the definition of the run ${run.runId} does not load any more: ${refusals[0]?.message ?? ''}`);
  if (dag.name === run.dag) return ok({ dag, text });
  // An inline document that was called, or a name that the caller gave.
  const inline = dag.documents.find(document => document.name === run.dag);
  const named = inline ?? compileText(text, run.file, places, run.dag).dag;
  return named === undefined
    ? fail(`the definition of the run ${run.runId} has no ${run.dag}`)
    : ok({ dag: named, text });
}

/** The definition for a retry: the snapshot, or the file as it is now, and how the two differ. */
export function definitionForRetry(
  run: Run,
  choice: RetryChoice['definition'],
  around: Pick<Surroundings, 'env' | 'home'>,
): Result<RetryDefinition, string> {
  const snapshot = definitionOfRun(run, around);
  if (!snapshot.ok) return snapshot;
  const current = currentDefinition(run, around);
  const differs = current.ok ? current.value.text !== snapshot.value.text : isFile(run.file);
  const changed = current.ok && differs ? changedSteps(snapshot.value.dag, current.value.dag) : [];
  if (choice === 'snapshot')
    return ok({ definition: snapshot.value, chosen: { dag: snapshot.value.dag, differs, changed } });
  if (current.ok) return ok({ definition: current.value, chosen: { dag: current.value.dag, differs, changed } });
  const { dag } = snapshot.value;
  return ok({ definition: snapshot.value, chosen: { dag, differs, problem: current.error } });
}

function currentDefinition(run: Run, around: Pick<Surroundings, 'env' | 'home'>): Result<Definition, string> {
  if (!isFile(run.file)) return fail(`The file ${run.file === '' ? 'of the run' : run.file} does not exist.`);
  const { text, compilation } = compileFile(run.file, daguPlaces(around), run.dag);
  if (compilation.dag === undefined) return fail(`The file does not load: ${compilation.refusals[0]?.message ?? ''}`);
  return ok({ dag: compilation.dag, text });
}
