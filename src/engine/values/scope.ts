// What names mean at one place of a run: the values behind ${params.x}, $NAME, ${id.stdout} and the rest (dagu-format.md 2).

import type { HandlerName } from '../../model/dag';

/** What a step leaves for those that follow. */
export interface StepValues {
  readonly id?: string;
  readonly name: string;
  /** Absolute paths of its log files; absent when it never ran. */
  readonly stdout?: string;
  readonly stderr?: string;
  readonly exitCode: number;
  /** `output: NAME` captures. */
  readonly variables: Readonly<Record<string, string>>;
  /** What was entered when it was approved: variables of the steps behind it. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** Declared `outputs:` list: readable as ${steps.ID.outputs.NAME}. */
  readonly declared: Readonly<Record<string, string>>;
  /** Published outputs (object output, stdout.outputs, outputs.write) as outputText writes them: readable as ${ID.outputs.NAME}. */
  readonly published: Readonly<Record<string, string>>;
  /** The published outputs come from an object `output:`, so they are also readable as ${ID.output.NAME}. */
  readonly structured?: boolean;
}

/** Everything that can be referred to at one place. Built by the runner, read by the expansion. */
export interface Scope {
  readonly consts: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, string>>;
  /** The JSON of all parameters, for ${params} and DAG_PARAMS_JSON; empty when there are none, and ${params} is then left alone. */
  readonly paramsJson: string;
  /** Variables that ${env.NAME} and $NAME see: the run's, then the step's, outer first already merged. */
  readonly env: Readonly<Record<string, string>>;
  /** What processes inherit from our own environment: ${env.NAME} sees it everywhere, $NAME only in fields with OS fallback. */
  readonly inherited?: Readonly<Record<string, string>>;
  /** The process's own environment: what fields with OS fallback may read. */
  readonly os: Readonly<Record<string, string>>;
  /** Ancestors of the step by id (and nothing else); for a handler, every step. */
  readonly steps: ReadonlyMap<string, StepValues>;
  /** Context fields by their path without the prefix: `run.id`, `step.name`, `paths.log_file`. */
  readonly context: Readonly<Record<string, string>>;
  /** ${foreach.…}: the fields of the item, when inside a foreach body. */
  readonly foreach?: Readonly<Record<string, string>>;
  /** ${inputs.NAME} and ${outputs.NAME} of a build: absolute paths. */
  readonly files?: {
    readonly inputs: Readonly<Record<string, string>>;
    readonly outputs: Readonly<Record<string, string>>;
  };
  /** The current item of a parallel call: ${ITEM}, ${ITEM.field}. */
  readonly item?: string;
  readonly handler?: HandlerName;
}

/** Which of a field's references are resolved, and how (dagu-format.md 2.5). */
export interface FieldPolicy {
  /** `$NAME`, `${NAME}`, JSON paths, operators. */
  readonly variables: boolean;
  /** `$NAME` may fall back to the process's environment. */
  readonly os: boolean;
  /** `${env.NAME}` may fall back to the process's environment. */
  readonly osForEnv: boolean;
  /** ${steps.…}, ${id.…}. */
  readonly steps: boolean;
  readonly context: boolean;
  /** Backslashes are ordinary text (paths of streams). */
  readonly backslashLiteral: boolean;
  /** Text for a shell that expands $NAME itself: only scoped references, JSON paths, step references and given positionals. */
  readonly shellText: boolean;
}
