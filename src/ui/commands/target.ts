// What a command is about: told by a lens, a tree row or a graph, or else the workflow and step at the cursor.

/** A workflow, or a run of it, or a step of either. */
export interface Target {
  /** Absolute path of the workflow's file; empty: unknown. */
  readonly file: string;
  readonly dag?: string;
  /** Absent: the newest run. */
  readonly runId?: string;
  /** A step by its name. */
  readonly step?: string;
  /** Absent: the newest attempt. */
  readonly attempt?: number;
}

/** The target that an argument carries, or undefined when it carries none. */
export function carriedTarget(argument: unknown): Target | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  if ('target' in argument) return carriedTarget(argument.target);
  return 'file' in argument && typeof argument.file === 'string' ? (argument as Target) : undefined;
}
