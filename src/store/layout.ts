// Where the store keeps what: pure names and paths, safe whatever workflows and runs are called.

import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { fileNameOf } from '../model/ids';
import type { OuterFolders, RunKey, RunPlace } from '../model/source';
import type { StateSpace } from '../model/state';

/** What decides where the store is. */
export interface HomeSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  /** The user's home directory. */
  readonly home: string;
}

/** The store's directory: `$RESTEP_HOME`, else the platform's place for data of programs. Absolute. */
export function storeHome({ env, platform, home }: HomeSurroundings): string {
  if (env.RESTEP_HOME) return resolve(env.RESTEP_HOME);
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'restep');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'restep');
  return join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'restep');
}

export function runsRoot(home: string): string {
  return join(home, 'runs');
}

/** Where it is remembered what builds made. */
export function buildDir(home: string): string {
  return join(home, 'builds');
}

/** Which servers have names, and which of them commands are meant for. */
export function contextsFile(home: string): string {
  return join(home, 'contexts.json');
}

/** The directory of all runs of a workflow. */
export function dagDir(home: string, dag: string): string {
  return join(runsRoot(home), fileNameOf(dag));
}

/** The name of a run's directory: sorts by time, ends in the run's id, which is a valid one. `at` is in milliseconds. */
export function runDirName(at: number, runId: string): string {
  const [day = '', time = ''] = new Date(at).toISOString().split('T');
  return `${day.replaceAll('-', '')}_${time.replace(/[:.]/g, '')}_${runId}`;
}

/** What a directory's name tells of its run; undefined for other files. The time is in milliseconds. */
export function parseRunDirName(name: string): { readonly at: number; readonly runId: string } | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)(\d{3})Z_([A-Za-z0-9_-]+)$/.exec(name);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, ms, runId = ''] = match;
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`);
  return Number.isNaN(at) ? undefined : { at, runId };
}

/**
 * The places of a run. Logs and artifacts lie in the folders that are given, in Dagu's shape (dagu-format.md 5.3, 5.5); without them, and
 * for children, below the run's directory.
 */
export function runPlace(dir: string, { dag, runId }: RunKey, at: number, outside: OuterFolders = {}): RunPlace {
  const own = (folder: string | undefined, inside: string): string =>
    folder === undefined ? join(dir, inside) : join(folder, fileNameOf(dag), daguDirName(at, runId));
  return {
    dir,
    logDir: own(outside.logDir, 'logs'),
    workDir: join(dir, 'work'),
    artifactsDir: own(outside.artifactsDir, 'artifacts'),
  };
}

/** The own directory of a child run below its parent's. */
export function childDir(dir: string, dag: string, runId: string): string {
  return join(dir, 'sub', `${fileNameOf(dag)}_${fileNameOf(runId)}`);
}

export function journalFile(dir: string): string {
  return join(dir, 'journal.jsonl');
}

export function definitionFile(dir: string, attempt: number): string {
  return join(dir, `definition-${attempt}.yaml`);
}

export function summaryFile(dir: string): string {
  return join(dir, 'summary.json');
}

export function lockDir(dir: string): string {
  return join(dir, 'lock');
}

/** The directory of the values of a space that outlive runs. */
export function stateDir(home: string, { scope, namespace }: StateSpace): string {
  return join(home, 'state', stateFileName(scope), stateFileName(namespace));
}

/** A file name that stands for any text and for no other, also where somebody looks for two that meet. */
export function stateFileName(text: string): string {
  const readable = text.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 60);
  return `${readable}-${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
}

/** Whether a directory outside of the history has the shape of one that was made for this run alone. */
export function isOwnOuterDir(name: string, runId: string): boolean {
  return /^dag-run_\d{8}_\d{6}Z_/.test(name) && name.endsWith(`Z_${runId}`);
}

function daguDirName(at: number, runId: string): string {
  const [date = '', time = ''] = new Date(at).toISOString().split('T');
  return `dag-run_${date.replaceAll('-', '')}_${time.slice(0, 8).replaceAll(':', '')}Z_${runId}`;
}
