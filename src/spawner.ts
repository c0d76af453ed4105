// The spawner: a small program beside a host that starts the processes of steps and outlives the host until the last one ended.

import { Socket } from 'node:net';
import { serve } from './engine/processes/spawner-loop';

// The host stops steps by their groups. What a terminal or a session sends to everybody must not keep ends from being recorded.
for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) process.on(signal, () => undefined);

serve(new Socket({ fd: 0, readable: true, writable: false }), new Socket({ fd: 1, readable: false, writable: true }));
