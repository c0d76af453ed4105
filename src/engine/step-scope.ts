// What each step of an attempt sees: scope, environment, directory and files, from the run's base and from what earlier steps left.

import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { makeFolder } from '../base/folder';
import { fail, ok, type Result } from '../base/result';
import { type HandlerName, handlerNodeNames, type Step, type StreamTarget } from '../model/dag';
import type { NodeRef } from '../model/event';
import type { Node } from '../model/run';
import { filesInScope, type StepFiles, stepFiles } from './build/build-files';
import { commandPlace } from './command-place';
import type { ConditionTools } from './condition';
import { conditionTools } from './condition-tools';
import type { PushbackFacts } from './pushback';
import { fromHome, type RunBase } from './run-base';
import type { RunningAttempt } from './running-attempt';
import type { StepLogs } from './step-log';
import { needsStdout, type StepPlace } from './step-place';
import { keptValues, StepResults, scopeAfter, withOuter } from './step-results';
import { expand } from './values/expand';
import { policies } from './values/policies';
import type { Scope, StepValues } from './values/scope';

/** What only handlers see. */
export interface HandlerFacts {
  readonly handler: HandlerName;
  /** The run's status so far, in Dagu's word. */
  readonly status: string;
  /** Names of waiting steps, for the wait handler. */
  readonly waiting?: readonly string[];
}

/** What is worked out of a step's place before its scope. */
interface Facts {
  readonly name: string;
  readonly cwd: string;
  readonly logs: StepLogs;
  readonly outputFile: string;
  readonly files: StepFiles | undefined;
}

/** Works out where steps run, and remembers what finished steps left for the next. One per attempt. */
export class StepPlaces {
  readonly #attempt: RunningAttempt;
  readonly #base: RunBase;
  readonly #scratch: string;
  readonly #results: StepResults;
  readonly #pushbacks: ReadonlyMap<string, PushbackFacts>;

  /** `scratch`: an absolute, existing folder for temporary files. `pushbacks`: by the name of the step. */
  constructor(
    attempt: RunningAttempt,
    base: RunBase,
    scratch: string,
    pushbacks: ReadonlyMap<string, PushbackFacts> = new Map(),
  ) {
    this.#attempt = attempt;
    this.#base = base;
    this.#scratch = scratch;
    this.#results = new StepResults(attempt.dag.steps);
    this.#pushbacks = pushbacks;
  }

  /** Notes what a step left. */
  keep(values: StepValues): void {
    this.#results.keep(values);
  }

  /** Notes what a step left in an earlier attempt. */
  keepNode(node: Node, step: Step | undefined): void {
    this.keep(keptValues(node, step));
  }

  /** What is known behind all steps. */
  after(): Scope {
    return scopeAfter(this.#base.scope, this.#results);
  }

  /** The place of a step or handler. Nothing on disk is touched, except that the folder of an artifact is made. */
  place(step: Step, facts?: HandlerFacts): StepPlace {
    const { number, logNames } = this.#attempt;
    const node: NodeRef = facts === undefined ? { step: step.name } : { handler: facts.handler };
    const name = facts === undefined ? step.name : handlerNodeNames[facts.handler];
    const logs = logNames.of(node, step);
    const scratch = join(this.#scratch, basename(logs.stdout));
    const outputFile = `${scratch}.outputs`;
    const outer = this.#outerScope(step, name, logs, outputFile, facts);
    const cwd = this.#directory(step, outer);
    const files = this.#files(step, logs);
    const scope = this.#innerScope(step, outer, { name, cwd, logs, outputFile, files }, facts);
    const stdout = this.#target(step.stdout, scope, cwd);
    const stderr = this.#target(step.stderr, scope, cwd);
    const merged = logs.stdout === logs.stderr;
    // Where both streams share a log, what `output` captures comes from a copy that holds stdout alone.
    const copy = stdout ?? (merged && needsStdout(step) ? `${scratch}.stdout` : undefined);
    return {
      node,
      step,
      ...(facts === undefined ? {} : { handler: facts.handler }),
      key: `${number}:${facts === undefined ? '' : '@'}${name}`,
      scope,
      env: { ...this.#base.inherited, ...scope.env },
      cwd,
      logs,
      merged,
      stdout: { log: logs.stdout, ...(copy === undefined ? {} : { copy }) },
      stderr: { log: logs.stderr, ...(stderr === undefined ? {} : { copy: stderr }) },
      outputFile,
      ...(files === undefined ? {} : { files }),
      scratch,
    };
  }

  /** Conditions at a place; `fresh`: what the step itself has just captured. */
  conditionTools(place: StepPlace, fresh: Readonly<Record<string, string>> = {}): ConditionTools {
    const { key, cwd } = place;
    const scope = { ...place.scope, env: { ...place.scope.env, ...fresh } };
    return conditionTools({ scope, cwd, key: `${key}:if`, env: { ...place.env, ...fresh } }, this.#attempt);
  }

  resolveNumber(text: string, { scope }: StepPlace): string {
    return expand(text, scope, policies.numberText);
  }

  /** What the step's own `working_dir` may see: the run's values and context, nothing of other steps and not its own env. */
  #outerScope(step: Step, name: string, logs: StepLogs, outputFile: string, facts: HandlerFacts | undefined): Scope {
    const base = this.#base;
    return {
      ...base.scope,
      context: {
        ...base.scope.context,
        'step.name': name,
        'paths.step_output_file': outputFile,
        ...(facts === undefined
          ? { 'paths.step_stdout_file': logs.stdout, 'paths.step_stderr_file': logs.stderr }
          : { 'run.status': facts.status }),
        ...(facts !== undefined || step.id === undefined ? {} : { 'step.id': step.id }),
        ...(facts === undefined ? this.#pushbacks.get(step.name)?.context : {}),
      },
      ...(facts === undefined ? {} : { handler: facts.handler }),
    };
  }

  #innerScope(
    step: Step,
    outer: Scope,
    { name, cwd, logs, outputFile, files }: Facts,
    facts: HandlerFacts | undefined,
  ): Scope {
    const env: Record<string, string> = {
      ...outer.env,
      PWD: cwd,
      DAG_RUN_STEP_NAME: name,
      ...(facts === undefined ? this.#results.variablesAbove(step) : this.#results.allVariables()),
      ...(facts === undefined ? this.#pushbacks.get(step.name)?.env : {}),
      ...(facts === undefined ? {} : { DAG_RUN_STATUS: facts.status }),
      ...(facts?.waiting === undefined ? {} : { DAG_WAITING_STEPS: facts.waiting.join(',') }),
    };
    const scope: Scope = {
      ...outer,
      env,
      ...(files === undefined ? {} : { files: filesInScope(files) }),
      steps: withOuter(outer.steps, facts === undefined ? this.#results.above(step) : this.#results.all()),
    };
    for (const binding of step.env) env[binding.name] = expand(binding.value, scope, policies.stepEnv);
    if (facts === undefined) {
      env.DAG_RUN_STEP_STDOUT_FILE = logs.stdout;
      env.DAG_RUN_STEP_STDERR_FILE = logs.stderr;
    }
    env.DAGU_OUTPUT_FILE = outputFile;
    return scope;
  }

  #files(step: Step, logs: StepLogs): StepFiles | undefined {
    const place = this.#attempt.build?.places.get(step.name);
    return place === undefined ? undefined : stepFiles(place, logs.stdout);
  }

  #directory(step: Step, outer: Scope): string {
    const { directory } = this.#base;
    const { workingDir } = step;
    // Where commands run elsewhere, so does their directory lie there.
    if (commandPlace(step, this.#attempt.dag).kind !== 'here') return directory;
    if (workingDir === undefined || workingDir === '') return directory;
    return resolve(directory, fromHome(expand(workingDir, outer, policies.workingDir), this.#base.scope.os));
  }

  #target(target: StreamTarget | undefined, scope: Scope, cwd: string): string | undefined {
    if (target === undefined) return undefined;
    if ('path' in target)
      return resolve(cwd, fromHome(expand(target.path, scope, policies.streamPath), this.#base.scope.os));
    const path = expand(target.artifact, scope, policies.streamPath);
    const { artifactsDir = cwd } = this.#base;
    // Nothing an artifact's name says leads out of the folder of artifacts.
    const inside = resolve(artifactsDir, isAbsolute(path) ? basename(path) : path);
    const file = inside.startsWith(artifactsDir + sep) ? inside : join(artifactsDir, basename(path));
    makeFolder(dirname(file));
    return file;
  }
}

/** Why a step cannot begin where it should: its directory cannot be made, or a folder for its output is missing. */
export function unusable({ cwd, stdout, stderr }: StepPlace): string | undefined {
  const directory = ensureDirectory(cwd);
  if (!directory.ok) return directory.error;
  for (const { copy } of [stdout, stderr]) {
    if (copy !== undefined && !existsSync(dirname(copy)))
      return `The folder of ${copy} does not exist, so the output cannot be written there.`;
  }
  return undefined;
}

/** Creates a directory that is missing. Fails with a message when that is not possible. */
function ensureDirectory(path: string): Result<undefined, string> {
  if (existsSync(path)) return ok(undefined);
  try {
    makeFolder(path);
    return ok(undefined);
  } catch (error) {
    return fail(`The directory ${path} cannot be created: ${error instanceof Error ? error.message : String(error)}`);
  }
}
