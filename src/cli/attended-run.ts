// A run with somebody in front of it: progress, signals, stop requests from elsewhere, and the outcome.

import { DisposableStore } from '../base/disposal';
import type { Result } from '../base/result';
import { oneLine } from '../base/terminal-text';
import type { AttemptEnd } from '../engine/attempt-run';
import type { RunHandle } from '../engine/runner';
import { hearAnswers } from '../host/answer-wish';
import { type OpenRun, observed } from '../host/observed-run';
import type { Ask } from '../model/ask';
import { askedFields } from '../model/asked-field';
import type { Refusal } from '../model/plan';
import type { Run } from '../model/run';
import { failureCauses } from '../model/run-failure';
import type { RunSource } from '../model/source';
import { clearStopRequest, watchStopRequest } from '../store/stop-request';
import type { Surroundings } from './command';
import { shownPath } from './definition';
import { tailOf } from './output';
import { loadChildren, statusWord, treeText } from './print-tree';
import { LiveTree, type Progress, plainProgress } from './progress';
import { refused } from './refused';
import { painter } from './screen';
import { shellWord } from './shell-word';
import type { OpenEngine } from './wiring';

export interface AttendedOptions {
  readonly quiet: boolean;
  readonly source: RunSource;
  readonly engine: OpenEngine;
  /** The final tree is not printed: stdout carries something else. */
  readonly withoutTree?: boolean;
  /** Called when the run was accepted or refused, before anything is printed about it. */
  readonly onDecision?: (refusal: Refusal | undefined) => void;
}

/**
 * Begins a run and sees it to its end. `begin` gets the store's way to open it, wrapped so that its events are heard. Returns the exit code:
 * 1 also when it was refused, which is then printed.
 */
export async function attend(
  open: OpenRun,
  begin: (open: OpenRun) => Promise<Result<RunHandle, Refusal>>,
  around: Surroundings,
  options: AttendedOptions,
): Promise<number> {
  const progress = progressFor(around, options.quiet);
  let place: string | undefined;
  const stopping = new Stopping(around, options.engine, progress, options.quiet);
  try {
    const placed = async (): ReturnType<OpenRun> => {
      const opened = await open();
      if (opened.ok) place = opened.value.place.dir;
      return opened;
    };
    const begun = await begin(observed(placed, (event, run) => progress?.heard(event, run)));
    options.onDecision?.(begun.ok ? undefined : begun.error);
    if (!begun.ok) {
      return refused([begun.error], around);
    }
    stopping.watch(begun.value, place);
    const end = await begun.value.done;
    progress?.dispose();
    await printOutcome(end, around, options);
    return end.exitCode;
  } finally {
    stopping.dispose();
    progress?.dispose();
  }
}

/** Hears signals and stop requests from the first moment on; one that comes before the run begins ends it as soon as it does. */
class Stopping {
  readonly #around: Surroundings;
  readonly #progress: Progress | undefined;
  readonly #quiet: boolean;
  readonly #unhook: () => void;
  readonly #since: number;
  #handle: RunHandle | undefined;
  #signals = 0;
  #place: string | undefined;
  readonly #watching = new DisposableStore();

  constructor(around: Surroundings, engine: OpenEngine, progress: Progress | undefined, quiet: boolean) {
    this.#around = around;
    this.#progress = progress;
    this.#quiet = quiet;
    this.#since = around.clock.now();
    const unhook = around.onSignal(signal => this.#onSignal(signal));
    const steps = engine.onSignal(signal => this.#onSignal(signal));
    this.#unhook = () => {
      unhook();
      steps.dispose();
    };
  }

  watch(handle: RunHandle, place: string | undefined): void {
    this.#handle = handle;
    this.#place = place;
    if (this.#signals > 0) handle.stop('SIGTERM');
    if (place === undefined) return;
    this.#watching.add(
      watchStopRequest(place, this.#since, request => {
        this.#say(`Stopping: ${request.by} asked for it.`);
        handle.stop();
      }),
    );
    this.#watching.add(hearAnswers(place, this.#since, handle));
  }

  dispose(): void {
    this.#unhook();
    this.#watching.dispose();
    if (this.#place !== undefined) clearStopRequest(this.#place);
  }

  #onSignal(signal: 'SIGINT' | 'SIGTERM'): void {
    this.#signals++;
    if (this.#signals === 1) {
      this.#say('Stopping: processes get their signal, handlers run. A second Ctrl-C ends everything at once.');
      this.#handle?.stop(signal);
    } else {
      this.#say('Stopping at once.');
      this.#handle?.kill();
    }
  }

  #say(message: string): void {
    if (this.#progress instanceof LiveTree) this.#progress.say(message);
    else if (!this.#quiet) this.#around.screen.err.write(`${oneLine(message)}\n`);
  }
}

function progressFor(around: Surroundings, quiet: boolean): Progress | undefined {
  const { err } = around.screen;
  if (quiet) return undefined;
  const paint = painter(err);
  return err.terminal ? new LiveTree(err, paint, () => around.clock.now()) : plainProgress(err, paint);
}

async function printOutcome(end: AttemptEnd, around: Surroundings, options: AttendedOptions): Promise<void> {
  const { run, exitCode } = end;
  const { out, err } = around.screen;
  if (!options.quiet && options.withoutTree !== true) {
    const children = await loadChildren(run, options.source);
    const tail = (file: string): readonly string[] => tailOf(file, 5);
    out.write(treeText(run, { paint: painter(out), now: around.clock.now(), children, tail }));
  }
  if (exitCode !== 0) err.write(`Error: ${failureText(run)}\n`);
  const next = options.quiet ? undefined : nextCommand(run, around.cwd);
  if (next !== undefined) err.write(`${next}\n`);
}

/** The command that a user most likely wants next: retry what failed, or go on with what is pending. */
function nextCommand(run: Run, cwd: string): string | undefined {
  const dag = run.file === '' ? run.dag : shownPath(run.file, cwd);
  const failed = run.nodes.find(node => node.status === 'failed' && node.tolerated !== true);
  if (failed !== undefined)
    return `Retry it: restep retry --run-id ${run.runId} --step ${shellWord(failed.id ?? failed.name)} --downstream ${shellWord(dag)}`;
  const asked = run.nodes.find(node => node.status === 'waiting' && node.ask !== undefined);
  if (run.status === 'waiting' && asked?.ask !== undefined) {
    return `Answer it: restep ${answerCommand(asked.ask)} --run-id ${run.runId} --step ${shellWord(asked.id ?? asked.name)}${neededInputs(asked.ask)} ${shellWord(dag)}`;
  }
  if (run.pending.length > 0 && run.status === 'partially_succeeded')
    return `Continue with ${run.pending.map(oneLine).join(', ')}: restep retry --run-id ${run.runId} ${shellWord(dag)}`;
  return undefined;
}

function answerCommand({ kind }: Ask): string {
  return kind === 'task' ? 'human-task complete' : 'approve';
}

/** The flags for the values without which it cannot be answered. */
function neededInputs(ask: Ask): string {
  const needed = askedFields(ask).filter(field => field.required && field.default === undefined);
  return needed.map(field => ` --input ${shellWord(`${field.name}=…`)}`).join('');
}

/** What failed in this attempt, in one line. */
function failureText(run: Run): string {
  return `${oneLine(run.dag)} (run ${run.runId}) ended as ${statusWord(run.status)}: ${failureCauses(run)}`;
}
