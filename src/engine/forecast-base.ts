// What is the same for all steps of a run that will not take place: for a dry run.

import type { Result } from '../base/result';
import type { Dag } from '../model/dag';
import type { Definition, EngineParts } from './engine-parts';
import { type RunBase, resolveBase } from './run-base';
import { restoredParams } from './values/params';

export interface Forecast {
  readonly definition: Definition;
  /** Resolved parameters by name. */
  readonly params: Readonly<Record<string, string>>;
}

/** `dir`: an absolute path in the place of the run's own folder. Nothing is written there. Fails with a message when a secret cannot be had. */
export function forecastBase(
  { definition, params }: Forecast,
  parts: EngineParts,
  dir: string,
): Result<RunBase, string> {
  const { text } = definition;
  // No folder is made for artifacts.
  const dag: Dag = { ...definition.dag, artifacts: { enabled: false } };
  return resolveBase({
    definition: { dag, text },
    parts,
    lineage: { outer: {}, callers: [], documents: dag.documents, text },
    place: { dir, logDir: dir, workDir: dir, artifactsDir: dir },
    runId: 'dry',
    params: restoredParams(params),
    attempt: 1,
    trigger: 'manual',
  });
}
