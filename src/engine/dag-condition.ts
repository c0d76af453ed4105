// The preconditions of a whole workflow, before anything of it runs (dagu-format.md 3.7).

import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mask } from '../base/mask';
import { ok, type Result } from '../base/result';
import type { Dag } from '../model/dag';
import type { AttemptFacts } from '../model/event';
import type { Refusal } from '../model/plan';
import type { Reason, Run } from '../model/run';
import { evaluateConditions, type Verdict } from './condition';
import { type ConditionHost, conditionTools } from './condition-tools';
import type { EngineParts } from './engine-parts';
import { type Forecast, forecastBase } from './forecast-base';
import { dagPreconditionUnmet } from './retry/refusal';
import type { RunBase } from './run-base';

/** What they come to in an attempt. Nothing is evaluated where there are none. */
export async function dagVerdict(
  { preconditions }: Dag,
  { scope, inherited, directory }: RunBase,
  attempt: number,
  host: ConditionHost,
): Promise<Verdict> {
  const place = { scope, cwd: directory, env: { ...inherited, ...scope.env }, key: `${attempt}:@dag:if` };
  return evaluateConditions(preconditions, conditionTools(place, host));
}

/** What conditions that are not met make of an attempt, and the reason for which its steps do not run. `hide` masks secrets. */
export function keptFrom(
  verdict: Exclude<Verdict, { readonly kind: 'met' }>,
  hide: (text: string) => string,
): { readonly facts: AttemptFacts; readonly reason: Reason } {
  const text = hide(verdict.text);
  return verdict.kind === 'unmet'
    ? { facts: { cancelled: true }, reason: { code: 'dag-precondition-unmet', text } }
    : { facts: { dagPreconditionError: true, error: text }, reason: { code: 'precondition-error', text } };
}

/** Why the workflow may not be retried now, if a precondition says so. `scratch`: a folder for temporary files, which is gone afterwards. */
export async function unmetCondition(
  dag: Dag,
  base: RunBase,
  attempt: number,
  scratch: string,
  { processes, clock }: Pick<EngineParts, 'processes' | 'clock'>,
): Promise<Refusal | undefined> {
  if (dag.preconditions.length === 0) return undefined;
  // Nothing of the run's own may change yet, so the record of this process goes to the folder for temporary files.
  mkdirSync(scratch, { recursive: true });
  try {
    const verdict = await dagVerdict(dag, base, attempt, hostIn(scratch, base, { processes, clock }));
    return refusalOf(masked(verdict, base));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * What the preconditions come to for a dry run: of a first run in an empty folder, of a retry in the run's own, where it still is. What the
 * evaluation itself needs is gone afterwards. Fails with a message when a secret cannot be had. `stop` ends their commands; then what comes
 * of it does not count.
 */
export async function forecastVerdict(
  forecast: Forecast,
  parts: EngineParts,
  stop: AbortSignal,
): Promise<Result<Verdict, string>> {
  const { definition, run } = forecast;
  const { dag } = definition;
  if (dag.preconditions.length === 0) return ok({ kind: 'met' });
  const folder = mkdtempSync(join(tmpdir(), 'restep-dry-'));
  try {
    const workDir = join(folder, 'work');
    mkdirSync(workDir);
    const ownArtifacts = run === undefined ? undefined : (run.artifactsDir ?? join(run.dir, 'artifacts'));
    const base = forecastBase(forecast, parts, {
      dir: run !== undefined && existsSync(run.workDir) ? run.workDir : workDir,
      artifactsDir: ownArtifacts !== undefined && existsSync(ownArtifacts) ? ownArtifacts : join(folder, 'artifacts'),
    });
    if (!base.ok) return base;
    const host = { ...hostIn(folder, base.value, parts), stop };
    return ok(masked(await dagVerdict(dag, base.value, 1, host), base.value));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The refusal of `unmetCondition`, for a plan of a retry that is only shown: nothing of the run changes. */
export async function forecastRefusal(
  forecast: Forecast & { readonly run: Run },
  parts: EngineParts,
  stop: AbortSignal,
): Promise<Refusal | undefined> {
  const verdict = await forecastVerdict(forecast, parts, stop);
  // An attempt that cannot have its secrets begins all the same, and says so.
  return verdict.ok ? refusalOf(verdict.value) : undefined;
}

function refusalOf(verdict: Verdict): Refusal | undefined {
  return verdict.kind === 'met' ? undefined : dagPreconditionUnmet(verdict.text.replace(/\.$/, ''));
}

function masked(verdict: Verdict, { secrets }: RunBase): Verdict {
  return verdict.kind === 'met' ? verdict : { ...verdict, text: mask(verdict.text, secrets) };
}

/** What evaluates conditions beside a run. `folder`: where processes are recorded. */
function hostIn(
  folder: string,
  { shell }: RunBase,
  { processes, clock }: Pick<EngineParts, 'processes' | 'clock'>,
): ConditionHost {
  return { processes, clock, shell, record: join(folder, 'conditions.jsonl'), live: new Set() };
}
