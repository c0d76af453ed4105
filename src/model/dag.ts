// A checked workflow, as plain data. A Dag exists only if Dagu would load it; text that is half right has diagnostics only.

import type { Json, JsonObject } from '../base/json';
import type { TextRange } from '../base/text';
import type { Connections } from './connections';
import type { Container } from './container';

export type DagType = 'graph' | 'chain' | 'agent' | 'build';

/** A name and the text of its value as it stands in the file, references unresolved. */
export interface Binding {
  readonly name: string;
  readonly value: string;
}

/** One declared parameter. `kind` says how the file declares it, which decides how overrides apply (dagu-format.md 1.3). */
export interface Param {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'json';
  /** Absent: the parameter has no default. */
  readonly default?: string;
  readonly eval?: string;
  readonly description?: string;
  readonly required: boolean;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
}

export interface Params {
  /** `simple`: text, list or map; `rich`: definitions; `schema`: JSON Schema; `none`: the file itself declares no parameters and takes any; those in the list come from the base configuration. */
  readonly form: 'none' | 'simple' | 'rich' | 'schema';
  /** In the order of the file (maps sorted by name, as Dagu does). A positional parameter is named by its place: "1", "2", … */
  readonly list: readonly Param[];
  /** For form `schema`: whether names beyond the list are accepted. */
  readonly additional: boolean;
  /** For form `schema`: the schema itself. */
  readonly schema?: JsonObject;
}

/** A precondition (dagu-format.md 3.7). `command`: exit 0 means met; `match`: the resolved text is compared with `expected`. */
export interface Condition {
  readonly text: string;
  /** `eval`: command substitution happens in the text. */
  readonly kind: 'command' | 'match' | 'eval';
  /** A literal line or `re:PATTERN`. */
  readonly expected?: string;
  readonly negate: boolean;
  readonly range: TextRange;
}

export interface ContinueOn {
  readonly failure: boolean;
  readonly skipped: boolean;
  readonly exitCodes: readonly number[];
  /** Literal substrings or `re:PATTERN`, compared with each line of stdout. */
  readonly output: readonly string[];
  readonly markSuccess: boolean;
}

/** A number, or text that is resolved when it is used. */
export type NumberText = number | string;

export interface Backoff {
  /** 1: no backoff. */
  readonly factor: number;
  readonly maxIntervalSec: number;
}

export interface RetryPolicy extends Backoff {
  readonly limit: NumberText;
  readonly intervalSec: NumberText;
  /** Empty: every failure is retried. */
  readonly exitCodes: readonly number[];
}

/** `retry_policy` of a workflow: a run that fails is run again as a whole. */
export interface RunRetryPolicy extends Backoff {
  readonly limit: number;
  readonly intervalSec: number;
}

export interface RepeatPolicy extends Backoff {
  readonly mode: 'while' | 'until' | 'forever';
  readonly condition?: Condition;
  readonly exitCodes: readonly number[];
  readonly intervalSec: NumberText;
  /** Absent: no limit. */
  readonly limit?: NumberText;
}

/** A shell as argv: the program first. */
export type Shell = readonly string[];

/** Parameters for a sub-DAG as the caller wrote them. */
export type CallParams = string | readonly Json[] | JsonObject;

/**
 * What a step does. The names are Dagu's action names; everything that was written in a legacy form (`command`, `script`, `exec`, `call`,
 * `type` + `config`) arrives here in the canonical one.
 */
export type Action =
  | {
      readonly name: 'run';
      /** command: one text, one line; script: one text through a temporary file; list: one fresh shell per text. */
      readonly form: 'command' | 'script' | 'list';
      readonly texts: readonly string[];
      /** Named by the step itself: no `-e` is added. */
      readonly shell?: Shell;
      readonly shellPackages?: readonly string[];
      /** Legacy `command` + `script`: the script is run by this command. */
      readonly interpreter?: string;
    }
  | { readonly name: 'exec'; readonly command: string; readonly args: readonly string[] }
  | { readonly name: 'dag.run'; readonly dag: string; readonly params?: CallParams }
  | {
      readonly name: 'foreach';
      readonly items: Json;
      readonly as: string;
      readonly key?: string;
      readonly steps: readonly Step[];
      readonly maxConcurrent: number;
      readonly collect?: JsonObject;
    }
  | { readonly name: 'other'; readonly action: string; readonly with: JsonObject };

export interface Parallel {
  /** A list, or text that yields one when it is resolved. */
  readonly items: string | readonly Json[];
  readonly maxConcurrent: number;
}

export type StreamTarget = { readonly path: string } | { readonly artifact: string };

export interface OutputDeclaration {
  readonly name: string;
  readonly type: 'string' | 'json';
}

/** A person decides about what a step did before anything behind it runs. */
export interface Approval {
  readonly prompt?: string;
  /** Names of values that may be entered, which become variables of the steps behind. */
  readonly input: readonly string[];
  readonly required: readonly string[];
  /** The id or name of the step with which a push-back begins again; absent: the step itself. */
  readonly rewindTo?: string;
}

/** A file that a step of a build reads or makes; the path is as written (dagu-format.md 3.22). */
export interface BuildFile {
  readonly name: string;
  readonly path: string;
}

export interface BuildFiles {
  readonly inputs: readonly BuildFile[];
  readonly output?: BuildFile;
}

export interface Step {
  /** Unique in its Dag; what `depends`, plans and journals use. */
  readonly name: string;
  readonly id?: string;
  readonly description?: string;
  readonly action: Action;
  /** Names of steps, resolved from ids, explicit and implied ones (chain, routes, build files), without repetition, in order. */
  readonly depends: readonly string[];
  readonly env: readonly Binding[];
  readonly workingDir?: string;
  readonly stdout?: StreamTarget;
  readonly stderr?: StreamTarget;
  readonly logOutput: 'separate' | 'merged';
  /** `output: NAME`: the variable that captures stdout. */
  readonly output?: string;
  /** `output: {…}`: structured output, as written. */
  readonly structuredOutput?: JsonObject;
  /** `stdout: {outputs: …}`, as written. */
  readonly stdoutOutputs?: JsonObject;
  readonly outputSchema?: JsonObject;
  /** `outputs: [...]`: values read from $DAGU_OUTPUT_FILE. */
  readonly outputs: readonly OutputDeclaration[];
  /** In a workflow of type build: the files that it reads and makes. */
  readonly build?: BuildFiles;
  readonly preconditions: readonly Condition[];
  readonly continueOn: ContinueOn;
  readonly retryPolicy?: RetryPolicy;
  readonly repeatPolicy?: RepeatPolicy;
  /** Seconds; 0: none. */
  readonly timeoutSec: number;
  readonly signalOnStop?: string;
  /** A mail is sent when it fails. */
  readonly mailOnError?: true;
  readonly parallel?: Parallel;
  readonly container?: Container;
  readonly approval?: Approval;
  /** The whole step in the file. */
  readonly range: TextRange;
  /** Where its name, id or first key stands: what an editor underlines. */
  readonly nameRange: TextRange;
}

export type HandlerName = 'init' | 'success' | 'failure' | 'abort' | 'exit' | 'wait';

/** The name that a handler's node has in Dagu. */
export const handlerNodeNames: { readonly [H in HandlerName]: string } = {
  init: 'onInit',
  success: 'onSuccess',
  failure: 'onFailure',
  abort: 'onAbort',
  exit: 'onExit',
  wait: 'onWait',
};

export interface Secret {
  readonly name: string;
  readonly provider: string;
  readonly key: string;
  readonly options: Readonly<Record<string, string>>;
}

/** Something in the file that Dagu accepts and this engine does not execute: refused before anything starts. */
export interface Unsupported {
  /** Path of the field: `steps[2].container`. */
  readonly field: string;
  readonly message: string;
  readonly range: TextRange;
}

/** Which runs of a workflow are kept (dagu-format.md 1.1, `hist_retention_days` and `hist_retention_runs`). */
export interface Retention {
  /** Runs that started longer ago are removed. */
  readonly days?: number;
  /** Only so many of the newest are kept. */
  readonly runs?: number;
}

export interface Dag {
  readonly name: string;
  /** Absolute path of the file; empty for text without one. */
  readonly file: string;
  readonly description?: string;
  readonly type: DagType;
  readonly labels: readonly string[];
  readonly shell?: Shell;
  readonly workingDir?: string;
  /** Paths of dotenv files, `.env` first; empty: switched off. */
  readonly dotenv: readonly string[];
  readonly logDir?: string;
  readonly logOutput: 'separate' | 'merged';
  readonly consts: readonly Binding[];
  readonly env: readonly Binding[];
  readonly params: Params;
  readonly secrets: readonly Secret[];
  readonly preconditions: readonly Condition[];
  readonly handlers: { readonly [H in HandlerName]?: Step };
  /** In document order. */
  readonly steps: readonly Step[];
  readonly retryPolicy?: RunRetryPolicy;
  /** Seconds; 0: none. */
  readonly timeoutSec: number;
  readonly delaySec: number;
  /** Seconds between the end of a run and the start of the next when it is restarted. */
  readonly restartWaitSec: number;
  /** 0: unlimited. */
  readonly maxActiveSteps: number;
  /** Seconds between the first signal and SIGKILL. */
  readonly maxCleanUpTimeSec: number;
  /** Bytes. */
  readonly maxOutputSize: number;
  /** Takes in the command steps that have none of their own. */
  readonly container?: Container;
  /** Absent: the workflow speaks of none. */
  readonly connections?: Connections;
  readonly artifacts: { readonly enabled: boolean; readonly dir?: string };
  /** Absent: the usual 30 days. */
  readonly retention?: Retention;
  /** The later documents of the same file: sub-DAGs found by name. */
  readonly documents: readonly Dag[];
  readonly unsupported: readonly Unsupported[];
}

/** Whether a step only waits until a person has done something. */
export function isHumanTask({ action }: Pick<Step, 'action'>): boolean {
  return action.name === 'other' && action.action === 'human.task';
}

/** The step with this id or name; ids win. */
export function findStep(dag: Dag, idOrName: string): Step | undefined {
  return dag.steps.find(step => step.id === idOrName) ?? dag.steps.find(step => step.name === idOrName);
}
