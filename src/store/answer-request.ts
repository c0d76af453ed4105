// Handing an answer to the process that drives a run, and its verdict back, through files in the run's directory.

import { randomUUID } from 'node:crypto';
import { type FSWatcher, readdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Disposable, toDisposable } from '../base/disposal';
import { isJsonObject, type Json, type JsonObject } from '../base/json';

/** How often the owner looks when the system does not tell it. */
const pollMs = 500;

const requestName = /^answer-([0-9a-f-]+)\.json$/;

/** Lays a request down for the owner of the run; `at`: milliseconds since the epoch. Returns what it is called by. */
export function requestAnswer(runDir: string, request: JsonObject, at: number): string {
  const id = randomUUID();
  put(join(runDir, `answer-${id}.json`), { at, request });
  return id;
}

/** The owner's verdict, once; undefined while there is none. */
export function takeVerdict(runDir: string, id: string): Json | undefined {
  return take(join(runDir, `verdict-${id}.json`));
}

/** Takes a request back; false when its owner has taken it already. */
export function withdrawRequest(runDir: string, id: string): boolean {
  return take(join(runDir, `answer-${id}.json`)) !== undefined;
}

/**
 * Hears requests, for the process that holds the run's lock, and hands the verdict of the listener back. A request that is older than
 * `since` was meant for an earlier attempt: it is taken away unheard. Dispose it when the attempt is over.
 */
export function watchAnswerRequests(runDir: string, since: number, verdict: (request: JsonObject) => Json): Disposable {
  let watcher: FSWatcher | undefined;
  const look = (): void => {
    for (const name of namesIn(runDir)) {
      const id = requestName.exec(name)?.[1];
      const found = id === undefined ? undefined : take(join(runDir, name));
      if (id === undefined || !isJsonObject(found) || !isJsonObject(found.request)) continue;
      if (typeof found.at === 'number' && found.at >= since)
        put(join(runDir, `verdict-${id}.json`), verdict(found.request));
    }
  };
  const timer = setInterval(look, pollMs);
  timer.unref();
  try {
    watcher = watch(runDir, { persistent: false }, (_change, name) => {
      if (name === null || requestName.test(name)) look();
    });
    // The timer goes on looking when the system's watching breaks down.
    watcher.on('error', () => watcher?.close());
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code !== 'string') throw error;
  }
  look();
  return toDisposable(() => {
    clearInterval(timer);
    watcher?.close();
  });
}

/** None when the directory was moved or removed. */
function namesIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir);
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code !== 'string') throw error;
    return [];
  }
}

function put(file: string, value: Json): void {
  const draft = `${file}.draft`;
  writeFileSync(draft, `${JSON.stringify(value)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}

/** The value in a file, which is gone then; undefined when there is none, or somebody else was faster. */
function take(file: string): Json | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    rmSync(file);
    return JSON.parse(text) as Json;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
