// Time that stands still until a test moves it.

import type { Clock } from '../../src/base/clock';

interface Waiting {
  readonly due: number;
  readonly wake: () => void;
}

export class ManualClock implements Clock {
  #now = 1_000_000;
  readonly #waiting = new Set<Waiting>();

  now(): number {
    return this.#now;
  }

  delay(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const onAbort = (): void => {
        this.#waiting.delete(entry);
        reject(signal?.reason);
      };
      const wake = (): void => {
        signal?.removeEventListener('abort', onAbort);
        this.#waiting.delete(entry);
        resolve();
      };
      const entry = { due: this.#now + ms, wake };
      this.#waiting.add(entry);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** The waits that are open, in milliseconds from now, shortest first. */
  get waits(): readonly number[] {
    return [...this.#waiting].map(entry => entry.due - this.#now).sort((a, b) => a - b);
  }

  /** Moves time on and wakes what is due. */
  advance(ms: number): void {
    this.#now += ms;
    for (const entry of [...this.#waiting]) if (entry.due <= this.#now) entry.wake();
  }
}
