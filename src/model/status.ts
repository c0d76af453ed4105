// The statuses of runs and nodes in one table: word, title, icon, colour, Dagu's number, whether final, whether good.

export type NodeStatus =
  | 'not_started'
  | 'running'
  | 'failed'
  | 'aborted'
  | 'succeeded'
  | 'skipped'
  | 'partially_succeeded'
  | 'waiting'
  | 'rejected'
  | 'retrying';

export type RunStatus = Exclude<NodeStatus, 'skipped' | 'retrying'> | 'queued';

export type Status = NodeStatus | RunStatus;

export interface StatusFacts {
  readonly title: string;
  /** A codicon. */
  readonly icon: string;
  /** A theme colour of VS Code. */
  readonly color: string;
  /** One character for terminals. */
  readonly mark: string;
  /** The status will not change by itself. */
  readonly final: boolean;
  /** What depends on a node in this status may run. */
  readonly good: boolean;
}

const facts: { readonly [S in Status]: StatusFacts } = {
  not_started: {
    title: 'Not started',
    icon: 'circle-outline',
    color: 'disabledForeground',
    mark: '○',
    final: false,
    good: false,
  },
  queued: { title: 'Queued', icon: 'watch', color: 'charts.yellow', mark: '◌', final: false, good: false },
  running: { title: 'Running', icon: 'sync~spin', color: 'charts.blue', mark: '●', final: false, good: false },
  retrying: { title: 'Retrying', icon: 'sync~spin', color: 'charts.yellow', mark: '↻', final: false, good: false },
  waiting: { title: 'Waiting', icon: 'person', color: 'charts.yellow', mark: '‖', final: false, good: false },
  succeeded: { title: 'Succeeded', icon: 'pass', color: 'testing.iconPassed', mark: '✓', final: true, good: true },
  partially_succeeded: {
    title: 'Partially succeeded',
    icon: 'warning',
    color: 'charts.yellow',
    mark: '◐',
    final: true,
    good: true,
  },
  skipped: {
    title: 'Skipped',
    icon: 'debug-step-over',
    color: 'testing.iconSkipped',
    mark: '↷',
    final: true,
    good: false,
  },
  failed: { title: 'Failed', icon: 'error', color: 'charts.red', mark: '✗', final: true, good: false },
  aborted: { title: 'Aborted', icon: 'circle-slash', color: 'charts.yellow', mark: '⊘', final: true, good: false },
  rejected: { title: 'Rejected', icon: 'thumbsdown', color: 'charts.red', mark: '⊖', final: true, good: false },
};

const runNumbers: { readonly [S in RunStatus]: number } = {
  not_started: 0,
  running: 1,
  failed: 2,
  aborted: 3,
  succeeded: 4,
  queued: 5,
  partially_succeeded: 6,
  waiting: 7,
  rejected: 8,
};

const nodeNumbers: { readonly [S in NodeStatus]: number } = {
  not_started: 0,
  running: 1,
  failed: 2,
  aborted: 3,
  succeeded: 4,
  skipped: 5,
  partially_succeeded: 6,
  waiting: 7,
  rejected: 8,
  retrying: 9,
};

const active: readonly RunStatus[] = ['running', 'waiting', 'queued'];

/** The statuses of runs that are not over: they run, or somebody is to go on with them. */
export function activeStatuses(): readonly RunStatus[] {
  return active;
}

/** Whether a run in this status is not over. */
export function isActive(status: RunStatus): boolean {
  return active.includes(status);
}

export function statusFacts(status: Status): StatusFacts {
  return facts[status];
}

/** Every run status with Dagu's number for it (retry.md, "The run's status"). */
export function runStatuses(): readonly (readonly [RunStatus, number])[] {
  return Object.entries(runNumbers) as [RunStatus, number][];
}

/** Every node status with Dagu's number for it. */
export function nodeStatuses(): readonly (readonly [NodeStatus, number])[] {
  return Object.entries(nodeNumbers) as [NodeStatus, number][];
}

export function isRunStatus(word: string): word is RunStatus {
  return Object.hasOwn(runNumbers, word);
}
