// Which run a command means: a file or a name, and an id or the latest.

import { basename } from 'node:path';
import { nearest } from '../base/nearest';
import { fail, ok, type Result } from '../base/result';
import { daguPlaces } from '../host/places';
import type { Run } from '../model/run';
import type { RunKey, RunSource, RunSummary } from '../model/source';
import type { RunStatus } from '../model/status';
import type { Surroundings } from './command';
import { compileFile } from './definition';
import { locateDag } from './places';

/** What a DAG argument stands for. */
export interface DagWord {
  /** The name under which its runs are kept. */
  readonly name: string;
  /** Absolute path, when the word is a file. */
  readonly file?: string;
}

/** A word as a file, else as a name of runs. A file that does not load counts by its stem. */
export function dagOfWord(word: string, around: Pick<Surroundings, 'cwd' | 'env' | 'home'>): DagWord {
  const places = daguPlaces(around);
  const file = locateDag(word, around.cwd, places);
  const stem = basename(word).replace(/\.ya?ml$/, '');
  if (!file.ok) return { name: stem };
  const compiled = compileFile(file.value, places);
  const dag = compiled.ok ? compiled.value.compilation.dag : undefined;
  return { name: dag?.name ?? stem, file: file.value };
}

/** The key of the run that is meant. Without an id, the latest. The error is a whole message. */
export async function chooseRun(
  source: RunSource,
  word: string,
  runId: string | undefined,
  around: Pick<Surroundings, 'cwd' | 'env' | 'home'>,
): Promise<Result<RunKey, string>> {
  const dag = dagOfWord(word, around);
  if (dag.name === '') return fail(`"${word}" names no workflow: give a file or the name of a workflow that has runs`);
  if (runId === undefined || runId === '') {
    const [latest] = await listRuns(source, dag, { limit: 1 });
    return latest === undefined ? fail(`no runs of ${dag.name} yet${await likeNames(source, dag.name)}`) : ok(latest);
  }
  const key = { dag: dag.name, runId };
  if ((await source.read(key)) !== undefined) return ok(key);
  const others = dag.file === undefined ? [] : await source.list({ file: dag.file, runIdPart: runId });
  const other = others.find(run => run.runId === runId);
  if (other !== undefined) return ok({ dag: other.dag, runId });
  const known = (await listRuns(source, dag, { limit: 200 })).map(run => run.runId);
  const close = nearest(runId, known, 1)[0] ?? known.find(id => id.startsWith(runId));
  const elsewhere = (await source.list({ runIdPart: runId })).find(run => run.runId === runId);
  const hint = close === undefined ? '' : ` (did you mean ${close}?)`;
  return fail(
    `there is no run ${runId} of ${dag.name}${elsewhere === undefined ? hint : `; that is a run of ${elsewhere.dag}`}`,
  );
}

/** The whole run that is meant. */
export async function readRun(
  source: RunSource,
  word: string,
  runId: string | undefined,
  around: Pick<Surroundings, 'cwd' | 'env' | 'home'>,
): Promise<Result<Run, string>> {
  const key = await chooseRun(source, word, runId, around);
  if (!key.ok) return key;
  const run = await source.read(key.value);
  return run === undefined ? fail(`the run ${key.value.runId} of ${key.value.dag} cannot be read`) : ok(run);
}

/** Runs of a file or name, newest first. A file's own runs count before those of another file with the same name. */
export async function listRuns(
  source: RunSource,
  dag: DagWord,
  query: { readonly limit?: number; readonly statuses?: readonly RunStatus[] },
): Promise<readonly RunSummary[]> {
  const own = dag.file === undefined ? [] : await source.list({ ...query, file: dag.file, dag: dag.name });
  return own.length > 0 ? own : source.list({ ...query, dag: dag.name });
}

async function likeNames(source: RunSource, name: string): Promise<string> {
  const names = new Set((await source.list({ limit: 500 })).map(run => run.dag));
  const close = nearest(name, names, 1)[0];
  return close === undefined ? '' : ` (did you mean ${close}?)`;
}
