// A process as its host holds it: when it began, how it ended, how to stop it.

import type { Clock } from '../../base/clock';
import type { ProcessEnd, RunningProcess } from './process';
import { type GroupLeader, killGroup, stopGroup } from './process-group';

/** The side that learns what happens to the process. Each is told once; later news changes nothing. */
export interface ProcessNews {
  onStarted(leader: GroupLeader): void;
  onEnded(end: ProcessEnd): void;
  /** Known once it started. */
  leader(): GroupLeader | undefined;
}

/** A process nobody has heard of yet, and the side to tell it. */
export function processHandle(clock: Clock): { readonly handle: RunningProcess; readonly news: ProcessNews } {
  const begin = deferred<GroupLeader | undefined>();
  const finish = deferred<ProcessEnd>();
  let leader: GroupLeader | undefined;
  let hasEnded = false;
  const handle: RunningProcess = {
    started: begin.promise,
    ended: finish.promise,
    async stop(options) {
      const started = await begin.promise;
      if (started !== undefined) await stopGroup(started, finish.promise, options, clock);
    },
    kill() {
      void begin.promise.then(started => {
        if (started !== undefined) killGroup(started, hasEnded);
      });
    },
  };
  const news: ProcessNews = {
    onStarted(started) {
      leader = started;
      begin.resolve(started);
    },
    onEnded(end) {
      hasEnded = true;
      begin.resolve(undefined);
      finish.resolve(end);
    },
    leader: () => leader,
  };
  return { handle, news };
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
}

function deferred<T>(): Deferred<T> {
  let settle: ((value: T) => void) | undefined;
  const promise = new Promise<T>(resolve => {
    settle = resolve;
  });
  return { promise, resolve: value => settle?.(value) };
}
