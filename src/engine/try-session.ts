// What one try of a step holds while it runs: its processes, its temporary files, and what it wrote.

import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { mask } from '../base/mask';
import type { Step } from '../model/dag';
import type { ExecutionContext, LogPipe, SpawnRequest, StopReason } from './executor';
import { openInFolder } from './processes/append-file';
import { OutputFiles } from './processes/output-copy';
import type { ProcessEnd, RunningProcess, StopOptions } from './processes/process';
import type { RunningAttempt } from './running-attempt';
import { removeFile } from './step-log';
import { needsStdout, type StepPlace } from './step-place';
import { lostText } from './try-end';

export interface TryRequest {
  readonly place: StepPlace;
  /** 1, 2, … within the attempt. */
  readonly number: number;
  /** Aborted when the try must end; the reason is a StopReason. */
  readonly signal: AbortSignal;
  /** When an earlier host started this try: its processes are adopted instead of started again. */
  readonly adoptedSince?: number;
}

/** Made for one try, disposed when it has ended. */
export class TrySession {
  readonly context: ExecutionContext;
  readonly place: StepPlace;
  /** Standard output as it was before masking; undefined when it is not asked for or not known. */
  raw: string | undefined;
  lost = false;
  readonly #request: TryRequest;
  readonly #attempt: RunningAttempt;
  readonly #signal: AbortSignal;
  readonly #live = new Set<RunningProcess>();
  readonly #files: string[] = [];
  readonly #pipes: OutputFiles[] = [];
  readonly #stops: Promise<void>[] = [];
  readonly #pending: Promise<unknown>[] = [];
  #spawned = 0;

  constructor(request: TryRequest, attempt: RunningAttempt, signal: AbortSignal) {
    this.#request = request;
    this.#attempt = attempt;
    this.#signal = signal;
    const { place } = request;
    this.place = place;
    // What a log shows of secrets is masked, and the file that would hold stdout alone may hold what earlier runs left.
    const apart = attempt.secrets.length > 0 || (place.merged && place.step.stdout !== undefined);
    this.raw = apart && needsStdout(place.step) ? '' : undefined;
    signal.addEventListener('abort', () => {
      for (const process of this.#live) this.#stop(process);
    });
    this.context = {
      step: place.step,
      scope: place.scope,
      env: place.env,
      cwd: place.cwd,
      stdoutFile: place.logs.stdout,
      stderrFile: place.logs.stderr,
      shell: attempt.shell,
      connections: attempt.dag.connections ?? {},
      ...(attempt.dagContainer === undefined ? {} : { dagContainer: attempt.dagContainer }),
      cleanUpSec: attempt.dag.maxCleanUpTimeSec,
      maxOutputSize: attempt.dag.maxOutputSize,
      signal,
      clock: attempt.clock,
      resumed: request.adoptedSince !== undefined,
      threads: attempt.threads,
      state: attempt.state,
      spawn: part => this.#spawn(part),
      write: (stream, text) => this.#write(stream, text),
      pipe: stream => this.#pipe(stream),
      keepFile: (text, ending) => this.#keepFile(text, ending),
      runChildren: (calls, most) => attempt.runChildren({ ...request, signal }, calls, most),
      runItems: (items, most) => attempt.runItems({ ...request, signal }, items, most),
    };
  }

  /** Resolves when every process that had to be stopped is gone, with its whole group. */
  async settled(): Promise<void> {
    await Promise.all(this.#stops);
    await Promise.all(this.#pending);
  }

  dispose(): void {
    for (const files of this.#pipes) files.end();
    for (const file of this.#files) removeFile(file);
  }

  #spawn(part: SpawnRequest): RunningProcess {
    const { place, number, adoptedSince } = this.#request;
    const { secrets, record, processes, dag } = this.#attempt;
    const hidden = part.private;
    const captures = this.raw !== undefined && hidden === undefined;
    this.#spawned++;
    const key = `${place.key}:${number}${this.#spawned === 1 ? '' : `.${this.#spawned}`}`;
    const start = (): RunningProcess =>
      processes.start({
        key,
        argv: part.argv,
        cwd: part.cwd ?? place.cwd,
        env: part.env ?? place.env,
        stdout: hidden === undefined ? place.stdout : { log: hidden.stdout, plain: true },
        stderr: hidden?.stderr === undefined ? place.stderr : { log: hidden.stderr, plain: true },
        record,
        ...(secrets.length === 0 ? {} : { secrets }),
        ...(captures ? { capture: dag.maxOutputSize } : {}),
        ...(part.stdin === undefined ? {} : { stdin: part.stdin }),
        ...(part.verbatim === undefined ? {} : { verbatim: part.verbatim }),
      });
    const process =
      adoptedSince === undefined
        ? start()
        : adopted(processes.adopt(record, key), this.#spawned === 1 ? undefined : start);
    // What helps to end the step is ended neither by a stop nor by a kill: what it is to end would go on.
    if (part.lasting !== true) {
      this.#live.add(process);
      this.#attempt.live.add(process);
    }
    this.#pending.push(process.ended.then(end => this.#ended(process, end, captures)));
    if (this.#signal.aborted && part.lasting !== true) this.#stop(process);
    return process;
  }

  #ended(process: RunningProcess, end: ProcessEnd, captures: boolean): void {
    this.#live.delete(process);
    this.#attempt.live.delete(process);
    if (end.error?.code === lostCode) this.lost = true;
    if (captures && this.raw !== undefined) this.raw = end.captured === undefined ? undefined : this.raw + end.captured;
  }

  #stop(process: RunningProcess): void {
    this.#stops.push(process.stop(stopOptions(this.#signal.reason, this.#request.place.step, this.#attempt)));
  }

  #write(stream: 'stdout' | 'stderr', text: string): void {
    const plan = stream === 'stdout' ? this.place.stdout : this.place.stderr;
    const hidden = mask(text, this.#attempt.secrets);
    for (const file of [plan.log, plan.copy]) if (file !== undefined) appendFileSync(file, hidden, { mode: 0o600 });
    if (stream === 'stdout' && this.raw !== undefined) this.raw += text;
  }

  #pipe(stream: 'stdout' | 'stderr'): LogPipe {
    const plan = stream === 'stdout' ? this.place.stdout : this.place.stderr;
    const opened = [plan.log, plan.copy].flatMap(file => (file === undefined ? [] : [openInFolder(file)]));
    const captures = stream === 'stdout' && this.raw !== undefined;
    const files = new OutputFiles(opened, this.#attempt.secrets, captures ? this.#attempt.dag.maxOutputSize + 1 : 0);
    this.#pipes.push(files);
    return {
      write: bytes => files.write(bytes),
      end: () => {
        files.end();
        if (captures && this.raw !== undefined) this.raw += files.kept;
      },
    };
  }

  #keepFile(text: string, ending: string): string {
    const file = `${this.place.scratch}.${this.#request.number}.${this.#files.length + 1}${ending}`;
    this.#files.push(file);
    // A shell that was adopted may still be reading its script.
    if (this.#request.adoptedSince === undefined || !existsSync(file)) writeFileSync(file, text, { mode: 0o600 });
    return file;
  }
}

/** A process of an earlier host. What its record does not know is lost, except that a later command of a list simply was not begun yet. */
function adopted(
  found: Promise<RunningProcess | undefined>,
  start: (() => RunningProcess) | undefined,
): RunningProcess {
  const process = found.then(known => known ?? start?.());
  return {
    started: process.then(known => known?.started),
    ended: process.then(known => known?.ended ?? lostEnd),
    stop: options => process.then(known => known?.stop(options)),
    kill: () => void process.then(known => known?.kill()),
  };
}

const lostCode = 'LOST';
const lostEnd = {
  code: null,
  signal: null,
  error: { code: lostCode, message: lostText },
  startedAt: 0,
  endedAt: 0,
} as const;

function stopOptions(reason: StopReason, step: Step, attempt: RunningAttempt): StopOptions {
  if (reason.kind !== 'stopped') return { signal: 'SIGKILL', graceMs: 0 };
  return {
    signal: reason.signal ?? step.signalOnStop ?? 'SIGTERM',
    graceMs: attempt.dag.maxCleanUpTimeSec * 1000,
  };
}
