// What the engine and the spawner say to each other: one JSON value on a line, both ways.

import type { ProcessRequest } from './process';

/** Keeps an environment under a number, so that each start only says how it differs. */
export interface BaseMessage {
  readonly base: number;
  readonly env: Readonly<Record<string, string>>;
}

/** Starts a process. Everything of the request but its environment, which is `base` plus `set` minus `unset`. */
export interface StartMessage extends Omit<ProcessRequest, 'env'> {
  readonly id: number;
  readonly env: {
    readonly base: number;
    readonly set: Readonly<Record<string, string>>;
    readonly unset: readonly string[];
  };
}

export type ToSpawner = BaseMessage | StartMessage;

/** What could not be used when a process failed to start. */
export type StartPart = 'program' | 'cwd' | 'files';

export interface StartedReport {
  readonly id: number;
  readonly pid: number;
  /** See base/process-identity. */
  readonly identity: string;
  readonly startedAt: number;
}

export interface EndedReport {
  readonly id: number;
  readonly code: number | null;
  readonly signal: string | null;
  readonly failed?: { readonly code: string; readonly part: StartPart };
  readonly startedAt: number;
  readonly endedAt: number;
  /** What `ProcessRequest.capture` asked for. */
  readonly captured?: string;
}

/** Signals that are meant for the host. */
export type PassedSignal = 'SIGINT' | 'SIGTERM';

/** Somebody, most likely a step, sent the spawner a signal. */
export interface SignalReport {
  readonly signalled: PassedSignal;
}

export type FromSpawner = StartedReport | EndedReport | SignalReport;

/** A sentence about a process that could not be started. It names the program, so it is made where secrets can be masked. */
export function startFailure(program: string, failed: { readonly code: string; readonly part: StartPart }): string {
  const { code, part } = failed;
  if (part === 'cwd') return `the working directory cannot be used (${code})`;
  if (part === 'files') return `the log files cannot be written (${code})`;
  if (code === 'ENOENT') return `program not found: ${program}`;
  if (code === 'EACCES') return `not allowed to execute: ${program}`;
  if (code === 'E2BIG') return `arguments and environment are too long for the system (E2BIG): ${program}`;
  return `cannot start ${program} (${code})`;
}

/** Calls `take` with each whole line of the chunks it is given. */
export function lineReader(take: (line: string) => void): (chunk: string) => void {
  let rest = '';
  return chunk => {
    let from = 0;
    let end = chunk.indexOf('\n');
    for (; end !== -1; end = chunk.indexOf('\n', from)) {
      take(rest + chunk.slice(from, end));
      rest = '';
      from = end + 1;
    }
    rest += chunk.slice(from);
  };
}
