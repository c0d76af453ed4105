// Calls the built command line as its users do: a real process, in a folder of its own, with an environment of its own.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The folders that one test has for itself. */
export interface CliPlace {
  readonly root: string;
  /** The working directory of the commands. */
  readonly dir: string;
  readonly home: string;
  readonly daguHome: string;
  readonly restepHome: string;
  /** What executes the program. */
  readonly node: string;
}

export interface CliAnswer {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The folder that holds package.json. */
export const repository = findRepository();

/** The built program: `dist/cli.js` of the repository, or the one that RESTEP_CLI names. */
export const program = process.env.RESTEP_CLI ?? join(repository, 'dist', 'cli.js');

export function newPlace(node = process.execPath): CliPlace {
  const root = mkdtempSync(join(realpathSync(tmpdir()), 'restep-'));
  const dir = mkdtempSync(join(root, 'case-'));
  const place = {
    root,
    dir,
    home: join(root, 'home'),
    daguHome: join(root, 'dagu'),
    restepHome: join(root, 'restep'),
    node,
  };
  for (const folder of [place.home, place.daguHome]) mkdirSync(folder);
  return place;
}

export function removePlace(place: CliPlace): void {
  rmSync(place.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

/** The whole environment of a command: nothing of ours leaks in. */
export function placeEnv(place: CliPlace, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: place.home,
    USER: 'tester',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    SHELL: '/bin/sh',
    PWD: place.dir,
    DAGU_HOME: place.daguHome,
    DAGU_SKIP_EXAMPLES: 'true',
    RESTEP_HOME: place.restepHome,
    ...more,
  };
}

/** Starts the program and does not wait. */
export function startCli(
  place: CliPlace,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): ChildProcess {
  return spawn(place.node, [program, ...args], {
    cwd: place.dir,
    env: placeEnv(place, more),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs the program to its end. */
export function runCli(
  place: CliPlace,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<CliAnswer> {
  return answerOf(startCli(place, args, more));
}

/**
 * Runs a shell command to its end. It leads a process group of its own, whose id is handed to `group`: what it leaves running in the
 * background can be ended with it. Its output counts as complete when it ends, whoever still holds the pipe.
 */
export function runShell(
  place: CliPlace,
  text: string,
  more: Readonly<Record<string, string>> = {},
  group: (pid: number) => void = () => undefined,
): Promise<CliAnswer> {
  const child = spawn('/bin/sh', ['-c', text], {
    cwd: place.dir,
    env: placeEnv(place, more),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  if (child.pid !== undefined) group(child.pid);
  return answerOf(child);
}

/** What a started process said in the end. */
export function answerOf(child: ChildProcess): Promise<CliAnswer> {
  return new Promise((resolve, reject) => {
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout?.on('data', (bytes: Buffer) => out.push(bytes));
    child.stderr?.on('data', (bytes: Buffer) => err.push(bytes));
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({
        exit: code ?? (signal === null ? -1 : 128),
        stdout: Buffer.concat(out).toString('utf8'),
        stderr: Buffer.concat(err).toString('utf8'),
      }),
    );
  });
}

function findRepository(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder))
    if (existsSync(join(folder, 'package.json'))) return folder;
  return process.cwd();
}
