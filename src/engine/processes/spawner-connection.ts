// One spawner as a child of this host: its pipes, and the news that it is gone.

import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { parse } from 'node:path';
import { EnvBase } from './env-base';
import type { ProcessRequest } from './process';
import { type BaseMessage, type FromSpawner, lineReader, type StartMessage } from './protocol';

export interface SpawnerProgram {
  /** Absolute path of the built spawner. */
  readonly file: string;
  /** What executes it: Node, or an Electron that can be Node. Default: what executes this program. */
  readonly runtime?: string;
}

export interface ConnectionListener {
  onReport(report: FromSpawner): void;
  /** The spawner is gone, or could not be started: then with the system's code. Told once. */
  onGone(code?: string): void;
}

/** Sends requests to a spawner that it starts, several in one write. */
export class SpawnerConnection {
  readonly #child: ChildProcess;
  readonly #env = new EnvBase();
  #lines = '';

  constructor(program: SpawnerProgram, listener: ConnectionListener) {
    // Of its own session on POSIX, so that neither a terminal nor the end of a window takes it along.
    this.#child = spawn(program.runtime ?? process.execPath, [program.file], {
      // A directory that nobody removes, renames or unmounts because of us.
      cwd: parse(program.file).root,
      env: environment(),
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    });
    let gone = false;
    const onGone = (code?: string): void => {
      if (gone) return;
      gone = true;
      listener.onGone(code);
    };
    this.#child.once('error', (error: NodeJS.ErrnoException) => onGone(error.code ?? 'UNKNOWN'));
    // After 'close' everything that the spawner reported has been read.
    this.#child.once('close', () => onGone());
    // A broken pipe means that the spawner is gone, which 'close' tells.
    this.#child.stdin?.on('error', () => undefined);
    const read = lineReader(line => listener.onReport(JSON.parse(line) as FromSpawner));
    this.#child.stdout?.setEncoding('utf8').on('data', read);
    this.keepAlive(false);
  }

  send(id: number, request: ProcessRequest): void {
    if (this.#lines === '') queueMicrotask(() => this.#flush());
    const { fresh, ...env } = this.#env.difference(request.env);
    if (fresh !== undefined) this.#add({ base: env.base, env: fresh });
    this.#add({ ...request, id, env });
  }

  /** Whether the host must not end while this spawner has something to report. */
  keepAlive(on: boolean): void {
    const output = this.#child.stdout as Countable | null;
    const input = this.#child.stdin as Countable | null;
    if (on) {
      this.#child.ref();
      output?.ref?.();
    } else {
      this.#child.unref();
      output?.unref?.();
      input?.unref?.();
    }
  }

  /** Lets go of the spawner: it ends when its processes have, and nothing more is heard of it. */
  close(): void {
    this.#flush();
    this.#child.stdin?.end();
    this.#child.stdout?.destroy();
    this.keepAlive(false);
  }

  #add(message: BaseMessage | StartMessage): void {
    this.#lines += `${JSON.stringify(message)}\n`;
  }

  #flush(): void {
    const text = this.#lines;
    this.#lines = '';
    if (text !== '') this.#child.stdin?.write(text);
  }
}

/** Pipes of a child are sockets, which its types do not tell: they can stop counting as a reason to stay alive. */
type Countable = Partial<Pick<Socket, 'ref' | 'unref'>>;

/** The spawner's own environment; processes get none of it. Options for Node that were meant for the host are not for the spawner. */
function environment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS, NODE_EXTRA_CA_CERTS, VSCODE_INSPECTOR_OPTIONS, ...rest } = process.env;
  // Fewer memory areas are fewer to copy when a process is started.
  return { ...rest, ELECTRON_RUN_AS_NODE: '1', MALLOC_ARENA_MAX: '1' };
}
