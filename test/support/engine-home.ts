// A place where runs really run: temporary folders, real processes through a real spawner, and everything removed in the end.

import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { systemClock } from '../../src/base/clock';
import { fail, ok } from '../../src/base/result';
import type { AttemptEnd } from '../../src/engine/attempt-run';
import type { ChildPick } from '../../src/engine/child-run';
import type { Definition, DefinitionSource, EngineParts } from '../../src/engine/engine-parts';
import { SpawnerClient } from '../../src/engine/processes/spawner-client';
import { planRetry } from '../../src/engine/retry/retry-plan';
import { type RunHandle, recoverRun, retryRun, startRun } from '../../src/engine/runner';
import { ThreadPool } from '../../src/engine/thread-pool';
import type { Dag } from '../../src/model/dag';
import type { Plan, Refusal } from '../../src/model/plan';
import type { Node, RetryChoice } from '../../src/model/run';
import { stateFiles } from '../../src/store/state-files';
import { repository } from './cli-run';
import { MemoryRun } from './memory-run';
import { choiceOf } from './simulation';

export class EngineHome {
  readonly dir = realpathSync(mkdtempSync(join(tmpdir(), 'restep-engine-')));
  run = new MemoryRun(join(this.dir, 'run'));
  /** Definitions that calls find by name. */
  readonly definitions = new Map<string, Definition>();
  readonly #environment: Readonly<Record<string, string>>;
  readonly #hosts: SpawnerClient[] = [];
  parts: EngineParts;

  constructor(environment: Readonly<Record<string, string>> = {}) {
    const usual = { PATH: process.env.PATH ?? '', HOME: this.dir, USER: 'tester', LANG: 'C.UTF-8', SHELL: '/bin/sh' };
    this.#environment = { ...usual, ...environment };
    this.parts = this.newHost();
  }

  /** What a further host on the same machine would give to the engine. */
  newHost(): EngineParts {
    const processes = new SpawnerClient({ file: spawnerFile });
    this.#hosts.push(processes);
    const definitions: DefinitionSource = {
      find: word => {
        const found = this.definitions.get(word);
        return found === undefined ? fail(`There is no DAG ${word}.`) : ok(found);
      },
      compile: () => fail('Nothing is compiled here.'),
    };
    const state = stateFiles(join(this.dir, 'home'), { what: 'tests' });
    return {
      processes,
      threads,
      state,
      clock: systemClock,
      environment: this.#environment,
      definitions,
    };
  }

  /** The host is gone, without a word. */
  loseHost(): void {
    this.#hosts.pop()?.dispose();
  }

  async begin(dag: Dag, words: Readonly<Record<string, string>> = {}, plan?: Plan): Promise<RunHandle> {
    const started = await startRun(
      {
        definition: { dag, text: '' },
        runId: 'r1',
        params: { values: Object.entries(words).map(([name, value]) => ({ name, value })) },
        trigger: 'manual',
        ...(plan === undefined ? {} : { plan }),
        create: async () => ok(this.run),
      },
      this.parts,
    );
    if (!started.ok) throw new Error(started.error.message);
    return started.value;
  }

  async play(dag: Dag, words: Readonly<Record<string, string>> = {}): Promise<AttemptEnd> {
    return (await this.begin(dag, words)).done;
  }

  async retry(dag: Dag, choice: Partial<RetryChoice>, child?: ChildPick): Promise<AttemptEnd | Refusal> {
    const plan = planRetry(this.run.run(), { dag, differs: false }, choiceOf(choice));
    const request = { definition: { dag, text: '' }, plan, open: async () => ok(this.run) };
    const started = await retryRun(child === undefined ? request : { ...request, child }, this.parts);
    return started.ok ? started.value.done : started.error;
  }

  recover(dag: Dag): Promise<RunHandle> {
    return recoverRun({ definition: { dag, text: '' }, writer: this.run }, this.parts);
  }

  node(name: string): Node {
    const node = this.run.run().nodes.find(candidate => candidate.name === name);
    if (node === undefined) throw new Error(`There is no node ${name}.`);
    return node;
  }

  stdout(name: string): string {
    return readFileSync(this.node(name).stdout ?? '', 'utf8');
  }

  stderr(name: string): string {
    return readFileSync(this.node(name).stderr ?? '', 'utf8');
  }

  /** A file in the place. */
  text(name: string): string {
    return readFileSync(join(this.dir, name), 'utf8');
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.dir, name), text);
  }

  dispose(): void {
    for (const host of this.#hosts) host.dispose();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** The built threads; those that wait keep nobody from ending. */
const threads = new ThreadPool(join(repository, 'dist'));

/** The compiled spawner beside the compiled tests: the same program as the built one, unbundled. */
const spawnerFile = join(dirname(require.resolve('../../src/engine/processes/spawner-client')), '../../spawner.js');
