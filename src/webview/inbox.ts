// Messages on their way in: of several snapshots that wait only the newest is drawn, and drawing leaves the page time for its user.

export interface InboxParts {
  readonly receive: (message: unknown) => void;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Calls back after so many milliseconds. */
  readonly later: (act: () => void, ms: number) => void;
}

/** Receives at once when nothing is waiting; after work that took a while it rests for as long again. */
export class Inbox {
  readonly #parts: InboxParts;
  #waiting: unknown[] = [];
  #scheduled = false;
  #restUntil = 0;

  constructor(parts: InboxParts) {
    this.#parts = parts;
  }

  take(message: unknown): void {
    if (isSnapshot(message)) this.#waiting = this.#waiting.filter(other => !isSnapshot(other));
    this.#waiting.push(message);
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#parts.later(() => this.#empty(), Math.max(0, this.#restUntil - this.#parts.now()));
  }

  #empty(): void {
    const messages = this.#waiting;
    this.#waiting = [];
    this.#scheduled = false;
    const begin = this.#parts.now();
    try {
      for (const message of messages) this.#parts.receive(message);
    } finally {
      const end = this.#parts.now();
      this.#restUntil = end + (end - begin);
    }
  }
}

/** Whether it claims to be one; it is checked when it is received. */
function isSnapshot(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'snapshot';
}
