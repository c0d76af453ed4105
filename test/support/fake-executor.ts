// Processes that do what a test says, and runs on them whose journal reads as a list of short lines.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../src/base/json';
import { fail, ok } from '../../src/base/result';
import { type Answered, type AnswerRequest, answerStep, stopWaiting } from '../../src/engine/answers';
import type { EngineParts } from '../../src/engine/engine-parts';
import { type EnteredValues, enteredNames } from '../../src/engine/entered-values';
import type {
  ProcessEnd,
  Processes,
  ProcessRequest,
  RunningProcess,
  StopOptions,
} from '../../src/engine/processes/process';
import { planRetry, type RetryFacts } from '../../src/engine/retry/retry-plan';
import { type RunHandle, recoverRun, resumeRun, retryRun, startRun } from '../../src/engine/runner';
import type { Dag } from '../../src/model/dag';
import { handlerNodeNames } from '../../src/model/dag';
import type { RunEvent } from '../../src/model/event';
import type { Plan, Refusal } from '../../src/model/plan';
import type { RetryChoice, Run } from '../../src/model/run';
import { stateFiles } from '../../src/store/state-files';
import { ManualClock } from './manual-clock';
import { MemoryRun } from './memory-run';
import { choiceOf } from './simulation';

export interface FakeEnd {
  readonly code?: number;
  readonly signal?: string;
  /** What it has written to stdout. */
  readonly stdout?: string;
  readonly stderr?: string;
}

/** A process that runs until the test ends it, or until it is stopped. */
export class FakeProcess implements RunningProcess {
  readonly started = Promise.resolve({ pid: 1 });
  readonly ended: Promise<ProcessEnd>;
  /** Every stop that was asked for, and `kill`. */
  readonly stops: (StopOptions | 'kill')[] = [];
  /** It does not end when it is asked to stop. */
  stubborn = false;
  #resolve: (end: ProcessEnd) => void = () => undefined;

  constructor(readonly request: ProcessRequest) {
    this.ended = new Promise(resolve => {
      this.#resolve = resolve;
    });
  }

  end({ code = 0, signal, stdout, stderr }: FakeEnd = {}): void {
    if (stdout !== undefined) writeFileSync(this.request.stdout.log, stdout, { flag: 'a' });
    if (stderr !== undefined) writeFileSync(this.request.stderr.log, stderr, { flag: 'a' });
    const how = signal === undefined ? { code, signal: null } : { code: null, signal };
    this.#resolve({ ...how, startedAt: 0, endedAt: 0 });
  }

  async stop(options: StopOptions): Promise<void> {
    this.stops.push(options);
    if (!this.stubborn) this.end({ signal: options.signal });
    await this.ended;
  }

  kill(): void {
    this.stops.push('kill');
    this.end({ signal: 'SIGKILL' });
  }
}

/** Runs on fake processes and a clock that stands still. */
export class FakeHost implements Processes {
  readonly clock = new ManualClock();
  readonly dir = mkdtempSync(join(tmpdir(), 'restep-fake-'));
  readonly run: MemoryRun;
  /** Keys in the order in which their processes were started. */
  readonly started: string[] = [];
  /** What `adopt` finds. */
  readonly adoptable = new Map<string, FakeProcess>();
  /** Ends processes at once, by their key without the attempt; others wait for the test. */
  script: (key: string, request: ProcessRequest) => FakeEnd | undefined = () => undefined;
  readonly #running = new Map<string, FakeProcess>();

  readonly parts: EngineParts = {
    processes: this,
    threads: { ask: async () => fail('No thread works here.') },
    state: stateFiles(join(this.dir, 'home'), { what: 'tests' }),
    clock: this.clock,
    environment: { PATH: '/bin', HOME: '/home/tester' },
    definitions: { find: word => fail(`There is no ${word}.`), compile: () => fail('Nothing is compiled here.') },
  };

  /** `earlier`: a host that is gone; its run is gone on with. */
  constructor(earlier?: FakeHost) {
    this.run = new MemoryRun(earlier?.run.place.dir ?? join(this.dir, 'run'));
    for (const event of earlier?.run.events ?? []) this.run.append(event);
  }

  start(request: ProcessRequest): RunningProcess {
    const process = new FakeProcess(request);
    this.started.push(request.key);
    this.#running.set(request.key, process);
    const end = this.script(request.key.replace(/^\d+:/, ''), request);
    if (end !== undefined) process.end(end);
    return process;
  }

  async adopt(_record: string, key: string): Promise<RunningProcess | undefined> {
    return this.adoptable.get(key);
  }

  /** Waits until a process with this key runs. */
  async process(key: string): Promise<FakeProcess> {
    await this.until(() => this.#running.has(key), `process ${key}`);
    return this.#running.get(key) as FakeProcess;
  }

  async end(key: string, end: FakeEnd = {}): Promise<void> {
    (await this.process(key)).end(end);
  }

  /** Lets everything happen that can happen without the test, until a condition holds. */
  async until(holds: () => boolean, what: string): Promise<void> {
    for (let round = 0; round < 1000; round++) {
      if (holds()) return;
      await new Promise(resolve => setImmediate(resolve));
    }
    throw new Error(`${what} did not come; the journal: ${this.trace().join(', ')}`);
  }

  async begin(dag: Dag, words: readonly string[] = []): Promise<RunHandle> {
    const started = await startRun(
      {
        definition: { dag, text: '' },
        runId: 'r1',
        params: { values: words.map(value => ({ value })) },
        trigger: 'manual',
        create: async () => ok(this.run),
      },
      this.parts,
    );
    if (!started.ok) throw new Error(started.error.message);
    return started.value;
  }

  plan(dag: Dag, choice: Partial<RetryChoice>, facts: RetryFacts = {}): Plan {
    return planRetry(this.run.run(), { dag, differs: false }, choiceOf(choice), facts);
  }

  /** Retries with values that the user entered for outputs which are missing. */
  async retryWith(dag: Dag, choice: Partial<RetryChoice>, entered: EnteredValues): Promise<RunHandle | Refusal> {
    const plan = this.plan(dag, choice, { entered: enteredNames(entered) });
    const request = { definition: { dag, text: '' }, plan, entered, open: async () => ok(this.run) };
    const started = await retryRun(request, this.parts);
    return started.ok ? started.value : started.error;
  }

  async retry(dag: Dag, choice: Partial<RetryChoice>, plan = this.plan(dag, choice)): Promise<RunHandle | Refusal> {
    const started = await retryRun({ definition: { dag, text: '' }, plan, open: async () => ok(this.run) }, this.parts);
    return started.ok ? started.value : started.error;
  }

  /** Answers a waiting step as a person does. */
  async answer(
    step: string,
    kind: AnswerRequest['kind'],
    inputs: JsonObject = {},
    more: Partial<AnswerRequest> = {},
  ): Promise<Answered | Refusal> {
    const answered = await answerStep(this.run, { step, kind, inputs, ...more }, this.clock.now());
    return answered.ok ? answered.value : answered.error;
  }

  /** Stops the run while it waits for people. */
  stopWaiting(): void {
    stopWaiting(this.run, this.clock.now());
  }

  /** Goes on behind the steps that were answered. */
  async resume(dag: Dag): Promise<RunHandle | Refusal> {
    const begun = await resumeRun({ definition: { dag, text: '' }, open: async () => ok(this.run) }, this.parts);
    return begun.ok ? begun.value : begun.error;
  }

  recover(dag: Dag): Promise<RunHandle> {
    return recoverRun({ definition: { dag, text: '' }, writer: this.run }, this.parts);
  }

  /** The journal since a number of events, as short lines. */
  trace(from = 0): string[] {
    return this.run.events.slice(from).map(lineOf);
  }

  dispose(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** A run in one line: its status and its nodes. */
export function shortRun(run: Run): string {
  return `${run.status}: ${run.nodes.map(node => `${node.name} ${node.status}`).join(', ')}`;
}

function lineOf(event: RunEvent): string {
  const node = 'handler' in event ? handlerNodeNames[event.handler] : 'step' in event ? event.step : '';
  switch (event.type) {
    case 'run.created':
      return 'created';
    case 'attempt.started':
      return `attempt ${event.attempt}: ${event.runs.join(' ')}`;
    case 'step.started':
      return `${node} starts${event.try === 1 ? '' : ` try ${event.try}`}${event.bypassed === undefined ? '' : ` past ${event.bypassed}`}`;
    case 'step.again':
      return `${node} ${event.why} after ${event.delayMs}`;
    case 'step.child':
      return `${node} calls ${event.child.dag}`;
    case 'step.finished': {
      const reason = event.reason === undefined ? '' : ` (${event.reason.code})`;
      const code = event.exitCode === undefined || event.exitCode === 0 ? '' : ` ${event.exitCode}`;
      return `${node} ${event.status}${code}${reason}${event.tolerated === true ? ' tolerated' : ''}`;
    }
    case 'step.answered':
      return `${node} ${event.answer}`;
    case 'attempt.finished': {
      const { cancelled, dagPreconditionError, error } = event.facts;
      const facts = [
        cancelled === true ? 'cancelled' : '',
        dagPreconditionError === true ? 'condition error' : '',
        error === undefined ? '' : 'error',
      ];
      const restored = event.restored.length === 0 ? '' : ` restored ${event.restored.join(' ')}`;
      return ['finished', ...facts.filter(fact => fact !== '')].join(' ') + restored;
    }
    default:
      return event.type;
  }
}
