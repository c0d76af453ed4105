// Threads for work that would hold up the host. One of each kind waits for more for a while: starting it takes longer than most work.

import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Disposable } from '../base/disposal';
import { fail, ok, type Result } from '../base/result';
import type { ThreadProgram, Threads, ThreadWork } from './threads';

/** Milliseconds that a thread waits for more to do. */
const patienceMs = 30_000;

/** The id of a thread that has ended. */
const gone = -1;

interface Idle {
  readonly worker: Worker;
  readonly timer: NodeJS.Timeout;
}

/** Starts threads when they are needed. None keeps the host alive while it only waits; dispose the pool when the host ends. */
export class ThreadPool implements Threads, Disposable {
  readonly #programDir: string;
  readonly #idle = new Map<ThreadProgram, Idle>();
  #disposed = false;

  /** `programDir`: absolute path of the folder with the built programs. */
  constructor(programDir: string) {
    this.#programDir = programDir;
  }

  async ask<P extends ThreadProgram>(
    program: P,
    request: ThreadWork[P]['request'],
    signal: AbortSignal,
  ): Promise<Result<ThreadWork[P]['answer'], string>> {
    if (signal.aborted) return stopped;
    const worker = this.#take(program);
    const answer = await answerOf<ThreadWork[P]['answer']>(worker, request, signal);
    if (answer.ok) this.#keep(program, worker);
    else await worker.terminate();
    return answer;
  }

  dispose(): void {
    this.#disposed = true;
    for (const program of [...this.#idle.keys()]) this.#dismiss(program);
  }

  #take(program: ThreadProgram): Worker {
    const idle = this.#idle.get(program);
    if (idle === undefined) return this.#start(program);
    this.#idle.delete(program);
    clearTimeout(idle.timer);
    if (idle.worker.threadId === gone) return this.#start(program);
    idle.worker.ref();
    return idle.worker;
  }

  #start(program: ThreadProgram): Worker {
    // What a library prints is no output of ours, and stays where it is: reading it would keep the host alive.
    const worker = new Worker(join(this.#programDir, `${program}.js`), { stdout: true, stderr: true });
    // What goes wrong while it works is heard by whoever asked; while it waits, the next one to ask finds it gone.
    worker.on('error', () => undefined);
    return worker;
  }

  #keep(program: ThreadProgram, worker: Worker): void {
    if (this.#disposed || this.#idle.has(program)) {
      void worker.terminate();
      return;
    }
    worker.unref();
    const timer = setTimeout(() => this.#dismiss(program), patienceMs);
    timer.unref();
    this.#idle.set(program, { worker, timer });
  }

  #dismiss(program: ThreadProgram): void {
    const idle = this.#idle.get(program);
    if (idle === undefined) return;
    this.#idle.delete(program);
    clearTimeout(idle.timer);
    void idle.worker.terminate();
  }
}

const stopped = fail('it was stopped before it was done');

/** A thread that dies for want of memory is an answer too; one that dies of a mistake of ours is thrown. */
function answerOf<A>(worker: Worker, request: unknown, signal: AbortSignal): Promise<Result<A, string>> {
  return new Promise<Result<A, string>>((resolve, reject) => {
    const onAbort = (): void => settle(() => resolve(stopped));
    const onMessage = (answer: A): void => settle(() => resolve(ok(answer)));
    const onExit = (): void => settle(() => resolve(fail('its thread ended before it was done')));
    const onError = (error: NodeJS.ErrnoException): void =>
      settle(() => {
        if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') resolve(fail('it needs more memory than a thread may have'));
        else reject(error);
      });
    const settle = (then: () => void): void => {
      signal.removeEventListener('abort', onAbort);
      worker.off('message', onMessage).off('exit', onExit).off('error', onError);
      then();
    };
    signal.addEventListener('abort', onAbort);
    worker.on('message', onMessage).on('exit', onExit).on('error', onError);
    worker.postMessage(request);
  });
}
