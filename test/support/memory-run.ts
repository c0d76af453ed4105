// A run that is kept in memory, with its files in a temporary folder: the RunWriter of tests that look at events.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunEvent } from '../../src/model/event';
import { RunFold } from '../../src/model/fold';
import type { Run } from '../../src/model/run';
import type { RunPlace, RunWriter } from '../../src/model/source';

export class MemoryRun implements RunWriter {
  readonly place: RunPlace;
  readonly events: RunEvent[] = [];
  readonly children = new Map<string, MemoryRun>();
  closed = 0;
  readonly #fold: RunFold;
  readonly #watchers = new Set<() => void>();

  constructor(dir: string) {
    this.place = { dir, logDir: join(dir, 'logs'), workDir: join(dir, 'work'), artifactsDir: join(dir, 'artifacts') };
    this.#fold = new RunFold(dir);
  }

  run(): Run {
    return this.#fold.run();
  }

  append(event: RunEvent): void {
    this.events.push(event);
    this.#fold.apply(event);
    for (const look of [...this.#watchers]) look();
  }

  /** Resolves as soon as a condition holds after an event. */
  changed(holds: () => boolean): Promise<void> {
    return new Promise(resolve => {
      const look = (): void => {
        if (!holds()) return;
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
      look();
    });
  }

  keepDefinition(attempt: number, text: string): string {
    mkdirSync(this.place.dir, { recursive: true });
    const file = join(this.place.dir, `definition-${attempt}.yaml`);
    writeFileSync(file, text);
    return file;
  }

  openChild(dag: string, runId: string): MemoryRun {
    const dir = this.childDir(dag, runId);
    const child = this.children.get(dir) ?? new MemoryRun(dir);
    this.children.set(dir, child);
    return child;
  }

  childDir(dag: string, runId: string): string {
    return join(this.place.dir, 'children', `${dag}-${runId}`);
  }

  async flush(): Promise<void> {}

  async close(): Promise<void> {
    this.closed++;
  }
}
