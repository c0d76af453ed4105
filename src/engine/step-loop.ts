// Starts steps as they become ready and slots are free, until nothing is left to start or to wait for.

import type { Clock } from '../base/clock';
import type { Event } from '../base/emitter';
import type { Decision, Schedule, StepEnd } from './schedule';

export interface StepLoopOptions {
  readonly schedule: Schedule;
  /** At most so many steps at a time; 0: no bound. */
  readonly most: number;
  /** Pause after each start, in milliseconds. */
  readonly delayMs: number;
  readonly clock: Clock;
  /** Aborted: pauses are cut short; the schedule says what may still start. */
  readonly signal: AbortSignal;
  /** Runs a step to its end. A rejection is our own bug and ends the loop once everything that runs has ended. */
  launch(step: string): Promise<StepEnd>;
  /** A step became final without running. */
  decide(decision: Decision): void;
  /** Fires when a step that waited is final: a person answered. */
  readonly settled: Event<{ readonly step: string; readonly end: StepEnd }>;
  /** Told of a rejection at once, so that the rest can be stopped. */
  failed(error: unknown): void;
}

/** Resolves when the schedule is done. Rejects with the first error of our own. */
export function runSteps(options: StepLoopOptions): Promise<void> {
  const { schedule, most, delayMs, clock, signal } = options;
  return new Promise((resolve, reject) => {
    let running = 0;
    let pausing = false;
    let fault: { readonly error: unknown } | undefined;

    const fail = (error: unknown): void => {
      if (fault !== undefined) return;
      fault = { error };
      options.failed(error);
    };
    const ended = (step: string, end: StepEnd): void => {
      for (const decision of schedule.finished(step, end)) options.decide(decision);
    };
    const settle = (): void => {
      if (running > 0 || pausing || (fault === undefined && !schedule.done)) return;
      listening.dispose();
      if (fault === undefined) resolve();
      else reject(fault.error);
    };
    const start = (step: string): void => {
      running++;
      options
        .launch(step)
        .then(end => ended(step, end))
        .catch(fail)
        .finally(() => {
          running--;
          pump();
        });
    };
    const pause = (): void => {
      pausing = true;
      clock
        .delay(delayMs, signal)
        .catch(error => {
          if (!signal.aborted) fail(error);
        })
        .finally(() => {
          pausing = false;
          pump();
        });
    };
    const pump = (): void => {
      while (fault === undefined && !pausing && (most <= 0 || running < most)) {
        const step = schedule.next();
        if (step === undefined) break;
        start(step);
        if (delayMs > 0) pause();
      }
      settle();
    };

    const listening = options.settled(({ step, end }) => {
      ended(step, end);
      pump();
    });
    for (const decision of schedule.initial) options.decide(decision);
    pump();
  });
}
