// Gets layouts: from the cache, from the worker within a deadline, or from the simpler layout that always works.

import { layeredLayout } from './layered-layout';
import { type Layout, type Topology, topologyKey } from './layout';

export interface LayoutRequest {
  readonly id: number;
  readonly topology: Topology;
}

export type LayoutAnswer =
  | { readonly id: number; readonly layout: Layout }
  | { readonly id: number; readonly error: string };

/** What the client needs of a Worker. */
export interface LayoutWorker {
  postMessage(request: LayoutRequest): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<LayoutAnswer>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

export interface LayoutClientParts {
  /** Starts a worker; rejects where the browser allows none. */
  readonly start: () => Promise<LayoutWorker>;
  /** Resolves after so many milliseconds. */
  readonly delay: (ms: number) => Promise<void>;
  /** Told about everything that made the simpler layout necessary. */
  readonly onProblem: (text: string) => void;
  /** Milliseconds that a layout may take. */
  readonly deadline: number;
}

const cached = 12;

/** Owns the worker. Only the newest request matters: an older one that is still under way is given up. */
export class LayoutClient {
  readonly #parts: LayoutClientParts;
  readonly #cache = new Map<string, Layout>();
  #worker: Promise<LayoutWorker> | undefined;
  #last = 0;
  /** The request that the worker is on. */
  #current: number | undefined;

  constructor(parts: LayoutClientParts) {
    this.#parts = parts;
    this.#worker = this.#started();
  }

  /** A layout that is already known. */
  known(topology: Topology): Layout | undefined {
    return this.#cache.get(topologyKey(topology));
  }

  /** The layout of the topology; undefined when a newer request was made meanwhile. Never rejects. */
  async layout(topology: Topology): Promise<Layout | undefined> {
    const id = ++this.#last;
    const found = this.known(topology);
    if (found !== undefined) return found;
    if (this.#current !== undefined) this.#abandon();
    this.#current = undefined;
    // Graphviz does not break ranks into rows.
    if (topology.wrap !== undefined) return this.#kept(topology, layeredLayout(topology));
    this.#current = id;
    const answer = await this.#ask({ id, topology });
    if (this.#current === id) {
      this.#current = undefined;
      if (answer === 'late') this.#abandon();
    }
    if (id !== this.#last) return undefined;
    return this.#kept(topology, typeof answer === 'string' ? layeredLayout(topology) : answer);
  }

  #kept(topology: Topology, layout: Layout): Layout {
    this.#cache.set(topologyKey(topology), layout);
    for (const key of [...this.#cache.keys()].slice(0, -cached)) this.#cache.delete(key);
    return layout;
  }

  async #ask(request: LayoutRequest): Promise<Layout | 'late' | 'failed'> {
    const late = this.#parts.delay(this.#parts.deadline).then(() => 'late' as const);
    try {
      this.#worker ??= this.#started();
      const worker = await Promise.race([this.#worker, late]);
      if (worker === 'late') return this.#tooLate();
      const answered = new Promise<Layout>((resolve, reject) => {
        worker.onmessage = ({ data }) => {
          if (data.id !== request.id) return;
          if ('layout' in data) resolve(data.layout);
          else reject(new Error(data.error));
        };
        worker.onerror = event => reject(new Error(event.message));
      });
      worker.postMessage(request);
      const answer = await Promise.race([answered, late]);
      return answer === 'late' ? this.#tooLate() : answer;
    } catch (error) {
      this.#parts.onProblem(`The graph is drawn in a simpler way: ${String(error)}`);
      return 'failed';
    }
  }

  #tooLate(): 'late' {
    this.#parts.onProblem(`The graph is drawn in a simpler way: its layout took more than ${this.#parts.deadline} ms.`);
    return 'late';
  }

  /** Ends a worker that is busy with what nobody waits for any more; the next one starts at once, so that it is warm when it is needed. */
  #abandon(): void {
    const old = this.#worker;
    this.#worker = this.#started();
    old?.then(
      worker => worker.terminate(),
      () => undefined,
    );
  }

  #started(): Promise<LayoutWorker> {
    const worker = this.#parts.start();
    // A failure is reported to whoever asks for a layout; nobody may ever ask.
    worker.catch(() => undefined);
    return worker;
  }
}
