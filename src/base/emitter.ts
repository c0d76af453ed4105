// A typed event: many listeners, one who fires.

import { type Disposable, toDisposable } from './disposal';

/** Subscribes a listener until the returned disposable is disposed. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<(value: T) => void>();
  #disposed = false;

  readonly event: Event<T> = listener => {
    if (this.#disposed) return toDisposable(() => undefined);
    const entry = (value: T): void => listener(value);
    this.#listeners.add(entry);
    return toDisposable(() => this.#listeners.delete(entry));
  };

  /** Calls every listener; one that throws does not keep the others from being called. */
  fire(value: T): void {
    let failure: { readonly error: unknown } | undefined;
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        failure ??= { error };
      }
    }
    if (failure !== undefined) throw failure.error;
  }

  dispose(): void {
    this.#disposed = true;
    this.#listeners.clear();
  }
}
