// A place where runs really run: temporary folders, real processes through a real spawner, and everything removed in the end.

import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock';
import { fail, ok, type Result } from '../../src/base/result';
import type { DefinitionSource, EngineParts } from '../../src/engine/engine-parts';
import { SpawnerClient } from '../../src/engine/processes/spawner-client';
import { type RunHandle, startRun } from '../../src/engine/runner';
import type { Dag } from '../../src/model/dag';
import type { Refusal } from '../../src/model/plan';
import { MemoryRun } from './memory-run';

export class EngineHome {
  readonly dir: string;
  readonly parts: EngineParts;
  readonly processes: SpawnerClient;
  readonly #environment: Record<string, string>;

  constructor(environment: Readonly<Record<string, string>> = {}) {
    this.dir = realpathSync(mkdtempSync(join(tmpdir(), 'restep-engine-')));
    this.processes = new SpawnerClient({ file: spawnerFile() });
    this.#environment = {
      PATH: process.env.PATH ?? '',
      HOME: this.dir,
      USER: 'tester',
      LANG: 'C.UTF-8',
      SHELL: '/bin/sh',
      ...environment,
    };
    this.parts = {
      processes: this.processes,
      clock: systemClock,
      environment: this.#environment,
      definitions: noDefinitions,
    };
  }

  newRun(id = 'r1'): MemoryRun {
    return new MemoryRun(join(this.dir, 'runs', id));
  }

  async start(dag: Dag, run: MemoryRun, words: readonly string[] = []): Promise<Result<RunHandle, Refusal>> {
    return startRun(
      {
        definition: { dag, text: '' },
        runId: 'r1',
        params: { values: words.map(value => ({ value })) },
        trigger: 'manual',
        create: async () => ok(run),
      },
      this.parts,
    );
  }

  dispose(): void {
    this.processes.dispose();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

const noDefinitions: DefinitionSource = {
  find: word => fail(`no ${word}`),
  compile: () => fail('nothing is compiled here'),
};

function spawnerFile(): string {
  return process.env.RESTEP_SPAWNER ?? join(__dirname, '../../src/spawner.js');
}
