// Containers that commands run in (dagu-format.md 3.17). Texts are as written, references unresolved.

interface Inside {
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly user?: string;
  readonly workingDir?: string;
  /** Runs texts; without one they are words, or a text for `sh` where they need one. */
  readonly shell?: readonly string[];
}

/** One that runs already: it is neither started nor stopped. */
export interface RunningContainer extends Inside {
  readonly kind: 'running';
  readonly name: string;
}

export interface HealthCheck {
  /** A shell text, `[CMD, …]`, `[CMD-SHELL, text]` or `[NONE]`. */
  readonly test?: string | readonly string[];
  readonly interval?: string;
  readonly timeout?: string;
  readonly startPeriod?: string;
  readonly retries?: number;
}

export type PullPolicy = 'always' | 'missing' | 'never' | 'fallback';

/** One that is made from an image. */
export interface NewContainer extends Inside {
  readonly kind: 'new';
  readonly image: string;
  /** Absent: one of its own. */
  readonly name?: string;
  readonly pullPolicy: PullPolicy;
  readonly volumes: readonly string[];
  readonly ports: readonly string[];
  readonly platform?: string;
  readonly network?: string;
  readonly keep: boolean;
  /** What it does while commands are executed in it. Absent: the usual, and a step of its own may be all it does. */
  readonly startup?: 'keepalive' | 'entrypoint' | 'command';
  readonly command: readonly string[];
  readonly waitFor: 'running' | 'healthy';
  /** Commands begin once a line of its log matches. */
  readonly logPattern?: string;
  readonly restartPolicy?: string;
  readonly healthCheck?: HealthCheck;
}

export type Container = RunningContainer | NewContainer;
