// One attempt from its first event to its last: conditions, init handler, steps, closing handlers.

import { sharedController } from '../base/abort';
import type { Step } from '../model/dag';
import type { AttemptFacts } from '../model/event';
import type { Node, Reason, Run } from '../model/run';
import { attemptExitCode, runStatus } from '../model/run-status';
import type { RunStatus } from '../model/status';
import { stopWaiting } from './answers';
import { closeAttempt } from './attempt-close';
import { outlines, shareAttempt } from './attempt-share';
import type { AttemptSpec } from './attempt-spec';
import { dagVerdict, keptFrom } from './dag-condition';
import { deprivedText, withEntered } from './entered-values';
import type { StopReason } from './executor';
import { finishEvent } from './finish-event';
import { runClosingHandlers, runHandler } from './handlers';
import { internalError } from './internal-error';
import { LiveAnswers } from './live-answers';
import { isSettled, recalledFacts, resumption } from './recovery';
import { startRunTimeout } from './run-timeout';
import type { RunningAttempt } from './running-attempt';
import { type Decision, Schedule, type StepEnd } from './schedule';
import { cannotBegin, executeStep, type NodeEnd, type Resumed } from './step-execution';
import { runSteps } from './step-loop';
import { nothingLeft } from './step-results';
import { StepPlaces } from './step-scope';
import { dagTimeoutText } from './try-end';
import type { Scope } from './values/scope';

export interface AttemptEnd {
  readonly run: Run;
  /** Of `start` and `retry`: it speaks of the attempt, the run's status of the run. */
  readonly exitCode: 0 | 1;
}

/** Runs an attempt to its end; can be stopped meanwhile. */
export class AttemptRun {
  /** Takes answers to steps that wait while others run. */
  readonly answers: LiveAnswers;
  readonly #spec: AttemptSpec;
  readonly #stop = sharedController();
  /** Ends handlers that run when the attempt is stopped a second time. */
  readonly #close = sharedController();
  readonly #steps: ReadonlyMap<string, Step>;
  /** What the attempt had come to when its first host went away. */
  readonly #earlier: ReadonlyMap<string, Node>;
  readonly #attempt: RunningAttempt;
  readonly #places: StepPlaces;
  /** Steps that this host has taken up; only kept when there was an earlier one. */
  readonly #launched = new Set<string>();
  #closing = false;
  #facts: AttemptFacts = {};
  #leaving: Reason = { code: 'not-reached', text: 'The run ended before this step could begin.' };
  #restored: string[] = [];

  constructor(spec: AttemptSpec) {
    this.#spec = spec;
    this.#steps = new Map(spec.dag.steps.map(step => [step.name, step]));
    this.#attempt = shareAttempt(spec, this.#stop.signal);
    this.#places = new StepPlaces(this.#attempt, spec.base, spec.scratch, spec.pushbacks);
    this.answers = new LiveAnswers(spec, node => this.#places.keepNode(node, this.#steps.get(node.name)));
    const runs = new Set(spec.runs);
    const nodes = spec.writer.run().nodes;
    for (const node of nodes) {
      const step = this.#steps.get(node.name);
      if (!runs.has(node.name)) this.#places.keepNode(withEntered(node, step, spec.entered?.[node.name]), step);
    }
    this.#earlier = new Map(
      spec.resumed ? nodes.filter(node => runs.has(node.name)).map(node => [node.name, node]) : [],
    );
  }

  /** Ends what runs, as a person or a signal asked; a second call also ends the closing handlers. */
  stop(signal?: string): void {
    const reason: StopReason = { kind: 'stopped', ...(signal === undefined ? {} : { signal }) };
    if (this.#closing || this.#stop.signal.aborted) this.#close.abort(reason);
    this.#stop.abort(reason);
  }

  /** Ends everything at once, without waiting for anything to clean up. */
  kill(): void {
    this.stop();
    for (const process of this.#attempt.live) process.kill();
  }

  /** What is known behind its steps. */
  scope(): Scope {
    return this.#places.after();
  }

  /** Runs to the end; the last event is in the journal when it resolves. Rejects only when the journal cannot be written. */
  async run(): Promise<AttemptEnd> {
    try {
      await this.#work();
    } catch (error) {
      // Our own bug, or a disk that is full: the run must not be left running.
      this.#fault(internalError(error));
    }
    const { writer, runs, pause } = this.#spec;
    const restored = new Set(this.#restored);
    const ran = runs.filter(name => !restored.has(name));
    const stale = this.#spec.staleness(writer.run(), ran);
    this.#attempt.append({ type: 'attempt.finished', facts: this.#facts, restored: this.#restored, stale, ...pause });
    const run = writer.run();
    await closeAttempt(run, this.#spec);
    return { run, exitCode: attemptExitCode(run, { ...this.#facts, runs, restored: this.#restored }) };
  }

  async #work(): Promise<void> {
    this.#facts = recalledFacts(this.#earlier.values(), this.#stop.signal.aborted);
    if (this.#spec.fault !== undefined) {
      this.#fault(this.#spec.fault);
      this.#leaveUnreached(this.#spec.runs, { code: 'not-reached', text: this.#spec.fault });
      return this.#endLeftovers();
    }
    if (!this.#cut && this.#spec.conditions) await this.#checkConditions();
    if (!this.#cut) await this.#initialize();
    if (this.#cut) {
      this.#leaveUnreached(this.#spec.runs, this.#leaving);
      await this.#endLeftovers();
    } else await this.#runSteps();
    if (this.#spec.intolerant && this.#spec.writer.run().nodes.some(node => node.tolerated === true))
      this.#fault('A step failed; that its continue_on lets the others run does not save the item of a foreach.');
    this.#closing = true;
    await this.#runClosingHandlers();
  }

  /** Nothing further may start. */
  get #cut(): boolean {
    const { cancelled, dagPreconditionError, error } = this.#facts;
    return cancelled === true || dagPreconditionError === true || error !== undefined;
  }

  /** What an earlier host started and nothing has taken up since is ended now, with the reason for which the attempt ends. */
  async #endLeftovers(): Promise<void> {
    const timedOut = this.#facts.cancelled !== true && this.#facts.error === dagTimeoutText;
    if (!this.#stop.signal.aborted)
      this.#stop.abort({ kind: timedOut ? 'dag-timed-out' : 'stopped' } satisfies StopReason);
    await Promise.all(
      [...this.#earlier.values()].map(async node => {
        const resumed = this.#launched.has(node.name) ? undefined : resumption(node, this.#spec.number);
        const step = this.#steps.get(node.name);
        if (resumed !== undefined && step !== undefined) this.#finish(step, await this.#execute(step, resumed));
      }),
    );
  }

  async #checkConditions(): Promise<void> {
    const { dag, base, number } = this.#spec;
    const verdict = await dagVerdict(dag, base, number, this.#attempt);
    if (this.#stop.signal.aborted) {
      this.#facts = { ...this.#facts, cancelled: true };
      this.#leaving = stoppedReason;
    } else if (verdict.kind !== 'met') {
      const { facts, reason } = keptFrom(verdict, this.#attempt.hide);
      this.#facts = { ...this.#facts, ...facts };
      this.#leaving = reason;
    }
  }

  async #initialize(): Promise<void> {
    const host = { spec: this.#spec, places: this.#places, attempt: this.#attempt };
    if (await runHandler({ handler: 'init', status: 'running' }, host)) return;
    this.#facts = { ...this.#facts, cancelled: true };
    this.#leaving = this.#stop.signal.aborted
      ? stoppedReason
      : { code: 'init-failed', text: 'The init handler failed.' };
  }

  async #runSteps(): Promise<void> {
    const { dag, clock, runs, writer, ignoreUpstream } = this.#spec;
    const frozen = writer.run().nodes;
    const schedule = new Schedule({ steps: outlines(dag).nodes, runs, frozen, ignoreUpstream });
    const { signal } = this.#stop;
    const onStop = (): void => this.#stopped(schedule, signal.reason);
    const timer = new AbortController();
    startRunTimeout(this.#spec, timer.signal, () => this.#stop.abort({ kind: 'dag-timed-out' } satisfies StopReason));
    if (signal.aborted) onStop();
    else signal.addEventListener('abort', onStop, { once: true });
    try {
      this.answers.open = true;
      await runSteps({
        schedule,
        settled: this.answers.onDidSettle,
        most: dag.maxActiveSteps,
        delayMs: dag.delaySec * 1000,
        clock,
        signal,
        launch: name => this.#launch(name, schedule),
        decide: decision => this.#decide(decision),
        failed: error => {
          // Our own bug. It is told as an error of the run, not as a stop.
          this.#fault(internalError(error));
          this.stop();
        },
      });
    } finally {
      this.answers.open = false;
      timer.abort();
      signal.removeEventListener('abort', onStop);
    }
    if (signal.aborted) await this.#endLeftovers();
    // Nobody is asked any more in a run that ends as aborted.
    if (this.#facts.cancelled === true) stopWaiting(writer, clock.now());
  }

  #stopped(schedule: Schedule, reason: StopReason): void {
    if (reason.kind === 'dag-timed-out') {
      this.#facts = { ...this.#facts, error: this.#facts.error ?? dagTimeoutText };
      for (const decision of schedule.expire({ code: 'dag-timed-out', text: dagTimeoutText })) this.#decide(decision);
      return;
    }
    if (this.#facts.error === undefined) this.#facts = { ...this.#facts, cancelled: true };
    this.#leaveUnreached(schedule.stop(), stoppedReason);
  }

  /** Every step stays as it is, or gets back what it was before the retry; what an earlier host began or settled is not touched. */
  #leaveUnreached(names: readonly string[], reason: Reason): void {
    const unreached = names.filter(name => !this.#isKnown(name));
    if (this.#spec.retry) this.#restored.push(...unreached);
    else
      for (const step of unreached)
        this.#attempt.append({ type: 'step.finished', step, status: 'not_started', reason });
  }

  /** An earlier host of this attempt has begun or decided the step. */
  #isKnown(name: string): boolean {
    const before = this.#earlier.get(name);
    return isSettled(before) || resumption(before, this.#spec.number) !== undefined;
  }

  #decide({ step, status, reason }: Decision): void {
    // A resumed attempt decides again what its journal already has.
    if (!this.#isKnown(step)) this.#attempt.append({ type: 'step.finished', step, status, reason });
    this.#places.keep(nothingLeft(step, this.#steps.get(step)?.id));
  }

  async #launch(name: string, schedule: Schedule): Promise<StepEnd> {
    const step = this.#steps.get(name);
    if (step === undefined) throw new Error(`The plan names the step "${name}", which the definition does not have.`);
    this.#launched.add(name);
    const before = this.#earlier.get(name);
    if (before !== undefined && isSettled(before)) {
      this.#places.keepNode(before, step);
      return { status: before.status, tolerated: before.tolerated === true };
    }
    const end = await this.#execute(step, resumption(before, this.#spec.number)).catch(error => {
      this.#finish(step, cannotBegin(internalError(error)));
      throw error;
    });
    if (end.status === 'not_started') this.#leaveUnreached([name], end.reason ?? this.#leaving);
    else this.#finish(step, end);
    if (end.cancels === true) {
      this.#facts = { ...this.#facts, cancelled: true };
      const text = `The precondition of "${name}" could not be evaluated, which ended the run.`;
      this.#leaveUnreached(schedule.stop(), { code: 'not-reached', text, by: [name] });
    }
    return { status: end.status, tolerated: end.tolerated };
  }

  async #execute(step: Step, resumed: Resumed | undefined): Promise<NodeEnd> {
    if (resumed === undefined && this.#spec.deprived?.has(step.name)) return cannotBegin(deprivedText);
    const options = { bypass: this.#spec.bypass, ...(resumed === undefined ? {} : { resumed }) };
    return executeStep(this.#places.place(step), this.#places, options, this.#attempt);
  }

  /** A stop does not keep handlers from running; a second one ends them. */
  async #runClosingHandlers(): Promise<void> {
    const [spec, places] = [this.#spec, this.#places];
    const run = spec.writer.run();
    const ended = { runs: spec.runs, restored: this.#restored };
    const status = (): RunStatus => runStatus(run.nodes, { ...ended, ...this.#facts });
    const attempt = { ...this.#attempt, stop: this.#close.signal };
    await runClosingHandlers(run, status, error => this.#fault(error), { spec, places, attempt });
  }

  #finish(step: Step, end: NodeEnd): void {
    const node = { step: step.name };
    this.#attempt.append(finishEvent(node, end, this.#attempt.hide));
    const logs = this.#attempt.logNames.of(node, step);
    this.#places.keep({
      ...nothingLeft(step.name, step.id),
      ...(end.exitCode === undefined ? {} : { exitCode: end.exitCode, ...logs }),
      variables: end.variables,
      declared: end.declared,
      published: end.published,
      ...(step.structuredOutput === undefined ? {} : { structured: true }),
    });
  }

  #fault(text: string): void {
    this.#facts = { ...this.#facts, error: this.#facts.error ?? this.#attempt.hide(text) };
  }
}

const stoppedReason = { code: 'stopped', text: 'The run was stopped before this step began.' } as const;
