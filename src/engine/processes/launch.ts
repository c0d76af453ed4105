// Starting one process with its streams connected, inside the spawner.

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, statSync } from 'node:fs';
import { Socket } from 'node:net';
import { openForAppending, openInFolder } from './append-file';
import { copyPipe, copyStream, OutputFiles } from './output-copy';
import type { PipePool } from './pipe-pool';
import type { ProcessRequest, StreamPlan } from './process';
import type { StartPart } from './protocol';

export interface StartFailed {
  readonly code: string;
  readonly part: StartPart;
}

export interface LaunchListener {
  /** The process has ended and everything it wrote is in its files. */
  onEnded(code: number | null, signal: string | null, captured: string | undefined): void;
  onFailed(failed: StartFailed): void;
}

/**
 * Starts the process as the leader of its own group. Returns its number; undefined when it could not be started, which the listener
 * hears, now or soon. Never throws for what the system refuses.
 */
export function launch(request: ProcessRequest, pipes: PipePool, listener: LaunchListener): number | undefined {
  const wiring = new Wiring(request, pipes);
  let child: ChildProcess;
  try {
    wiring.open();
    const [name, ...args] = request.argv;
    child = spawn(name, args, {
      cwd: request.cwd,
      env: request.env,
      // On Windows `detached` would open a console window, and there are no groups: there the tree is stopped by taskkill.
      detached: process.platform !== 'win32',
      stdio: wiring.stdio,
      windowsHide: true,
      windowsVerbatimArguments: request.verbatim === true,
    });
  } catch (error) {
    const code = errorCode(error);
    wiring.cancel();
    listener.onFailed(wiring.opened ? blame(request, code) : { code, part: 'files' });
    return undefined;
  }
  if (child.pid === undefined) {
    wiring.cancel();
    child.once('error', error => listener.onFailed(blame(request, errorCode(error))));
    return undefined;
  }
  const settle = wiring.connect(child);
  child.once('exit', (code, signal) => settle(() => listener.onEnded(code, signal, wiring.captured)));
  return child.pid;
}

/** The open files between a process and its logs. */
class Wiring {
  readonly #request: ProcessRequest;
  readonly #pipes: PipePool;
  readonly #secrets: readonly string[];
  /** Files that only the process uses: closed here once it has them. */
  readonly #given: number[] = [];
  /** Ends of pipes that stay here. */
  readonly #kept: number[] = [];
  readonly #copies: { readonly files: OutputFiles; readonly reader: number | undefined; readonly stream: 1 | 2 }[] = [];
  #input: number | undefined;
  readonly stdio: (number | 'pipe' | 'ignore')[] = ['ignore', 'ignore', 'ignore'];
  opened = false;

  constructor(request: ProcessRequest, pipes: PipePool) {
    this.#request = request;
    this.#pipes = pipes;
    this.#secrets = request.secrets?.filter(secret => secret !== '') ?? [];
  }

  open(): void {
    const { stdin, stdout, stderr } = this.#request;
    if (stdin !== undefined) this.stdio[0] = this.#openInput();
    const out = this.#openOutput(1, stdout);
    const shared = stdout.log === stderr.log && stdout.copy === stderr.copy && out !== 'pipe';
    this.stdio[1] = out;
    this.stdio[2] = shared ? out : this.#openOutput(2, stderr);
    this.opened = true;
  }

  #openInput(): number | 'pipe' {
    const pipe = this.#pipes.take();
    if (pipe === undefined) return 'pipe';
    this.#given.push(pipe.reader);
    this.#kept.push(pipe.writer);
    this.#input = pipe.writer;
    return pipe.reader;
  }

  #openOutput(stream: 1 | 2, { log, copy, plain }: StreamPlan): number | 'pipe' {
    const file = openInFolder(log);
    if (copy === undefined && (plain === true || this.#secrets.length === 0)) {
      this.#given.push(file);
      return file;
    }
    const files = [file];
    try {
      if (copy !== undefined) files.push(openForAppending(copy));
    } catch (error) {
      closeSync(file);
      throw error;
    }
    const pipe = this.#pipes.take();
    const most = stream === 1 && this.#request.capture !== undefined ? this.#request.capture + 1 : 0;
    this.#copies.push({ files: new OutputFiles(files, this.#secrets, most), reader: pipe?.reader, stream });
    if (pipe === undefined) return 'pipe';
    this.#given.push(pipe.writer);
    this.#kept.push(pipe.reader);
    return pipe.writer;
  }

  /** What was asked for with `capture`. */
  get captured(): string | undefined {
    if (this.#request.capture === undefined) return undefined;
    return this.#copies.find(copy => copy.stream === 1)?.files.kept;
  }

  /** Closes everything: there is no process. */
  cancel(): void {
    for (const file of [...this.#given, ...this.#kept]) closeSync(file);
    for (const { files } of this.#copies) files.end();
  }

  /** Lets the process have its ends and copies from ours. The result waits until what was written before the exit is in the files. */
  connect(child: ChildProcess): (done: () => void) => void {
    for (const file of this.#given) closeSync(file);
    const drains: (() => void)[] = [];
    const streams: Promise<void>[] = [];
    for (const { files, reader, stream } of this.#copies) {
      if (reader !== undefined) {
        drains.push(copyPipe(reader, files));
        continue;
      }
      const output = stream === 1 ? child.stdout : child.stderr;
      if (output === null) continue;
      streams.push(new Promise(resolve => output.once('close', resolve)));
      copyStream(output, files);
    }
    if (this.#request.stdin !== undefined) this.#feed(child, this.#request.stdin);
    return done => {
      for (const drain of drains) drain();
      if (streams.length === 0) done();
      else void atMost(Promise.all(streams), socketPatienceMs).then(done);
    };
  }

  #feed(child: ChildProcess, text: string): void {
    const input =
      this.#input === undefined ? child.stdin : new Socket({ fd: this.#input, readable: false, writable: true });
    // A process that does not read its input to the end is in its right.
    input?.on('error', () => input.destroy());
    input?.end(text);
  }
}

/** How long a process left behind may keep the end of its parent from being told, where there are no real pipes. */
const socketPatienceMs = 250;

function atMost(promise: Promise<unknown>, ms: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise(resolve => {
    timer = setTimeout(resolve, ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Whose fault it is: a missing directory and a missing program give the same code. */
function blame(request: ProcessRequest, code: string): StartFailed {
  const usable = statSync(request.cwd, { throwIfNoEntry: false })?.isDirectory() === true;
  return { code, part: usable ? 'program' : 'cwd' };
}

function errorCode(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === undefined) throw error;
  // Node's own complaint, for example about a NUL byte in an argument, which no system takes either.
  return code.startsWith('ERR_') ? 'EINVAL' : code;
}
