// restep retry: shows what a retry would do, then does it.

import { fail, ok, type Result } from '../../base/result';
import { forecastRefusal } from '../../engine/dag-condition';
import { asStopped } from '../../engine/left-behind';
import { gateRefusal } from '../../engine/retry/refusal';
import { planRetry } from '../../engine/retry/retry-plan';
import { retryRun } from '../../engine/runner';
import { definitionForRetry, type RetryDefinition } from '../../host/definitions';
import { daguPlaces } from '../../host/places';
import { usualDurations } from '../../host/usual-durations';
import type { Plan, Refusal } from '../../model/plan';
import { currentAttempt, findNode, type RetryChoice, type Run } from '../../model/run';
import { statusFacts } from '../../model/status';
import { type Arguments, switchFlag, textFlag } from '../arguments';
import { attend } from '../attended-run';
import { belowHint, type ChildChoice, childChoice } from '../child-choice';
import { type Command, failure, type Surroundings } from '../command';
import { interrupted, interruptible } from '../interruption';
import { planJson } from '../json-plan';
import { chosenFormat, formatFlag, writeJson } from '../output';
import { planText } from '../print-plan';
import { repairRun } from '../recovery';
import { refused } from '../refused';
import { chosenTargets, retryChoice, retryFlags } from '../retry-options';
import { chooseRun, dagOfWord, listRuns } from '../run-choice';
import { painter } from '../screen';
import { type OpenStore, openEngine, openStore } from '../wiring';

export const retry: Command = {
  name: 'retry',
  usage: 'retry --run-id ID [--step NAME]… [--downstream] [flags] DAG',
  summary: 'Retry steps of a run; shows the plan first',
  group: 'running',
  about: `Retries the chosen steps of an earlier run: only them, or with --downstream everything below them too. Without --step, everything
that failed, was aborted or never began, and what lies below. The rest of the run keeps its results, outputs and logs.

The plan is printed first: what runs and why, what is kept, what is blocked and by whom, what becomes stale. --dry-run stops there.
A plan that is refused says why and what can be done; nothing has changed then, and the exit code is 1.`,
  flags: [...retryFlags, formatFlag('text or json (the plan)')],
  examples: [
    'restep retry --run-id 0Vq… deploy.yaml',
    'restep retry --run-id 0Vq… --step build --downstream --dry-run deploy.yaml',
    'restep retry --run-id 0Vq… --select "status:failed+ stale" deploy',
  ],
  words: { least: 1, most: 1, name: 'a DAG' },
  run: async (args, around) => {
    const word = args.words[0] ?? '';
    const format = chosenFormat(args, ['text', 'json']);
    if (!format.ok) return failure(around, format.error);
    const store = openStore(around);
    try {
      const runId = textFlag(args, 'run-id') ?? '';
      if (runId === '') return failure(around, await missingRunId(store, word, around));
      const choice = retryChoice(args);
      if (!choice.ok) return failure(around, choice.error);
      const key = await chooseRun(store.runs, word, runId, around);
      if (!key.ok) return failure(around, key.error);
      const dry = switchFlag(args, 'dry-run');
      const run = await settledRun(store, key.value, dry, around);
      if (!run.ok) return failure(around, run.error);
      // Of a run that never began there is nothing that a plan could be made from.
      const gate = currentAttempt(run.value) === undefined ? gateRefusal(run.value) : undefined;
      if (gate !== undefined) return refused([gate], around);
      const prepared = await prepare(run.value, choice.value, args, store, around);
      if (!prepared.ok) return failure(around, prepared.error);
      return await carryOut(prepared.value, { json: format.value === 'json', dry }, args, store, around);
    } finally {
      store.dispose();
    }
  },
};

interface Prepared {
  readonly run: Run;
  readonly definition: RetryDefinition;
  readonly plan: Plan;
  /** A step inside a child run is meant: `shown` is the plan for it. */
  readonly child?: ChildChoice;
}

async function carryOut(
  prepared: Prepared,
  mode: { readonly json: boolean; readonly dry: boolean },
  args: Arguments,
  store: OpenStore,
  around: Surroundings,
): Promise<number> {
  const { out, err } = around.screen;
  const { definition, plan, child } = prepared;
  const quiet = switchFlag(args, 'quiet');
  const shown = mode.dry ? await foretold(prepared, store, around) : (child?.plan ?? plan);
  if (shown === undefined) return interrupted(around);
  if (!mode.json && !quiet) out.write(planText(shown, painter(out)));
  const [refusal] = shown.refusals;
  if (refusal !== undefined || mode.dry) {
    if (mode.json) writeJson(around, planJson(shown));
    if (refusal === undefined) return 0;
    return refused(shown.refusals, around, await unknownBelow(plan, refusal, store));
  }
  const engine = openEngine(around, store.runs);
  try {
    const key = { dag: plan.dag, runId: plan.runId };
    if (!mode.json && !quiet) err.write('\n');
    const pick = child === undefined ? {} : { child: child.pick };
    return await attend(
      () => store.runs.open(key),
      open => retryRun({ definition: definition.definition, plan, ...pick, open }, engine.parts),
      around,
      {
        quiet,
        source: store.runs,
        engine,
        withoutTree: mode.json,
        onDecision: late => {
          if (mode.json) writeJson(around, planJson(withRefusal(shown, late)));
        },
      },
    );
  } finally {
    engine.dispose();
  }
}

/**
 * The plan that is shown, with what confirming it would meet: `refusals` is empty exactly when it can be confirmed (cli.md, "Plan"). Undefined:
 * it was interrupted.
 */
async function foretold(
  { run, definition: { definition }, plan, child }: Prepared,
  store: OpenStore,
  around: Surroundings,
): Promise<Plan | undefined> {
  const shown = child?.plan ?? plan;
  if (shown.refusals.length > 0) return shown;
  if (plan.refusals.length > 0 || definition.dag.preconditions.length === 0)
    return withRefusal(shown, plan.refusals[0]);
  const engine = openEngine(around, store.runs);
  try {
    const forecast = { definition, params: run.params, run };
    const looked = await interruptible(around, stop => forecastRefusal(forecast, engine.parts, stop));
    return looked === undefined ? undefined : withRefusal(shown, looked.value);
  } finally {
    engine.dispose();
  }
}

/** Where the step lies that the run itself does not have. */
async function unknownBelow({ dag, runId, choice }: Plan, { code }: Refusal, store: OpenStore): Promise<string> {
  const run = code === 'step-unknown' ? await store.runs.read({ dag, runId }) : undefined;
  const unknown = run === undefined ? undefined : choice.targets.find(step => findNode(run, step) === undefined);
  return run === undefined || unknown === undefined ? '' : belowHint(run, unknown, store.runs);
}

/** The run when nothing drives it; one that a crash left behind is brought to an end first, or with `dry` only seen so. */
async function settledRun(
  store: OpenStore,
  key: { readonly dag: string; readonly runId: string },
  dry: boolean,
  around: Surroundings,
): Promise<Result<Run, string>> {
  const run = await store.runs.read(key);
  if (run === undefined) return fail(`the run ${key.runId} of ${key.dag} cannot be read`);
  if (run.status !== 'running') return ok(run);
  if (dry) {
    if (store.runs.owner(key) !== undefined) return ok(run);
    around.screen.err.write(
      `The program that drove run ${key.runId} is gone; a retry brings the run to an end first.\n`,
    );
    return ok(asStopped(run, around.clock.now()));
  }
  const repaired = await repairRun(store, key, around);
  if (repaired !== undefined)
    around.screen.err.write(`The program that drove run ${key.runId} is gone; the run was brought to an end first.\n`);
  return ok(repaired ?? run);
}

async function prepare(
  run: Run,
  choice: RetryChoice,
  args: Arguments,
  store: OpenStore,
  around: Surroundings,
): Promise<Result<Prepared, string>> {
  const definition = definitionForRetry(run, choice.definition, daguPlaces(around));
  if (!definition.ok) return definition;
  const { chosen } = definition.value;
  const childId = textFlag(args, 'sub-run-id');
  if (childId !== undefined) {
    const child = await childChoice(run, childId, choice, store.runs, around);
    if (!child.ok) return child;
    const outer = { ...choice, targets: [child.value.callingStep], scope: 'step' as const };
    return ok({ run, definition: definition.value, plan: planRetry(run, chosen, outer), child: child.value });
  }
  const targets = chosenTargets(args, run, chosen);
  if (!targets.ok) return targets;
  const durationsMs = await usualDurations(store.runs, run);
  const facts = { durationsMs, confirmed: switchFlag(args, 'confirm') };
  const plan = planRetry(run, chosen, { ...choice, targets: targets.value }, facts);
  return ok({ run, definition: definition.value, plan });
}

function withRefusal(plan: Plan, refusal: Refusal | undefined): Plan {
  return refusal === undefined ? plan : { ...plan, refusals: [...plan.refusals, refusal] };
}

async function missingRunId(store: OpenStore, word: string, around: Surroundings): Promise<string> {
  const [latest] = await listRuns(store.runs, dagOfWord(word, around), { limit: 1 });
  const hint =
    latest === undefined
      ? ''
      : `\nThe latest run is ${statusFacts(latest.status).title.toLowerCase()}: restep retry --run-id ${latest.runId} ${word}`;
  return `retry needs --run-id${hint}`;
}
