// The log of a run itself, as DAG_RUN_LOG_FILE names it: one line for everything that happens to it.

import { appendFileSync } from 'node:fs';
import { handlerNodeNames } from '../model/dag';
import type { RunEvent } from '../model/event';

/** Writes lines to a file in batches. What cannot be written there is not worth failing a run: the journal has it all. */
export class RunLog {
  readonly #path: string;
  #lines: string[] = [];
  #planned: NodeJS.Timeout | undefined;

  /** Creates the file. Throws the system's error when that is not possible. */
  constructor(path: string) {
    this.#path = path;
    appendFileSync(path, '');
  }

  note(event: RunEvent): void {
    this.say(event.at, describe(event));
  }

  /** Adds a line. `at`: milliseconds since the epoch. */
  say(at: number, text: string): void {
    this.#lines.push(`${new Date(at).toISOString()} ${text}\n`);
    this.#planned ??= setTimeout(() => this.flush(), flushAfterMs);
  }

  flush(): void {
    clearTimeout(this.#planned);
    this.#planned = undefined;
    const text = this.#lines.join('');
    this.#lines = [];
    if (text !== '') tryAppend(this.#path, text);
  }
}

function tryAppend(path: string, text: string): void {
  try {
    appendFileSync(path, text);
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code !== 'string') throw error;
  }
}

/** Short steps come by the hundred: their lines share a write. */
const flushAfterMs = 20;

function describe(event: RunEvent): string {
  const node = 'handler' in event ? handlerNodeNames[event.handler] : 'step' in event ? event.step : '';
  const step = `step=${JSON.stringify(node)}`;
  switch (event.type) {
    case 'run.created':
      return `run created dag=${JSON.stringify(event.dag)} run-id=${event.runId} trigger=${event.trigger}`;
    case 'attempt.started':
      return `attempt started attempt=${event.attempt} steps=${event.runs.length}`;
    case 'step.started':
      return `${step} started try=${event.try}`;
    case 'step.again':
      return `${step} again why=${event.why} try=${event.try} delay=${event.delayMs}ms${detail(event)}`;
    case 'step.child':
      return `${step} child dag=${JSON.stringify(event.child.dag)} run-id=${event.child.runId}`;
    case 'step.finished':
      return `${step} ${event.status}${detail(event)}${event.reason === undefined ? '' : ` reason=${event.reason.code}`}`;
    case 'step.answered':
      return `${step} answered ${event.answer}${event.by === undefined ? '' : ` by=${JSON.stringify(event.by)}`}`;
    case 'step.marked':
      return `${step} marked ${event.status}`;
    case 'stale.accepted':
      return `${step} accepted as it is`;
    case 'attempt.finished':
      return `attempt finished${event.facts.error === undefined ? '' : ` error=${JSON.stringify(event.facts.error)}`}`;
  }
}

function detail({ exitCode, error }: { readonly exitCode?: number; readonly error?: string }): string {
  return `${exitCode === undefined ? '' : ` exit-code=${exitCode}`}${error === undefined ? '' : ` error=${JSON.stringify(error)}`}`;
}
