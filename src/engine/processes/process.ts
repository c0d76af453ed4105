// A process of a step, as the engine sees it: what to start, how it ended, how to stop it.

/** Where a stream of the process goes. Several places: the process writes through the spawner, which copies. */
export interface StreamPlan {
  /** Absolute path of the log file, opened for appending. */
  readonly log: string;
  /** A further file that gets the same bytes, appended; its folder must exist. */
  readonly copy?: string;
  /** The file is private and short-lived: nothing is hidden in it. */
  readonly plain?: true;
}

export interface ProcessRequest {
  /** Names the process in the record of ends: unique within the run, for example `3:build:1` (attempt, step, try). */
  readonly key: string;
  /** The program, and its arguments. Never given to a shell by us. */
  readonly argv: readonly [string, ...string[]];
  /** Absolute, existing. */
  readonly cwd: string;
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly stdout: StreamPlan;
  /** The same log path as stdout: both streams share one open file, so their lines keep their order. */
  readonly stderr: StreamPlan;
  /** Absolute path of the append-only file in which starts and ends of processes are recorded, beside the logs. */
  readonly record: string;
  /** Values that must not reach any file: replaced by `*******` on the way. */
  readonly secrets?: readonly string[];
  /** Text for standard input; without it, standard input is empty. */
  readonly stdin?: string;
  /** Windows: the arguments are passed on unquoted, as cmd wants them. */
  readonly verbatim?: boolean;
  /**
   * Hands over standard output as it was before masking, in `ProcessEnd.captured`: up to this many bytes and one more, so that "too large"
   * shows. Only asked for together with `secrets`; it stays in memory, and an adopted process has none.
   */
  readonly capture?: number;
}

/** How a process ended. `error`: it could not be started, with the system's code (`ENOENT`, `EACCES`, …). */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: string | null;
  readonly error?: { readonly code: string; readonly message: string };
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** What `ProcessRequest.capture` asked for. */
  readonly captured?: string;
}

export interface StopOptions {
  /** The first signal, for example SIGTERM; sent again every five seconds, as Dagu does. */
  readonly signal: string;
  /** Milliseconds until SIGKILL. */
  readonly graceMs: number;
}

export interface RunningProcess {
  /** Resolves when the process is known to run, or failed to start. */
  readonly started: Promise<{ readonly pid: number } | undefined>;
  readonly ended: Promise<ProcessEnd>;
  /** Signals the whole process group; resolves when no member of the group is left. */
  stop(options: StopOptions): Promise<void>;
  /** SIGKILL to the whole group, now. */
  kill(): void;
}

/** Starts processes for steps, each as a group of its own, through the spawner. */
export interface Processes {
  start(request: ProcessRequest): RunningProcess;
  /**
   * Finds a process that an earlier host started: still running (it is watched until it ends), ended meanwhile (its recorded end),
   * or undefined when the record does not know it.
   */
  adopt(record: string, key: string): Promise<RunningProcess | undefined>;
}
