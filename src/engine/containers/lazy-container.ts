// The container of a workflow: started for the first command that runs in it, removed behind the last (dagu-format.md 3.17).

import type { Clock } from '../../base/clock';
import { ok, type Result } from '../../base/result';
import type { NewContainer } from '../../model/container';
import { ownName } from '../command-stop';
import type { ContainerCall, DagContainer, ExecutionContext } from '../executor';
import type { Processes } from '../processes/process';
import { runAside } from '../processes/run-aside';
import type { ContainerClient } from './container-client';
import { type OwnContainer, removeContainer, startContainer } from './container-start';
import { containerText } from './container-values';

export interface LazyContainerParts {
  readonly processes: Processes;
  readonly clock: Clock;
}

/** One per attempt; the items of a foreach share that of their step. */
export class LazyContainer implements DagContainer {
  readonly #container: NewContainer;
  readonly #seed: string;
  readonly #processes: Processes;
  readonly #clock: Clock;
  /** The name while it runs, or starts. */
  #entered: Promise<Result<string, string>> | undefined;
  #removal: { readonly own: OwnContainer; readonly call: ContainerCall } | undefined;

  /** `seed`: tells the attempt from all others. */
  constructor(container: NewContainer, seed: string, { processes, clock }: LazyContainerParts) {
    this.#container = container;
    this.#seed = seed;
    this.#processes = processes;
    this.#clock = clock;
  }

  /** The name of the container, which runs then. When somebody else did not get it to start, we try as well. */
  async enter(call: ContainerCall, context: ExecutionContext): Promise<Result<string, string>> {
    for (;;) {
      const isOurs = this.#entered === undefined;
      this.#entered ??= this.#start(call, context);
      const entered = this.#entered;
      const name = await entered;
      if (name.ok) return name;
      if (this.#entered === entered) this.#entered = undefined;
      if (isOurs || context.signal.aborted) return name;
    }
  }

  /** Removes it, unless it is to be kept or was never started. */
  async remove(): Promise<void> {
    const removal = this.#removal;
    if (removal === undefined) return;
    this.#removal = undefined;
    await removeContainer(removal.own, { askLasting: this.#asking(removal.call) });
  }

  async #start(call: ContainerCall, context: ExecutionContext): Promise<Result<string, string>> {
    const name = containerText(this.#container.name, context) ?? ownName('dag', this.#seed);
    const own = { name, label: ownName('dag', this.#seed) };
    if (!this.#container.keep) this.#removal = { own, call };
    const started = await startContainer(this.#container, own, { ask: this.#asking(call, context.signal) }, context);
    return started.ok ? ok(name) : started;
  }

  /** Beside the processes of the step: those that an earlier host started are counted, to find them again. */
  #asking(call: ContainerCall, signal?: AbortSignal): ContainerClient['ask'] {
    return async (args, values = {}) => {
      const request =
        signal === undefined
          ? { ...call(args, values, true), mostMs: removalMs }
          : { ...call(args, values), mostMs: startMs, signal };
      const end = await runAside(request, this.#processes, this.#clock);
      return { ...end, good: end.error === undefined && end.code === 0, stdout: end.stdout ?? '' };
    };
  }
}

/** An image may have to be fetched. */
const startMs = 30 * 60_000;
const removalMs = 30_000;
