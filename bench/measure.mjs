// Measures programs: time, and the largest memory they ever had.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Runs a program to its end. `ms`: wall time; `peakMb`: largest resident memory of the program itself (Linux). */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], ...options });
    let peakMb = 0;
    let errors = '';
    const look = () => {
      peakMb = Math.max(peakMb, memoryOf(child.pid));
    };
    const timer = options.memory ? setInterval(look, 20) : undefined;
    child.stderr.on('data', bytes => {
      errors = (errors + bytes).slice(-4000);
    });
    child.on('error', reject);
    child.on('exit', code => {
      const ms = performance.now() - began;
      clearInterval(timer);
      if (code === 0) resolve({ ms, peakMb });
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code}\n${errors}`));
    });
  });
}

/** Peak of resident memory in megabytes; 0 where the system does not tell. */
function memoryOf(pid) {
  try {
    const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return found === null ? 0 : Number(found[1]) / 1024;
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return 0;
    throw error;
  }
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Calls both in turn, `rounds` times, so that whatever else the machine does hits both. */
export async function inTurn(rounds, ours, theirs) {
  const a = [];
  const b = [];
  for (let round = 0; round < rounds; round++) {
    a.push(await ours(round));
    b.push(await theirs(round));
  }
  return { ours: a, theirs: b };
}
