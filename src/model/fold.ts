// The journal of a run folded into the run: what each event does to attempts and nodes.

import { type HandlerName, handlerNodeNames } from './dag';
import type { AttemptFinished, AttemptStarted, NodeRef, RunCreated, RunEvent } from './event';
import { descendants } from './graph';
import { matchNodes } from './matching';
import {
  answered,
  cleared,
  decided,
  finishedNode,
  freshNode,
  marked,
  outlined,
  rewound,
  startedAgain,
  startedNode,
  withChild,
  withStale,
} from './node-change';
import type { Attempt, CapturedValue, Node, Run } from './run';
import { goesOn, pendingSteps, runStatus } from './run-status';
import type { RunStatus } from './status';

/**
 * The run that a journal tells of, or undefined when the journal does not begin one. `dir` is the run's own directory, which the journal
 * does not name because it may be moved.
 */
export function fold(events: Iterable<RunEvent>, dir = ''): Run | undefined {
  const folding = new RunFold(dir);
  for (const event of events) folding.apply(event);
  return folding.created ? folding.run() : undefined;
}

/**
 * A run that grows event by event. `apply` costs the same however large the run is (the start and the end of an attempt touch its steps
 * once); `run` is kept until the next event, and nodes that an event does not touch stay the same objects. Events of types that this
 * version does not know, or about steps that the attempt does not have, change nothing.
 */
export class RunFold {
  readonly #dir: string;
  readonly #attempts: Attempt[] = [];
  readonly #index = new Map<string, number>();
  readonly #handlers = new Map<HandlerName, Node>();
  /** What the steps of the open attempt were before it. */
  readonly #before = new Map<string, Node>();
  /** Steps that people answered since the newest attempt ended. */
  readonly #answered = new Set<string>();
  readonly #count = { running: 0, waiting: 0 };
  #nodes: Node[] = [];
  #nodesBefore: readonly Node[] = [];
  #origin: RunCreated | undefined;
  #environment: readonly CapturedValue[] | undefined;
  #open = false;
  #run: Run | undefined;

  constructor(dir = '') {
    this.#dir = dir;
  }

  /** Whether the journal has begun a run: `run` may be asked. */
  get created(): boolean {
    return this.#origin !== undefined;
  }

  apply(event: RunEvent): void {
    this.#run = undefined;
    switch (event.type) {
      case 'run.created':
        this.#origin ??= event;
        break;
      case 'attempt.started':
        this.#startAttempt(event);
        break;
      case 'attempt.finished':
        this.#finishAttempt(event);
        break;
      case 'step.started':
        this.#change(event, node => startedNode(node, event, this.#number()));
        break;
      case 'step.again':
        this.#change(event, node => startedAgain(node, event));
        break;
      case 'step.child':
        this.#change(event, node => withChild(node, event.child));
        break;
      case 'step.finished':
        this.#change(event, node => finishedNode(node, event, this.#number()));
        break;
      case 'step.answered':
        // While an attempt is open, what is behind the step belongs to it.
        if (!this.#open) this.#answered.add(event.step);
        this.#change(event, node => answered(node, event));
        break;
      case 'step.marked':
        this.#change(event, marked);
        break;
      case 'stale.accepted':
        this.#change(event, node => withStale(node, []));
        break;
    }
  }

  /** The run as it is now. Throws when the journal has not begun one. */
  run(): Run {
    if (this.#origin === undefined) throw new Error('a journal was folded that does not begin with run.created');
    this.#run ??= this.#build(this.#origin);
    return this.#run;
  }

  #build(origin: RunCreated): Run {
    const last = this.#attempts.at(-1);
    const finishedAt = this.#open ? undefined : last?.finishedAt;
    const status = this.#status(last);
    const goesOnItself = this.#open || last === undefined || status === 'waiting' || status === 'queued';
    return {
      dag: origin.dag,
      file: origin.file,
      runId: origin.runId,
      dir: this.#dir,
      status,
      ...(last?.error === undefined ? {} : { error: last.error }),
      trigger: origin.trigger,
      labels: origin.labels,
      params: origin.params,
      ...(origin.paramOrder === undefined ? {} : { paramOrder: origin.paramOrder }),
      ...(origin.paramsPayload === undefined ? {} : { paramsPayload: origin.paramsPayload }),
      ...(origin.scheduledAt === undefined ? {} : { scheduledAt: origin.scheduledAt }),
      logDir: origin.logDir,
      workDir: origin.workDir,
      ...(origin.artifactsDir === undefined ? {} : { artifactsDir: origin.artifactsDir }),
      startedAt: origin.at,
      ...(finishedAt === undefined ? {} : { finishedAt }),
      attempts: [...this.#attempts],
      nodes: [...this.#nodes],
      handlers: Object.fromEntries(this.#handlers),
      pending: goesOnItself ? [] : pendingSteps(this.#nodes),
      ...(this.#answered.size === 0 ? {} : { answered: [...this.#answered] }),
      ...(this.#open && this.#attempts.length > 1 ? { before: this.#nodesBefore } : {}),
      ...(this.#environment === undefined ? {} : { environment: this.#environment }),
      ...(origin.parent === undefined ? {} : { parent: origin.parent }),
      ...(origin.body === undefined ? {} : { body: origin.body }),
    };
  }

  #status(last: Attempt | undefined): RunStatus {
    if (last === undefined) return 'not_started';
    if (!this.#open) return goesOn(this.#nodes, this.#answered) ? 'queued' : runStatus(this.#nodes, last);
    return this.#count.waiting > 0 && this.#count.running === 0 ? 'waiting' : 'running';
  }

  #number(): number {
    return this.#attempts.at(-1)?.number ?? 0;
  }

  #startAttempt(event: AttemptStarted): void {
    this.#abandonOpen();
    const runs = new Set(event.runs);
    const earlier = matchNodes(event.nodes, this.#nodes);
    this.#before.clear();
    this.#nodesBefore = this.#nodes;
    this.#nodes = event.nodes.map(outline => {
      const node = earlier.get(outline.name);
      if (!runs.has(outline.name))
        return node === undefined ? decided(freshNode(outline), 'not-in-plan') : outlined(node, outline);
      if (node === undefined) return freshNode(outline);
      this.#before.set(outline.name, node);
      return event.resumes === undefined ? cleared(outlined(node, outline)) : rewound(outlined(node, outline));
    });
    this.#answered.clear();
    this.#index.clear();
    for (const [at, node] of this.#nodes.entries()) this.#index.set(node.name, at);
    for (const [handler, node] of this.#handlers) this.#handlers.set(handler, cleared(node));
    for (const handler of event.handlers ?? [])
      if (!this.#handlers.has(handler)) this.#handlers.set(handler, freshHandler(handler));
    this.#environment = event.environment ?? this.#environment;
    this.#open = true;
    this.#recount();
    this.#attempts.push({
      number: event.attempt,
      status: 'running',
      trigger: event.trigger,
      ...(event.choice === undefined ? {} : { choice: event.choice }),
      ...(event.resumes === undefined ? {} : { resumes: event.resumes }),
      definition: event.definition,
      definitionFile: event.definitionFile,
      runs: event.runs,
      ...(event.noReuse === true ? { noReuse: true } : {}),
      ...(event.entered === undefined ? {} : { entered: event.entered }),
      startedAt: event.at,
    });
  }

  /** An attempt that is followed by another without an end was cut off: no journal that was repaired holds one. */
  #abandonOpen(): void {
    const last = this.#attempts.at(-1);
    if (this.#open && last !== undefined) this.#attempts[this.#attempts.length - 1] = { ...last, status: 'aborted' };
  }

  #finishAttempt(event: AttemptFinished): void {
    const last = this.#attempts.at(-1);
    if (last === undefined) return;
    for (const name of event.restored) {
      const before = this.#before.get(name);
      if (before !== undefined) this.#change({ step: name }, node => outlined(before, node));
    }
    const waiting = this.#nodes.filter(node => node.status === 'waiting').map(node => node.name);
    const behind = waiting.length === 0 ? new Set<string>() : descendants(this.#nodes, waiting);
    for (const name of last.runs)
      this.#change({ step: name }, node =>
        isUnexplained(node) ? decided(node, behind.has(name) ? 'waiting-for-input' : 'not-reached') : node,
      );
    const uncalled = last.choice?.runHandlers === false ? 'not-in-plan' : 'not-called';
    for (const [handler, node] of this.#handlers)
      if (isUnexplained(node)) this.#handlers.set(handler, decided(node, uncalled));
    for (const [name, causes] of Object.entries(event.stale))
      this.#change({ step: name }, node => withStale(node, causes));
    this.#before.clear();
    this.#open = false;
    const ended = {
      ...last,
      ...event.facts,
      ...(event.restored.length === 0 ? {} : { restored: event.restored }),
      finishedAt: event.at,
    };
    const status = runStatus(this.#nodes, ended);
    const again = status === 'failed' && event.retryAfterMs !== undefined;
    const retryAt = again ? { retryAt: event.at + event.retryAfterMs } : {};
    this.#attempts[this.#attempts.length - 1] = { ...ended, ...retryAt, status };
  }

  #change(ref: NodeRef, change: (node: Node) => Node): void {
    if ('handler' in ref) {
      const node = this.#handlers.get(ref.handler);
      this.#handlers.set(ref.handler, change(node ?? freshHandler(ref.handler)));
      return;
    }
    const at = this.#index.get(ref.step);
    const node = at === undefined ? undefined : this.#nodes[at];
    if (at === undefined || node === undefined) return;
    const next = change(node);
    this.#nodes[at] = next;
    this.#tally(node, -1);
    this.#tally(next, 1);
  }

  #recount(): void {
    this.#count.running = 0;
    this.#count.waiting = 0;
    for (const node of this.#nodes) this.#tally(node, 1);
  }

  #tally(node: Node, by: 1 | -1): void {
    if (node.status === 'running' || node.status === 'retrying') this.#count.running += by;
    if (node.status === 'waiting') this.#count.waiting += by;
  }
}

function freshHandler(handler: HandlerName): Node {
  return freshNode({ name: handlerNodeNames[handler], depends: [] });
}

function isUnexplained(node: Node): boolean {
  return node.status === 'not_started' && node.reason === undefined;
}
