// restep scheduler: goes on with runs as soon as people have answered what they wait for.

import { resolve } from 'node:path';
import { oneLine } from '../../base/terminal-text';
import { type RunHandle, resumeRun } from '../../engine/runner';
import { definitionOfRun } from '../../host/definitions';
import { daguPlaces } from '../../host/places';
import { attended } from '../../host/stop-wish';
import type { RunKey } from '../../model/source';
import { textFlag } from '../arguments';
import type { Command, Surroundings } from '../command';
import { statusWord } from '../print-tree';
import { type OpenEngine, type OpenStore, openEngine, openStore } from '../wiring';

export const scheduler: Command = {
  name: 'scheduler',
  usage: 'scheduler [--dags DIR]',
  summary: 'Go on with runs as soon as people have answered them',
  group: 'people',
  about: `Stays, and goes on with every run of this history whose waiting steps have been answered, one line on stderr for each. What another
program drives is left alone. Schedules in workflow files are not looked at.

The first Ctrl-C or SIGTERM stops what runs in order and ends, the second ends at once.`,
  flags: [{ name: 'dags', kind: 'text', value: 'DIR', help: 'Where workflows are looked up by name' }],
  examples: ['restep scheduler --dags ./dags'],
  words: { least: 0, most: 0, name: 'nothing' },
  run: async (args, around) => {
    const dags = textFlag(args, 'dags');
    const places =
      dags === undefined || dags === ''
        ? around
        : { ...around, env: { ...around.env, DAGU_DAGS_DIR: resolve(around.cwd, dags) } };
    const store = openStore(places);
    const engine = openEngine(places, store.runs);
    try {
      await new Resuming(store, engine, places).untilSignalled();
      return 0;
    } finally {
      engine.dispose();
      store.dispose();
    }
  },
};

/** How often the history is looked through besides what it tells by itself, in milliseconds. */
const lookMs = 5000;

/** Takes up answered runs until a signal comes. */
class Resuming {
  readonly #store: OpenStore;
  readonly #engine: OpenEngine;
  readonly #around: Surroundings;
  readonly #running = new Map<string, RunHandle>();
  readonly #taking = new Set<Promise<void>>();
  /** Runs that could not be gone on with. Each look at one shows as a change of it, so that they would be tried for ever. */
  readonly #failed = new Set<string>();
  readonly #end = new AbortController();

  constructor(store: OpenStore, engine: OpenEngine, around: Surroundings) {
    this.#store = store;
    this.#engine = engine;
    this.#around = around;
  }

  async untilSignalled(): Promise<void> {
    const { clock } = this.#around;
    const unhook = this.#around.onSignal(signal => this.#onSignal(signal));
    const listening = this.#store.runs.onDidChange(key => this.#take(key));
    this.#say('Waiting for answers.');
    try {
      while (!this.#end.signal.aborted) {
        for (const run of await this.#store.runs.list({ statuses: ['queued'] })) this.#take(run);
        await clock.delay(lookMs, this.#end.signal).catch(() => undefined);
      }
    } finally {
      listening.dispose();
      while (this.#taking.size > 0) await Promise.all(this.#taking);
      unhook();
    }
  }

  #take({ dag, runId }: RunKey): void {
    if (this.#end.signal.aborted) return;
    const taking = this.#resume({ dag, runId })
      .catch(error => {
        this.#failed.add(nameOf({ dag, runId }));
        const reason = error instanceof Error ? error.message : String(error);
        this.#say(`Run ${runId} of ${dag} cannot be gone on with until the scheduler starts anew: ${reason}`);
      })
      .finally(() => this.#taking.delete(taking));
    this.#taking.add(taking);
  }

  async #resume(key: RunKey): Promise<void> {
    const { runs } = this.#store;
    const name = nameOf(key);
    if (this.#failed.has(name)) return;
    const run = await runs.read(key);
    if (run?.status !== 'queued' || this.#running.has(name) || this.#end.signal.aborted) return;
    const definition = definitionOfRun(run, daguPlaces(this.#around));
    if (!definition.ok) return this.#say(definition.error);
    const begun = await attended(
      () => runs.open(key),
      open => resumeRun({ definition: definition.value, open }, this.#engine.parts),
      this.#around.clock,
    );
    // Somebody else was faster.
    if (!begun.ok) return;
    this.#running.set(name, begun.value);
    this.#say(`Going on with run ${key.runId} of ${key.dag}, behind ${(run.answered ?? []).join(', ')}.`);
    try {
      const end = await begun.value.done;
      this.#say(`Run ${key.runId} of ${key.dag}: ${statusWord(end.run.status)}.`);
    } finally {
      this.#running.delete(name);
    }
  }

  #onSignal(signal: 'SIGINT' | 'SIGTERM'): void {
    const again = this.#end.signal.aborted;
    this.#end.abort();
    for (const handle of this.#running.values()) {
      if (again) handle.kill();
      else handle.stop(signal);
    }
  }

  #say(text: string): void {
    this.#around.screen.err.write(`${oneLine(text)}\n`);
  }
}

function nameOf({ dag, runId }: RunKey): string {
  return JSON.stringify([dag, runId]);
}
