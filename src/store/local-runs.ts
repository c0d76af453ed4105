// The runs of this machine: created, opened, listed, read, watched and removed.

import { mkdirSync, rmdirSync, rmSync } from 'node:fs';
import { type Clock, systemClock } from '../base/clock';
import { type Disposable, toDisposable } from '../base/disposal';
import { Emitter, type Event } from '../base/emitter';
import { fail, ok, type Result } from '../base/result';
import type { Retention } from '../model/dag';
import { isRunId } from '../model/ids';
import type { Refusal } from '../model/plan';
import type { ChildRun, Run } from '../model/run';
import type { OuterFolders, RunKey, RunPlace, RunQuery, RunStore, RunSummary, RunWriter } from '../model/source';
import { isActive } from '../model/status';
import { ChangeWatch } from './change-watch';
import { entryOf, History, type RunEntry } from './history';
import { dagDir, lockDir, runDirName, runPlace } from './layout';
import { type LockOwner, lockOwner, takeLock } from './lock';
import { malformedId, missingRun, noPlace, runLocked, unwritable, usedId } from './refusal';
import { expired, removeRun } from './removal';
import { RunReadings } from './run-readings';
import { JournalDamaged, makePrivateDir, openWriter, touchRun } from './run-writer';
import { journalSize, keepSummary, matchesQuery } from './summary';

export interface LocalRunsOptions {
  /** Who takes locks, in words: `VS Code`, `command line`. */
  readonly what: string;
  readonly clock?: Clock;
}

/** The store below `home` (see layout, `storeHome`). Nothing is read, created or watched before it is asked for. */
export class LocalRuns implements RunStore, Disposable {
  readonly home: string;
  readonly #what: string;
  readonly #clock: Clock;
  readonly #history: History;
  readonly #readings = new RunReadings();
  readonly #changes = new Emitter<RunKey>();
  #watch: ChangeWatch | undefined;
  #listeners = 0;

  constructor(home: string, { what, clock = systemClock }: LocalRunsOptions) {
    this.home = home;
    this.#what = what;
    this.#clock = clock;
    this.#history = new History(home);
  }

  /** The watching starts with the first listener and ends with the last. */
  readonly onDidChange: Event<RunKey> = listener => {
    const subscription = this.#changes.event(listener);
    this.#listeners++;
    this.#watch ??= new ChangeWatch(this.home, this.#history, entry => this.#tell(entry));
    let done = false;
    return toDisposable(() => {
      if (done) return;
      done = true;
      subscription.dispose();
      if (--this.#listeners === 0) this.#stopWatching();
    });
  };

  async list(query: RunQuery): Promise<readonly RunSummary[]> {
    const found: RunSummary[] = [];
    const most = query.limit ?? Number.POSITIVE_INFINITY;
    if (most <= 0) return found;
    const dirs = query.dag === undefined ? this.#history.dagDirs() : [dagDir(this.home, query.dag)];
    let pause = performance.now() + sliceMs;
    for (const entry of this.#history.newest(dirs)) {
      if (query.from !== undefined && entry.at < query.from - earlyMs) break;
      if (query.runIdPart !== undefined && !entry.runId.includes(query.runIdPart)) continue;
      const summary = this.#readings.summary(entry, query.dag);
      if (summary !== undefined && matchesQuery(summary, query) && found.push(summary) >= most) break;
      if (performance.now() > pause) {
        await new Promise(resolve => setImmediate(resolve));
        pause = performance.now() + sliceMs;
      }
    }
    return found;
  }

  async read(key: RunKey): Promise<Run | undefined> {
    const entry = this.#history.find(key);
    return entry === undefined ? undefined : this.#readings.run(entry.dir, { ...key, startedAt: entry.at });
  }

  async readChild({ dag, runId, dir }: ChildRun): Promise<Run | undefined> {
    return this.#readings.run(dir, { dag, runId, startedAt: 0 });
  }

  async create(key: RunKey, outside: OuterFolders): Promise<Result<RunWriter, Refusal>> {
    const { dag, runId } = key;
    if (!isRunId(runId)) return fail(malformedId(runId));
    const at = this.#clock.now();
    const parent = dagDir(this.home, dag);
    const entry = entryOf(parent, runDirName(at, runId));
    if (entry === undefined) return fail(malformedId(runId));
    try {
      const earlier = this.#history.find(key);
      if (earlier !== undefined && !(await this.#clearAway(earlier, key))) return fail(usedId(key));
      makePrivateDir(parent);
      if (!this.#claim(entry)) return fail(usedId(key));
      return this.#begin(entry, key, runPlace(entry.dir, key, at, outside));
    } catch (error) {
      if (!(error instanceof Error && 'syscall' in error)) throw error;
      return fail(noPlace(key, error.message));
    }
  }

  #begin(entry: RunEntry, key: RunKey, place: RunPlace): Result<RunWriter, Refusal> {
    try {
      makePrivateDir(place.logDir);
      makePrivateDir(place.workDir);
      return this.#openLocked(entry, key, place);
    } catch (error) {
      // An id is used by a run, not by the failure to make one.
      rmSync(entry.dir, { recursive: true, force: true });
      throw error;
    }
  }

  async open(key: RunKey): Promise<Result<RunWriter, Refusal>> {
    const entry = this.#history.find(key);
    if (entry === undefined) return fail(missingRun(key));
    const begun = this.#readings.run(entry.dir, { ...key, startedAt: entry.at });
    if (begun === undefined) return fail(missingRun(key));
    return this.#openLocked(entry, key, runPlace(entry.dir, key, entry.at));
  }

  /** Who holds the run's lock and lives; undefined when nobody drives it. */
  owner(key: RunKey): LockOwner | undefined {
    const entry = this.#history.find(key);
    return entry === undefined ? undefined : lockOwner(lockDir(entry.dir));
  }

  /** Removes a run with its logs for good. Refused while somebody holds its lock, or when there is none. */
  async remove(key: RunKey): Promise<Result<void, Refusal>> {
    const entry = this.#history.find(key);
    return entry === undefined ? fail(missingRun(key)) : this.#remove(entry, key);
  }

  async prune(dag: string, retention: Retention, spared?: string): Promise<number> {
    let removed = 0;
    for (const entry of this.#beyond(dag, retention)) {
      if (entry.runId === spared) continue;
      const result = await this.#remove(entry, { dag, runId: entry.runId });
      if (result.ok) removed++;
    }
    return removed;
  }

  /** How many runs `prune` would remove now. */
  prunable(dag: string, retention: Retention): number {
    return this.#beyond(dag, retention).filter(entry => lockOwner(lockDir(entry.dir)) === undefined).length;
  }

  dispose(): void {
    this.#stopWatching();
    this.#changes.dispose();
  }

  /**
   * The runs of a workflow that are not to be kept. Runs that wait for somebody, that a crash left open, or that were retried lately go on
   * being kept.
   */
  #beyond(dag: string, retention: Retention): readonly RunEntry[] {
    const now = this.#clock.now();
    return expired([...this.#history.newest([dagDir(this.home, dag)])], retention, now).filter(entry => {
      const summary = this.#readings.summary(entry, dag);
      if (summary === undefined) return true;
      if (isActive(summary.status)) return false;
      const retriedAt = summary.attempts < 2 ? entry.at : (summary.finishedAt ?? entry.at);
      return retention.runs !== undefined || expired([{ ...entry, at: retriedAt }], retention, now).length > 0;
    });
  }

  /** Removes what is left of a host that died before its run began; false when there is more, or somebody is about to begin it. */
  async #clearAway(entry: RunEntry, key: RunKey): Promise<boolean> {
    return journalSize(entry.dir) === undefined && (await this.#remove(entry, key)).ok;
  }

  /** Makes the run's directory its own. Of two processes that use the same id at once at least one sees the other and yields. */
  #claim(entry: RunEntry): boolean {
    try {
      mkdirSync(entry.dir, { mode: 0o700 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
    this.#history.forget(entry.dagDir);
    const rival = this.#history
      .names(entry.dagDir)
      .some(name => name !== entry.name && entryOf(entry.dagDir, name)?.runId === entry.runId);
    if (rival) rmdirSync(entry.dir);
    return !rival;
  }

  #openLocked(entry: RunEntry, key: RunKey, place: RunPlace): Result<RunWriter, Refusal> {
    const lock = this.#lock(entry, key);
    if (!lock.ok) return lock;
    const around = { onWritten: () => this.#written(entry), now: () => this.#clock.now() };
    try {
      const writer = openWriter(entry.dir, place, around, run => {
        if (run !== undefined) keepSummary(entry.dir, run);
        lock.value.dispose();
      });
      return ok(writer);
    } catch (error) {
      lock.value.dispose();
      if (error instanceof JournalDamaged) return fail(unwritable(key, error.message));
      throw error;
    }
  }

  #lock(entry: RunEntry, key: RunKey): Result<Disposable, Refusal> {
    try {
      const lock = takeLock(lockDir(entry.dir), this.#what, this.#clock.now());
      return lock.ok ? lock : fail(runLocked(key, lock.error));
    } catch (error) {
      // Somebody removed the run since its name was read.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return fail(missingRun(key));
      throw error;
    }
  }

  async #remove(entry: RunEntry, key: RunKey): Promise<Result<void, Refusal>> {
    const lock = this.#lock(entry, key);
    if (!lock.ok) return lock;
    const run = this.#readings.run(entry.dir, { ...key, startedAt: entry.at });
    this.#readings.forget(entry.dir);
    const result = await removeRun(entry, run, lock.value);
    this.#history.forget(entry.dagDir);
    this.#watch?.note(entry);
    return result;
  }

  #written(entry: RunEntry): void {
    touchRun(entry.dir, this.#clock.now());
    this.#watch?.note(entry);
  }

  #tell(entry: RunEntry): void {
    const dag = this.#readings.dagOf(entry, () => this.#history.newest([entry.dagDir]));
    if (dag !== undefined) this.#changes.fire({ dag, runId: entry.runId });
  }

  #stopWatching(): void {
    this.#watch?.dispose();
    this.#watch = undefined;
  }
}

/** A list yields to other work after so long. */
const sliceMs = 8;
/** A run's directory is made at most so long before its first event is written. */
const earlyMs = 3_600_000;
