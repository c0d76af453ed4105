// The real spawner, bundled once for the tests, and folders and requests to try it with.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ProcessRequest } from '../../../src/engine/processes/process';
import { SpawnerClient } from '../../../src/engine/processes/spawner-client';

/** The compiled spawner beside the compiled tests: the same program as dist/spawner.js, unbundled. */
export const spawnerFile = join(
  dirname(require.resolve('../../../src/engine/processes/spawner-client')),
  '../../spawner.js',
);

export interface Place {
  readonly folder: string;
  readonly record: string;
  readonly processes: SpawnerClient;
  /** A further host on the same machine. */
  newHost(): SpawnerClient;
  request(key: string, script: string, more?: Partial<ProcessRequest>): ProcessRequest;
  text(name: string): string;
  dispose(): void;
}

export function newPlace(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'restep-processes-'));
  const hosts: SpawnerClient[] = [];
  const newHost = (): SpawnerClient => {
    const host = new SpawnerClient({ file: spawnerFile });
    hosts.push(host);
    return host;
  };
  const record = join(folder, 'processes.jsonl');
  return {
    folder,
    record,
    processes: newHost(),
    newHost,
    request: (key, script, more) => ({
      key,
      argv: ['sh', '-c', script],
      cwd: folder,
      env: { PATH: process.env.PATH ?? '' },
      stdout: { log: join(folder, `${key}.out`) },
      stderr: { log: join(folder, `${key}.err`) },
      record,
      ...more,
    }),
    text: name => readFileSync(join(folder, name), 'utf8'),
    dispose() {
      for (const host of hosts) host.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves when the file exists and `done` accepts its text. */
export async function untilText(path: string, done: (text: string) => boolean): Promise<string> {
  const look = (): string | undefined => {
    const text = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    return text !== undefined && done(text) ? text : undefined;
  };
  const known = look();
  if (known !== undefined) return known;
  return new Promise(resolve => {
    const check = (): void => {
      const text = look();
      if (text === undefined) return;
      watcher.close();
      clearInterval(timer);
      resolve(text);
    };
    const watcher = watch(dirname(path), check);
    const timer = setInterval(check, 50);
    check();
  });
}

/** The numbers of the living processes of a group, by the system's own account. */
export function livingMembers(group: number): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .filter(name => {
      const stat = statOf(name);
      const [state, , pgrp] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return pgrp === String(group) && state !== 'Z' && state !== 'X';
    })
    .map(Number);
}

/** Empty when the process, anybody's on this machine, has ended since its number was read. */
function statOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return '';
  }
}
