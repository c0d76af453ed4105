// What plans and executes, put together for the editor. Loaded when the first plan is asked for; a workspace that is not trusted gets plans only.

import { join } from 'node:path';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposal';
import { fail, ok, type Result } from '../base/result';
import type { Answered, AnswerRequest } from '../engine/answers';
import type { Definition, EngineParts } from '../engine/engine-parts';
import { type EnteredValues, enteredNames } from '../engine/entered-values';
import { type FirstRunOptions, planFirstRun } from '../engine/plan';
import { SpawnerClient } from '../engine/processes/spawner-client';
import { type PresetName, presetChoice, presetNames } from '../engine/retry/preset';
import { planRetry } from '../engine/retry/retry-plan';
import { type RunHandle, recoverRun, resumeRun, retryRun, startRun } from '../engine/runner';
import { ThreadPool } from '../engine/thread-pool';
import { inputOfText, type ParamInput } from '../engine/values/param-input';
import { newRunId } from '../model/ids';
import type { Plan, Refusal } from '../model/plan';
import { currentAttempt, type RetryChoice, type Run } from '../model/run';
import type { RunKey, RunStore, RunWriter } from '../model/source';
import { buildDir } from '../store/layout';
import { stateFiles } from '../store/state-files';
import { type AskingStep, askingSteps, isIdle, recordAnswer, stopIdle } from './answers';
import { definitionForRetry, definitionOfFile, definitionOfRun, definitionSource } from './definitions';
import { type Hear, type OpenRun, observed } from './observed-run';
import { daguPlaces, outerFolders, type PlaceSurroundings } from './places';
import { askToStop, attended } from './stop-wish';
import { usualDurations } from './usual-durations';

export interface MachineParts {
  readonly runs: RunStore;
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string>>;
  /** Asked each time: settings may change. */
  readonly around: () => PlaceSurroundings;
  /** Absolute path of the folder with the built programs. */
  readonly programDir: string;
}

/** What the user has confirmed besides the choice. */
export interface Confirmed {
  /** Running a rejected step again. */
  readonly confirmed?: boolean;
  /** The preconditions of the DAG itself are not evaluated, this once. */
  readonly ignoreDagPreconditions?: boolean;
  /** Values for outputs that kept steps cannot hand on. They are never stored. */
  readonly entered?: EnteredValues;
}

/** A ready-made choice for a whole run. */
export interface RunVariant {
  readonly name: PresetName;
  readonly choice: RetryChoice;
}

/** A plan with what it was made from: what is confirmed is exactly what was shown. */
export interface PreparedRetry {
  readonly run: Run;
  readonly definition: Definition;
  readonly plan: Plan;
  readonly facts: Confirmed;
}

export interface PreparedStart {
  readonly definition: Definition;
  readonly plan: Plan;
}

export class Machine implements Disposable {
  readonly #parts: MachineParts;
  readonly #processes: SpawnerClient;
  readonly #threads: ThreadPool;
  readonly #own = new Map<string, RunHandle>();

  /** Starts nothing yet: the spawner is started with the first process, threads with the first work for them. */
  constructor(parts: MachineParts) {
    this.#parts = parts;
    this.#processes = new SpawnerClient({ file: join(parts.programDir, 'spawner.js') }, parts.clock);
    this.#threads = new ThreadPool(parts.programDir);
  }

  /** What runs goes on under the spawner; the next host adopts it. */
  dispose(): void {
    this.#processes.dispose();
    this.#threads.dispose();
  }

  /** The workflow in a file, ready to be started; the error is a whole sentence. */
  definition(file: string): Result<Definition, string> {
    return definitionOfFile(file, daguPlaces(this.#parts.around()));
  }

  /** Plans a first run; changes nothing. */
  planStart(file: string, options: FirstRunOptions = {}): Result<PreparedStart, string> {
    const found = this.definition(file);
    if (!found.ok) return found;
    return ok({ definition: found.value, plan: planFirstRun(found.value.dag, options) });
  }

  /** Plans a retry; changes nothing. The error says why there is no plan at all. */
  async planRetry(key: RunKey, choice: RetryChoice, facts: Confirmed = {}): Promise<Result<PreparedRetry, string>> {
    const run = await this.#parts.runs.read(key);
    if (run === undefined) return fail(`The run ${key.runId} of ${key.dag} cannot be read.`);
    const found = definitionForRetry(run, choice.definition, daguPlaces(this.#parts.around()));
    if (!found.ok) return found;
    const { definition, chosen } = found.value;
    const durationsMs = await usualDurations(this.#parts.runs, run);
    const { confirmed = false, entered = {} } = facts;
    const plan = planRetry(run, chosen, choice, { durationsMs, confirmed, entered: enteredNames(entered) });
    return ok({ run, definition, plan, facts });
  }

  /** What there is to retry in a run as a whole: presets that find something, the most wanted first. */
  async variants(key: RunKey): Promise<readonly RunVariant[]> {
    const run = await this.#parts.runs.read(key);
    if (run === undefined) return [];
    const found = definitionForRetry(run, 'current', daguPlaces(this.#parts.around()));
    const changed = found.ok ? (found.value.chosen.changed ?? []) : [];
    return [...presetNames].sort(affectedFirst).flatMap(name => {
      const chosen = presetChoice(name, run, changed);
      return chosen.targets.length === 0 ? [] : [{ name, choice: { ...plainChoice, ...chosen } }];
    });
  }

  /** The text that the newest attempt of a run used: an absolute path. */
  snapshotFile(run: Run): string | undefined {
    return currentAttempt(run)?.definitionFile;
  }

  /** Starts what was planned. `hear` gets every event. */
  async start(
    { definition, plan }: PreparedStart,
    params: ParamInput,
    hear: Hear,
  ): Promise<Result<RunHandle, Refusal>> {
    const runId = newRunId(this.#parts.clock.now());
    const { dag } = definition;
    const key = { dag: dag.name, runId };
    const create = (): Promise<Result<RunWriter, Refusal>> =>
      this.#parts.runs.create(key, outerFolders(dag, daguPlaces(this.#parts.around())));
    return this.#attend(key, create, hear, opened =>
      startRun(
        { definition, runId, params, trigger: 'manual', plan: { ...plan, runId }, create: opened },
        this.#engine(),
      ),
    );
  }

  /** Carries out the plan of a retry. */
  async retry({ definition, plan, facts }: PreparedRetry, hear: Hear): Promise<Result<RunHandle, Refusal>> {
    const { ignoreDagPreconditions = false, entered } = facts;
    const values = entered === undefined ? {} : { entered };
    const key = { dag: plan.dag, runId: plan.runId };
    const open = (): Promise<Result<RunWriter, Refusal>> => this.#parts.runs.open(key);
    return this.#attend(key, open, hear, opened =>
      retryRun({ definition, plan, ignoreDagPreconditions, ...values, open: opened }, this.#engine()),
    );
  }

  /** Goes on with a run that its host left behind; undefined when somebody drives it or nothing is left to do. */
  async recover(key: RunKey, hear: Hear): Promise<RunHandle | undefined> {
    const opened = await this.#parts.runs.open(key);
    if (!opened.ok) return undefined;
    const writer = opened.value;
    const run = writer.run();
    const definition = definitionOfRun(run, daguPlaces(this.#parts.around()));
    if (currentAttempt(run)?.finishedAt !== undefined || run.attempts.length === 0 || !definition.ok) {
      await writer.close();
      return undefined;
    }
    const begun = await this.#attend(
      key,
      async () => ok(writer),
      hear,
      async open => {
        const heard = await open();
        return heard.ok
          ? ok(await recoverRun({ definition: definition.value, writer: heard.value }, this.#engine()))
          : heard;
      },
    );
    return begun.ok ? begun.value : undefined;
  }

  /** Every step of a run, or at and below one of its steps, that waits for a person. */
  asking(run: Run, step?: string): Promise<readonly AskingStep[]> {
    return askingSteps(run, this.#parts.runs, step);
  }

  /** Records what a person answers to a waiting step; a run of ours that still runs takes it up at once. */
  async answer(key: RunKey, request: AnswerRequest): Promise<Result<Answered, Refusal>> {
    const own = this.#own.get(nameOf(key));
    if (own !== undefined) return own.answer(request);
    return recordAnswer(this.#parts.runs, key, request, this.#parts.clock);
  }

  /** Goes on with a run behind the steps that were answered. */
  async resume(key: RunKey, hear: Hear): Promise<Result<RunHandle, Refusal>> {
    const run = await this.#parts.runs.read(key);
    const definition =
      run === undefined
        ? fail(`The run ${key.runId} of ${key.dag} cannot be read.`)
        : definitionOfRun(run, daguPlaces(this.#parts.around()));
    if (!definition.ok) return fail({ code: 'no-state', message: definition.error, actions: ['start-new-run'] });
    const open = (): Promise<Result<RunWriter, Refusal>> => this.#parts.runs.open(key);
    return this.#attend(key, open, hear, opened =>
      resumeRun({ definition: definition.value, open: opened }, this.#engine()),
    );
  }

  /** Stops a run in order: ours at once, another program's by asking it, one that waits for people by ending it here. */
  async stop(run: Run): Promise<void> {
    const own = this.#own.get(nameOf(run));
    if (own !== undefined) return own.stop();
    const { runs, around, clock } = this.#parts;
    const parts = { runs, places: daguPlaces(around()), engine: this.#engine() };
    const ended = isIdle(run) ? await stopIdle(run, parts) : undefined;
    if (ended === undefined) askToStop(run.dir, clock);
    else await ended.done;
  }

  /** Declares a step succeeded without running it. */
  async markSucceeded(key: RunKey, step: string, comment?: string): Promise<Refusal | undefined> {
    const at = this.#parts.clock.now();
    const marked = { type: 'step.marked', at, step, status: 'succeeded' } as const;
    return this.#append(key, { ...marked, ...(comment === undefined || comment === '' ? {} : { comment }) });
  }

  /** Accepts a stale result as good. */
  async acceptStale(key: RunKey, step: string): Promise<Refusal | undefined> {
    return this.#append(key, { type: 'stale.accepted', at: this.#parts.clock.now(), step });
  }

  async #append(key: RunKey, event: Parameters<RunWriter['append']>[0]): Promise<Refusal | undefined> {
    const opened = await this.#parts.runs.open(key);
    if (!opened.ok) return opened.error;
    opened.value.append(event);
    await opened.value.close();
    return undefined;
  }

  async #attend(
    key: RunKey,
    open: OpenRun,
    hear: Hear,
    begin: (open: OpenRun) => Promise<Result<RunHandle, Refusal>>,
  ): Promise<Result<RunHandle, Refusal>> {
    const begun = await attended(open, wrapped => begin(observed(wrapped, hear)), this.#parts.clock);
    if (!begun.ok) return begun;
    const name = nameOf(key);
    const handle = begun.value;
    this.#own.set(name, handle);
    const done = handle.done.finally(() => this.#own.delete(name));
    return ok({ ...handle, done });
  }

  #engine(): EngineParts {
    const { clock, env: environment, around, runs: history } = this.#parts;
    const places = daguPlaces(around());
    return {
      processes: this.#processes,
      threads: this.#threads,
      clock,
      state: stateFiles(history.home, { what: 'VS Code', clock }),
      environment,
      definitions: definitionSource(places),
      wikiDir: places.wikiDir,
      history,
      buildDir: buildDir(history.home),
    };
  }
}

/** Parameters as a task or a person wrote them: a text, or a JSON value. */
export function givenParams(params: unknown): ParamInput {
  if (params === undefined || params === null || params === '') return { values: [] };
  return inputOfText(typeof params === 'string' ? params : JSON.stringify(params));
}

const plainChoice: RetryChoice = {
  targets: [],
  scope: 'step',
  bypassPreconditions: false,
  definition: 'snapshot',
  runHandlers: true,
  ignoreUpstream: false,
};

/** What Dagu's own retry of a run does comes first. */
function affectedFirst(a: PresetName, b: PresetName): number {
  return Number(b === 'failed-and-affected') - Number(a === 'failed-and-affected');
}

function nameOf({ dag, runId }: RunKey): string {
  return JSON.stringify([dag, runId]);
}
