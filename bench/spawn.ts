// Starts many short processes through the spawner, two at a time, and compares with ninja where that is installed.
// Arguments: the built spawner (dist/spawner.js), how many (1000), megabytes that the host holds (0).

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SpawnerClient } from '../src/engine/processes/spawner-client';

const [file = 'dist/spawner.js', count = '1000', megabytes = '0'] = process.argv.slice(2);
const most = Number(count);
const atOnce = 2;

async function main(): Promise<void> {
  const heap = Array.from({ length: Number(megabytes) * 128 }, (_, index) => new Array<number>(1024).fill(index));
  const folder = mkdtempSync(join(tmpdir(), 'restep-bench-'));
  try {
    for (let round = 0; round < 3; round++) {
      const ours = await throughSpawner(folder, round);
      const theirs = byNinja(folder);
      const ratio = theirs === undefined ? '' : `, ninja ${theirs.toFixed(0)} ms, ratio ${(ours / theirs).toFixed(2)}`;
      console.log(`${most} processes beside ${heap.length >> 7} MB: ${ours.toFixed(0)} ms${ratio}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function throughSpawner(folder: string, round: number): Promise<number> {
  const processes = new SpawnerClient({ file: resolve(file) });
  const env = Object.fromEntries(Object.entries(process.env).map(([name, value]) => [name, value ?? '']));
  let next = 0;
  const begun = performance.now();
  const worker = async (): Promise<void> => {
    while (next < most) {
      const name = `${round}-${next++}`;
      const { ended } = processes.start({
        key: `1:${name}:1`,
        argv: ['sh', '-c', 'true'],
        cwd: folder,
        env: { ...env, STEP: name },
        stdout: { log: join(folder, `${name}.out`) },
        stderr: { log: join(folder, `${name}.err`) },
        record: join(folder, 'processes.jsonl'),
      });
      const { code } = await ended;
      if (code !== 0) throw new Error(`process ${name} ended with ${code}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const took = performance.now() - begun;
  processes.dispose();
  return took;
}

function byNinja(folder: string): number | undefined {
  const edges = Array.from({ length: most }, (_, index) => `build o${index}: r\n`);
  writeFileSync(join(folder, 'build.ninja'), `rule r\n  command = true # $out\n${edges.join('')}`);
  const begun = performance.now();
  try {
    execFileSync('ninja', ['-j', String(atOnce)], { cwd: folder, stdio: 'ignore' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return performance.now() - begun;
}

void main();
