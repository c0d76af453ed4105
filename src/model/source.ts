// Where runs are kept: what readers and writers of runs may rely on, wherever the runs live.

import type { Event } from '../base/emitter';
import type { Result } from '../base/result';
import type { Retention } from './dag';
import type { RunEvent } from './event';
import type { Refusal } from './plan';
import type { ChildRun, Run, Trigger } from './run';
import type { RunStatus } from './status';

/** The line of a run in a list: cheap to get, without nodes. */
export interface RunSummary {
  readonly dag: string;
  readonly file: string;
  readonly runId: string;
  readonly dir: string;
  readonly status: RunStatus;
  readonly trigger: Trigger;
  readonly labels: readonly string[];
  readonly params: Readonly<Record<string, string>>;
  readonly startedAt: number;
  readonly finishedAt?: number;
  readonly attempts: number;
  /** When another attempt follows by itself. */
  readonly retryAt?: number;
  /** Why the run, or something of it, cannot be read, in words. */
  readonly error?: string;
}

export interface RunQuery {
  readonly dag?: string;
  /** Absolute path of the file. */
  readonly file?: string;
  readonly statuses?: readonly RunStatus[];
  /** Milliseconds: started at or after, started before. */
  readonly from?: number;
  readonly to?: number;
  readonly runIdPart?: string;
  readonly labels?: readonly string[];
  readonly limit?: number;
}

/** Names a run inside one source. */
export interface RunKey {
  readonly dag: string;
  readonly runId: string;
}

/** Reads runs, and tells when one changed. */
export interface RunSource {
  /** Newest first. */
  list(query: RunQuery): Promise<readonly RunSummary[]>;
  /** The whole run, or undefined when there is none. */
  read(key: RunKey): Promise<Run | undefined>;
  /** A child run by where its parent's node says it is. */
  readChild(child: ChildRun): Promise<Run | undefined>;
  /** Fires when a run was created, changed or removed, by this process or any other. Coalesced: read again. */
  readonly onDidChange: Event<RunKey>;
}

/** Where one run keeps its files; all absolute. */
export interface RunPlace {
  readonly dir: string;
  /** Log files of steps. */
  readonly logDir: string;
  /** The private working directory, created before the first step. */
  readonly workDir: string;
  /** Artifacts, where the workflow names no folder for them; created when they are wanted. */
  readonly artifactsDir: string;
}

/** Folders outside of the history in which a new run keeps files, each in a folder of its own; absolute. */
export interface OuterFolders {
  /** The DAG's own `log_dir`. */
  readonly logDir?: string;
  /** For the artifacts of all runs. */
  readonly artifactsDir?: string;
}

/**
 * An open run under its lock: the only way to add events. An event is in the file when `append` returns; `flush` also asks the disk for it.
 * Appending also happens to be how views hear of it: `run` is always the fold of everything appended.
 */
export interface RunWriter {
  readonly place: RunPlace;
  /** The state after the last event. Cheap to ask: unchanged nodes are the same objects. */
  run(): Run;
  append(event: RunEvent): void;
  /** Keeps the text of a definition for an attempt and returns the absolute path where it is kept. */
  keepDefinition(attempt: number, text: string): string;
  /** Opens the run of a child below this one; an existing one is continued. The parent's lock covers it. */
  openChild(dag: string, runId: string): RunWriter;
  /** The child run's own directory, whether it exists or not. */
  childDir(dag: string, runId: string): string;
  flush(): Promise<void>;
  /** Flushes and releases the lock. */
  close(): Promise<void>;
}

/** Creates and opens runs for writing. */
export interface RunStore extends RunSource {
  /** Absolute path of the folder below which everything is kept. */
  readonly home: string;
  /** A new run under a lock. Refused when the name and id are taken, the id is malformed, or its folders cannot be made. */
  create(key: RunKey, outside: OuterFolders): Promise<Result<RunWriter, Refusal>>;
  /** An existing run under a lock: refused with `locked` (and its owner) or `no-state`. */
  open(key: RunKey): Promise<Result<RunWriter, Refusal>>;
  /** Removes the runs of a workflow that are not to be kept, except those that go on and the one that is `spared`. Returns how many. */
  prune(dag: string, retention: Retention, spared?: string): Promise<number>;
}
