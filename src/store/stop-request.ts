// Asking the process that drives a run to stop it, through a file in the run's directory.

import { type FSWatcher, mkdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Disposable, toDisposable } from '../base/disposal';

export interface StopRequest {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Who asks, in words: `restep stop (process 4711)`. */
  readonly by: string;
}

/** The name of the file inside a run's directory. */
export const stopRequestFile = 'stop-requested';

/** How often the owner looks when the system does not tell it (network drives, exhausted watches). */
const pollMs = 500;

/** Asks the owner of the run to stop it in order. Asking again is harmless. Throws when the directory cannot be written. */
export function requestStop(runDir: string, request: StopRequest): void {
  mkdirSync(runDir, { recursive: true });
  const file = join(runDir, stopRequestFile);
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify(request)}\n`);
  renameSync(fresh, file);
}

/** The request that lies in the directory; undefined when there is none. An unreadable one still counts as a request. */
export function readStopRequest(runDir: string): StopRequest | undefined {
  let text: string;
  try {
    text = readFileSync(join(runDir, stopRequestFile), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return parsed(text) ?? { at: Date.now(), by: 'someone' };
}

/** Takes a request away: it was obeyed, or its attempt is over. */
export function clearStopRequest(runDir: string): void {
  rmSync(join(runDir, stopRequestFile), { force: true });
}

/**
 * Watches for a request, for the process that holds the run's lock. A request that is older than `since` (milliseconds) was meant for an
 * earlier attempt: it is taken away unheard. Calls the listener once, then takes the request away. Dispose it when the attempt is over.
 */
export function watchStopRequest(runDir: string, since: number, onRequest: (request: StopRequest) => void): Disposable {
  let done = false;
  let watcher: FSWatcher | undefined;
  const stopWatching = (): void => {
    done = true;
    clearInterval(timer);
    watcher?.close();
  };
  const look = (): void => {
    if (done) return;
    const request = readStopRequest(runDir);
    if (request === undefined) return;
    clearStopRequest(runDir);
    if (request.at < since) return;
    stopWatching();
    onRequest(request);
  };
  const timer = setInterval(look, pollMs);
  timer.unref();
  try {
    watcher = watch(runDir, { persistent: false }, (_change, name) => {
      if (name === null || name === stopRequestFile) look();
    });
    // The timer goes on looking when the system's watching breaks down.
    watcher.on('error', () => watcher?.close());
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
  look();
  return toDisposable(stopWatching);
}

function parsed(text: string): StopRequest | undefined {
  try {
    const value = JSON.parse(text) as Partial<StopRequest> | null;
    if (typeof value?.at !== 'number' || typeof value.by !== 'string') return undefined;
    return { at: value.at, by: value.by };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string';
}
