// The spawner: a small program beside a host that starts the processes of steps and outlives the host until the last one ended.

import { Socket } from 'node:net';
import { serve } from './engine/processes/spawner-loop';

const pass = serve(
  new Socket({ fd: 0, readable: true, writable: false }),
  new Socket({ fd: 1, readable: false, writable: true }),
);

// A signal must not keep ends from being recorded. A step that signals its parent means the program that runs it: the host decides.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => pass(signal));
process.on('SIGHUP', () => undefined);
