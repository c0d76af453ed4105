// What comes out of reading a workflow file: the verdicts, the findings, and the Dag when there is one.

import type { Diagnostic } from '../base/diagnostic';
import type { Dag } from '../model/dag';

/** Reads other files for the compiler; undefined when there is no such file. Never throws. */
export interface Lookup {
  read(path: string): string | undefined;
}

export interface CompileOptions {
  /** Absolute path of the file; empty for text without one. */
  readonly file: string;
  /** Base configuration that applies to the first document (dagu-format.md 3.20). */
  readonly base?: { readonly file: string; readonly text: string };
  readonly lookup: Lookup;
  /**
   * Absolute path of the folder with base configurations of workspaces: `NAME/base.yaml` in it applies over the general one to a file with
   * the label `workspace=NAME`. Absent: there are none.
   */
  readonly workspaces?: string;
  /** The file is called by another workflow: handlers of the base configuration do not apply (dagu-format.md 3.9). */
  readonly called?: boolean;
  /** Tells also of references of which only a run can say whether they resolve: too many for an editor (dagu-format.md 2.2). */
  readonly unresolved?: boolean;
  /** In words what an action needs and this machine lacks. Absent: it lacks nothing. */
  readonly missingFor?: (action: string) => string | undefined;
  /** Name given by the caller instead of the file's stem (`--name`). */
  readonly name?: string;
}

export interface Compilation {
  /** Ordered by place; at most a few hundred. */
  readonly diagnostics: readonly Diagnostic[];
  /** Dagu's `validate` accepts the file. */
  readonly valid: boolean;
  /** Present exactly when Dagu's `start` accepts the file (it is laxer than `validate` in some points and stricter in others). */
  readonly dag: Dag | undefined;
  /** The diagnostics because of which `start` refuses the file; empty when there is a dag. */
  readonly refusals: readonly Diagnostic[];
}
