// Many wishes for the same work, done at most so many times a second.

import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposal';

/** Does its work at once when it is asked for, then rests; what is asked for while it rests is done once, when the rest is over. */
export class Pulse implements Disposable {
  readonly #work: () => void;
  readonly #restMs: number;
  readonly #clock: Clock;
  readonly #end = new AbortController();
  #resting = false;
  #asked = false;

  constructor(work: () => void, restMs: number, clock: Clock) {
    this.#work = work;
    this.#restMs = restMs;
    this.#clock = clock;
  }

  ask(): void {
    if (this.#end.signal.aborted) return;
    if (this.#resting) {
      this.#asked = true;
      return;
    }
    this.#asked = false;
    this.#resting = true;
    this.#clock.delay(this.#restMs, this.#end.signal).then(
      () => this.#rested(),
      // Only the end of the pulse ends a rest early, and then there is nothing to do.
      () => undefined,
    );
    this.#work();
  }

  dispose(): void {
    this.#end.abort();
  }

  #rested(): void {
    this.#resting = false;
    if (this.#asked) this.ask();
  }
}
