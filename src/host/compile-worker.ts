// The thread that compiles large workflow texts, so that typing is never held up by them.

import { parentPort } from 'node:worker_threads';
import type { PlaceSurroundings } from './places';
import { compileWorkflow } from './workflow';

export interface CompileRequest {
  readonly id: number;
  readonly text: string;
  readonly file: string;
  readonly around: PlaceSurroundings;
}

parentPort?.on('message', ({ id, text, file, around }: CompileRequest) => {
  parentPort?.postMessage({ id, compilation: compileWorkflow(text, file, around) });
});
