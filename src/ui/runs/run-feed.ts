// The runs as the editor's parts see them: opened late, cached by workflow, told about when they change.

import type { Disposable } from '../../base/disposal';
import { Emitter } from '../../base/emitter';
import type { ChildRun, Run } from '../../model/run';
import type { RunKey, RunQuery, RunStore, RunSummary } from '../../model/source';

/** A workflow file whose runs are asked for. */
export interface WorkflowPlace {
  /** Absolute path. */
  readonly file: string;
  /** The name of the workflow, which finds its runs quickly. */
  readonly dag: string;
}

interface Latest {
  readonly dag: string;
  readonly run: Run | undefined;
  /** The newest reading wins, whenever it comes back. */
  readonly reading: number;
}

export class RunFeed implements Disposable {
  readonly #open: () => Promise<RunStore & Disposable>;
  readonly #onBug: (error: unknown) => void;
  readonly #changes = new Emitter<RunKey>();
  readonly #latestChanges = new Emitter<string>();
  readonly #openings = new Emitter<void>();
  readonly #moves = new Emitter<void>();
  readonly #latest = new Map<string, Latest>();
  /** Child runs that were read, by their ids, which follow from their callers and are never the same. */
  readonly #children = new Map<string, ChildRun>();
  #store: Promise<RunStore & Disposable> | undefined;
  #subscription: Disposable | undefined;
  #readings = 0;
  #moved = 0;
  #disposed = false;

  /** Fires when a run was created, changed or removed, by anyone. Silent until runs were first asked for. */
  readonly onDidChange = this.#changes.event;
  /** Fires when the store has been opened for somebody who asked. */
  readonly onDidOpen = this.#openings.event;
  /** Fires when runs are kept elsewhere from now on: nothing that was shown holds any more. */
  readonly onDidMove = this.#moves.event;
  /** Fires with the path of a file whose newest run is another or has changed. */
  readonly onDidChangeLatest = this.#latestChanges.event;

  constructor(open: () => Promise<RunStore & Disposable>, onBug: (error: unknown) => void) {
    this.#open = open;
    this.#onBug = onBug;
  }

  /** The store, opened with the first call. */
  store(): Promise<RunStore> {
    this.#store ??= this.#opened();
    return this.#store;
  }

  async list(query: RunQuery): Promise<readonly RunSummary[]> {
    return (await this.store()).list(query);
  }

  /** A run, or a child of one that was read before. */
  async read(key: RunKey): Promise<Run | undefined> {
    const child = this.#children.get(key.runId);
    return child?.dag === key.dag ? this.readChild(child) : (await this.store()).read(key);
  }

  async readChild(child: ChildRun): Promise<Run | undefined> {
    this.#children.set(child.runId, child);
    return (await this.store()).readChild(child);
  }

  /** The newest run of a workflow as far as it is known now; what is not known is read, and told of. */
  latest({ file, dag }: WorkflowPlace): Run | undefined {
    const known = this.#latest.get(file);
    if (known?.dag === dag) return known.run;
    this.#latest.set(file, { dag, run: undefined, reading: 0 });
    this.#refresh(file, dag).catch(this.#onBug);
    return undefined;
  }

  /** The newest run of a workflow, read now. */
  async readLatest({ file, dag }: WorkflowPlace): Promise<Run | undefined> {
    const [summary] = await this.list({ dag, file, limit: 1 });
    return summary === undefined ? undefined : this.read(summary);
  }

  /** Forgets everything and opens the store anew: it is kept elsewhere now. */
  reopen(): void {
    const old = this.#store;
    this.#store = undefined;
    this.#moved++;
    this.#subscription?.dispose();
    old?.then(store => store.dispose(), this.#onBug);
    const files = [...this.#latest.keys()];
    this.#latest.clear();
    this.#children.clear();
    this.#moves.fire();
    for (const file of files) this.#latestChanges.fire(file);
  }

  dispose(): void {
    this.#disposed = true;
    this.#subscription?.dispose();
    this.#store?.then(store => store.dispose(), this.#onBug);
    this.#changes.dispose();
    this.#openings.dispose();
    this.#moves.dispose();
    this.#latestChanges.dispose();
  }

  async #opened(): Promise<RunStore & Disposable> {
    const moved = this.#moved;
    const store = await this.#open();
    if (this.#disposed || moved !== this.#moved) return store;
    this.#subscription = store.onDidChange(key => this.#onChange(key));
    // Whoever asked gets the store first.
    setImmediate(() => this.#openings.fire());
    return store;
  }

  #onChange(key: RunKey): void {
    this.#changes.fire(key);
    for (const [file, { dag }] of this.#latest) if (dag === key.dag) this.#refresh(file, dag).catch(this.#onBug);
  }

  async #refresh(file: string, dag: string): Promise<void> {
    const reading = ++this.#readings;
    const run = await this.readLatest({ file, dag });
    const known = this.#latest.get(file);
    if (known === undefined || known.dag !== dag || known.reading > reading) return;
    this.#latest.set(file, { dag, run, reading });
    if (known.run !== run) this.#latestChanges.fire(file);
  }
}
