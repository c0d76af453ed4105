// A store in a temporary folder, events to put into it, and programs that use it from outside.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Event } from '../../src/base/emitter';
import type { AttemptStarted, RunCreated, RunEvent } from '../../src/model/event';
import type { RunKey, RunWriter } from '../../src/model/source';
import { LocalRuns, type LocalRunsOptions } from '../../src/store/local-runs';

export class StorePlace {
  readonly home = mkdtempSync(join(tmpdir(), 'restep-store-'));
  readonly #stores: LocalRuns[] = [];

  store(options: Partial<LocalRunsOptions> = {}): LocalRuns {
    const store = new LocalRuns(this.home, { what: 'test', ...options });
    this.#stores.push(store);
    return store;
  }

  dispose(): void {
    for (const store of this.#stores) store.dispose();
    rmSync(this.home, { recursive: true, force: true });
  }
}

export function created(key: RunKey, writer: Pick<RunWriter, 'place'>, more: Partial<RunCreated> = {}): RunEvent {
  const { logDir, workDir } = writer.place;
  return {
    type: 'run.created',
    at: 1000,
    version: 1,
    ...key,
    file: '/flows/a.yaml',
    trigger: 'manual',
    labels: [],
    params: {},
    logDir,
    workDir,
    ...more,
  };
}

export function attemptStarted(
  attempt: number,
  names: readonly string[],
  more: Partial<AttemptStarted> = {},
): RunEvent {
  return {
    type: 'attempt.started',
    at: 1000,
    attempt,
    trigger: 'manual',
    definition: 'snapshot',
    definitionFile: '',
    nodes: names.map((name, index) => ({ name, depends: names.slice(index - 1, index) })),
    runs: names,
    pid: 1,
    ...more,
  };
}

export function stepEvents(step: string): RunEvent[] {
  return [
    { type: 'step.started', at: 1001, step, try: 1, stdout: '', stderr: '' },
    { type: 'step.finished', at: 1002, step, status: 'succeeded', exitCode: 0 },
  ];
}

export const attemptFinished: RunEvent = { type: 'attempt.finished', at: 1003, facts: {}, restored: [], stale: {} };

/** Everything that a run of these steps tells when all goes well. */
export function wholeRun(
  key: RunKey,
  writer: RunWriter,
  steps: readonly string[] = ['a'],
  startedAt = 1000,
): RunEvent[] {
  return [
    created(key, writer, { at: startedAt }),
    attemptStarted(1, steps, { at: startedAt }),
    ...steps.flatMap(stepEvents),
    attemptFinished,
  ];
}

/** Creates a run that is over. */
export async function keepRun(store: LocalRuns, key: RunKey, startedAt = 1000): Promise<string> {
  const opened = await store.create(key, {});
  if (!opened.ok) throw new Error(opened.error.message);
  for (const event of wholeRun(key, opened.value, ['a'], startedAt)) opened.value.append(event);
  await opened.value.close();
  return opened.value.place.dir;
}

/** Resolves with the next value that the event fires and `fits`. */
export function next<T>(event: Event<T>, fits: (value: T) => boolean = () => true): Promise<T> {
  return new Promise(resolve => {
    const subscription = event(value => {
      if (!fits(value)) return;
      subscription.dispose();
      resolve(value);
    });
  });
}

export interface Program {
  /** Resolves with the next line that the program prints. */
  line(): Promise<string>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  readonly ended: Promise<number | null>;
}

/** `most`: how large its files may become, in blocks of the shell's `ulimit -f`. */
export interface ProgramLimits {
  readonly most: number;
}

/** A program of its own with the compiled `src` at hand: `load('store/lock')` gives a module, `say(value)` prints a line, `stay()` waits. */
export function program(body: string, ...given: readonly (string | ProgramLimits)[]): Program {
  const source = join(__dirname, '../../src');
  const text = `
    const load = name => require(${JSON.stringify(`${source}/`)} + name);
    const say = value => process.stdout.write(JSON.stringify(value) + '\\n');
    const args = process.argv.slice(1);
    const stay = () => setInterval(() => undefined, 1000);
    (async () => { ${body} })().catch(error => { console.error(error); process.exit(9); });`;
  const args = given.filter(arg => typeof arg === 'string');
  const limits = given.find(arg => typeof arg === 'object');
  const command = [process.execPath, '-e', text, ...args];
  const script = `${limits === undefined ? '' : `ulimit -f ${limits.most}; trap "" XFSZ; `}exec "$@"`;
  const child = spawn('sh', ['-c', script, 'sh', ...command], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  const waiting: ((line: string) => void)[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) {
      const waiter = waiting.shift();
      if (waiter === undefined) lines.push(line);
      else waiter(line);
    }
  });
  const ended = new Promise<number | null>(resolve => child.once('close', resolve));
  return {
    line: () => {
      const known = lines.shift();
      return known === undefined ? new Promise(resolve => waiting.push(resolve)) : Promise.resolve(known);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    ended,
  };
}
