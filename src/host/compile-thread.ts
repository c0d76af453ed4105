// Compiles large texts in a thread of their own: started with the first, given up and started anew when a text takes too long.

import { Worker } from 'node:worker_threads';
import type { Disposable } from '../base/disposal';
import type { Compilation } from '../spec/compilation';
import type { CompileRequest } from './compile-worker';
import type { PlaceSurroundings } from './places';

/** Milliseconds after which a text is given up. */
const longestMs = 20_000;

interface Waiting {
  readonly resolve: (compilation: Compilation) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

interface Answer {
  readonly id: number;
  readonly compilation: Compilation;
}

export class CompileThread implements Disposable {
  readonly #program: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #lastId = 0;

  /** `program`: absolute path of the built worker. */
  constructor(program: string) {
    this.#program = program;
  }

  /** Rejects when the thread dies or takes too long. */
  compile(text: string, file: string, around: PlaceSurroundings): Promise<Compilation> {
    const id = ++this.#lastId;
    const request: CompileRequest = { id, text, file, around: { ...around, env: { ...around.env } } };
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => this.#end(new Error(`the text takes longer than ${longestMs / 1000} s`)),
        longestMs,
      );
      timer.unref();
      this.#waiting.set(id, { resolve, reject, timer });
      this.#started().postMessage(request);
    });
  }

  dispose(): void {
    this.#end(new Error('the editor ends'));
  }

  #started(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(this.#program);
    worker.unref();
    worker.on('message', ({ id, compilation }: Answer) => {
      const waiting = this.#waiting.get(id);
      if (waiting === undefined) return;
      this.#waiting.delete(id);
      clearTimeout(waiting.timer);
      waiting.resolve(compilation);
    });
    worker.on('error', error => this.#end(error));
    this.#worker = worker;
    return worker;
  }

  #end(error: Error): void {
    const worker = this.#worker;
    this.#worker = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject, timer } of waiting) {
      clearTimeout(timer);
      reject(error);
    }
    worker?.terminate().catch(() => undefined);
  }
}
