// What is the same for all steps of a run, or of an attempt, that will not take place: for a dry run.

import type { Result } from '../base/result';
import type { Dag } from '../model/dag';
import type { Run } from '../model/run';
import type { Definition, EngineParts } from './engine-parts';
import { type RunBase, resolveBase } from './run-base';
import { carriedParams } from './values/params';

export interface Forecast {
  readonly definition: Definition;
  /** Resolved parameters by name. */
  readonly params: Readonly<Record<string, string>>;
  /** The run that would get another attempt. */
  readonly run?: Run;
}

/** Folders in the place of the run's own; absolute. */
export interface ForecastPlace {
  /** Nothing is written there. */
  readonly dir: string;
  /** Made if it is not there. Absent: as if there were no artifacts. */
  readonly artifactsDir?: string;
}

/** Fails with a message when a secret cannot be had. */
export function forecastBase(
  { definition, params, run }: Forecast,
  parts: EngineParts,
  { dir, artifactsDir }: ForecastPlace,
): Result<RunBase, string> {
  const { text } = definition;
  const artifacts = { enabled: artifactsDir !== undefined && definition.dag.artifacts.enabled };
  const dag: Dag = { ...definition.dag, artifacts };
  return resolveBase({
    definition: { dag, text },
    parts,
    lineage: { outer: {}, callers: [], documents: dag.documents, text },
    place: { dir, logDir: run?.logDir ?? dir, workDir: dir, artifactsDir: artifactsDir ?? dir },
    runId: run?.runId ?? 'dry',
    params: carriedParams(dag.params, params, run?.paramOrder, run?.paramsPayload),
    attempt: (run?.attempts.length ?? 0) + 1,
    trigger: run === undefined ? 'manual' : 'retry',
    ...(run === undefined ? {} : { captured: run.environment, scheduledAt: run.scheduledAt }),
  });
}
