// Begins a run at once, before its terminal is there: making a terminal takes longer than starting a process. The terminal hears everything from the first event on.

import type { Result } from '../../base/result';
import type { Begin, HearRun, RunningAttempt } from './run-terminal';

export interface EarlyBegin<E> {
  /** What came of beginning. */
  readonly begun: Promise<Result<RunningAttempt, E>>;
  /** For the terminal: hands over what has begun, with what was said so far. */
  readonly begin: Begin;
}

/** `say` turns a refusal into sentences. */
export function beginEarly<E>(
  begin: (hear: HearRun) => Promise<Result<RunningAttempt, E>>,
  say: (refusal: E) => string,
): EarlyBegin<E> {
  const missed: Parameters<HearRun>[] = [];
  let listener: HearRun = (...heard) => missed.push(heard);
  const begun = begin((...heard) => listener(...heard));
  return {
    begun,
    begin: async hear => {
      for (const heard of missed.splice(0)) hear(...heard);
      listener = hear;
      const result = await begun;
      return result.ok ? result : { ok: false, error: say(result.error) };
    },
  };
}
