// Where a step runs: its directory, environment, scope and files. Worked out once per step and attempt.

import type { HandlerName, Step } from '../model/dag';
import type { NodeRef } from '../model/event';
import type { StepFiles } from './build/build-files';
import type { StreamPlan } from './processes/process';
import type { StepLogs } from './step-log';
import type { Scope } from './values/scope';

export interface StepPlace {
  readonly node: NodeRef;
  readonly step: Step;
  readonly handler?: HandlerName;
  /** Names the step's processes within the run: attempt and node. */
  readonly key: string;
  readonly scope: Scope;
  /** The whole environment of its processes. */
  readonly env: Readonly<Record<string, string>>;
  /** Absolute. */
  readonly cwd: string;
  readonly logs: StepLogs;
  readonly merged: boolean;
  readonly stdout: StreamPlan;
  readonly stderr: StreamPlan;
  /** $DAGU_OUTPUT_FILE: fresh for every try. */
  readonly outputFile: string;
  /** Of a build: the files that it reads and makes. */
  readonly files?: StepFiles;
  /** The beginning of the absolute paths of its temporary files. */
  readonly scratch: string;
}

/** Whether something of the step looks at its stdout once it has ended. */
export function needsStdout(step: Step): boolean {
  const { output, structuredOutput, stdoutOutputs, outputSchema } = step;
  return [output, structuredOutput, stdoutOutputs, outputSchema].some(field => field !== undefined);
}

/** Where stdout can be read alone: its log, or its copy when the log also holds stderr. */
export function stdoutAlone({ merged, stdout }: StepPlace): string {
  return merged ? (stdout.copy ?? stdout.log) : stdout.log;
}
