// What is the same for all steps of an attempt: parameters, environment, secrets, directories.

import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { makeFolder } from '../base/folder';
import { fail, ok, type Result } from '../base/result';
import type { Dag, Secret, Shell } from '../model/dag';
import { fileNameOf } from '../model/ids';
import type { CapturedValue, Trigger } from '../model/run';
import type { RunPlace } from '../model/source';
import { LazyContainer } from './containers/lazy-container';
import type { Definition, EngineParts, RunLineage } from './engine-parts';
import type { DagContainer } from './executor';
import { defaultShell } from './shell';
import { parseDotenv } from './values/dotenv';
import {
  callerVariables,
  type EnvironmentBase,
  inheritedEnvironment,
  managedVariables,
  ownEnvironment,
  resolveConsts,
  resolveRootEnv,
  runContext,
  runScope,
  type Variables,
} from './values/environment';
import { expand } from './values/expand';
import type { ResolvedParams } from './values/params';
import { policies } from './values/policies';
import type { Scope } from './values/scope';

/** Resolved once, before the first step. */
export interface RunBase {
  /** Params, consts, the run's environment and its context; no steps. */
  readonly scope: Scope;
  /** What processes inherit from our own environment; the environment of a process is this and, over it, `scope.env`. */
  readonly inherited: Variables;
  /** Root env and params: what sub-runs see besides. */
  readonly handedDown: Variables;
  /** Where steps without `working_dir` run; absolute. */
  readonly directory: string;
  /** What root env came to, for the attempts after this one. */
  readonly captured?: readonly CapturedValue[];
  readonly artifactsDir?: string;
  readonly shell: Shell;
  /** The container that the workflow makes for its commands. */
  readonly dagContainer?: DagContainer;
  /** Values that must not be stored. */
  readonly secrets: readonly string[];
  /** Remarks for the run's log. */
  readonly warnings: readonly string[];
}

export interface BaseRequest {
  readonly definition: Definition;
  readonly parts: EngineParts;
  readonly lineage: RunLineage;
  readonly place: RunPlace;
  readonly runId: string;
  readonly params: ResolvedParams;
  readonly attempt: number;
  readonly trigger: Trigger;
  readonly scheduledAt?: string | undefined;
  /** What root env came to in an earlier attempt. */
  readonly captured?: readonly CapturedValue[] | undefined;
}

/**
 * Works out the base in Dagu's order: consts, root env, dotenv, secrets, directory (dagu-format.md 2.10). Fails with a message when a
 * secret cannot be had, or the folder for artifacts cannot be made. A dotenv file that is malformed is left out as a whole, with a warning.
 */
export function resolveBase(request: BaseRequest): Result<RunBase, string> {
  const { definition, parts, lineage, params, place } = request;
  const { dag } = definition;
  const own = ownEnvironment(parts.environment, process.platform);
  const inherited = inheritedEnvironment(own, process.platform);
  const artifacts = artifactsOf(dag, place, own);
  if (!artifacts.ok) return artifacts;
  const artifactsDir = artifacts.value;
  const identity = {
    dag: dag.name,
    runId: request.runId,
    attemptId: String(request.attempt),
    attemptStartedAt: new Date(parts.clock.now()).toISOString(),
    trigger: request.trigger,
    ...(request.scheduledAt === undefined ? {} : { scheduledAt: request.scheduledAt }),
    logFile: runLogFile(place),
    workDir: place.workDir,
    ...(artifactsDir === undefined ? {} : { artifactsDir }),
    ...(parts.wikiDir === undefined ? {} : { wikiDir: join(parts.wikiDir, fileNameOf(dag.name)) }),
    ...(lineage.root === undefined ? {} : { root: lineage.root }),
  };
  const managed = managedVariables(identity, params);
  const consts = resolveConsts(dag.consts);
  const base: EnvironmentBase = {
    consts,
    params,
    managed,
    context: runContext(identity),
    own,
    inherited,
    caller: lineage.outer,
    ...(request.captured === undefined ? {} : { captured: request.captured }),
  };
  const resolved = resolveRootEnv(dag.env, base);
  const rootEnv = resolved.scope;
  const besides = [directoryOf(dag, rootEnv, own, place), dirname(dag.file === '' ? place.workDir : dag.file)];
  const { dotenv, warnings } = readDotenv(dag, rootEnv, besides, own);
  const found = readSecrets(dag.secrets, Object.assign({}, own, rootEnv.env, ...dotenv), besides);
  if (!found.ok) return found;
  const secrets = found.value;
  const hidden = Object.values(secrets).filter(value => value !== '');
  const scope = runScope(rootEnv, base, { dotenv, secrets });
  return ok({
    scope,
    inherited,
    handedDown: callerVariables(scope, managed, secrets),
    directory: directoryOf(dag, scope, own, place),
    ...(artifactsDir === undefined ? {} : { artifactsDir }),
    ...(dag.container?.kind === 'new'
      ? { dagContainer: new LazyContainer(dag.container, `${place.dir}:${request.attempt}`, parts) }
      : {}),
    shell: shellOf(definition, parts).map(word => expand(word, scope, policies.withShell)),
    captured: resolved.captured(hidden),
    secrets: hidden,
    warnings,
  });
}

/** The base of an attempt that cannot have one: it only has to end. */
export function emptyBase(definition: Definition, parts: EngineParts, place: RunPlace): RunBase {
  return {
    scope: { consts: {}, params: {}, paramsJson: '', env: {}, os: {}, steps: new Map(), context: {} },
    inherited: {},
    handedDown: {},
    directory: place.workDir,
    shell: shellOf(definition, parts),
    secrets: [],
    warnings: [],
  };
}

/** The shell of steps that name none, references in it unresolved. */
export function shellOf({ dag }: Definition, { environment }: EngineParts): Shell {
  return defaultShell(dag.shell, environment, process.platform, program => isOnPath(program, environment));
}

/** A path whose first part may be `~`. */
export function fromHome(path: string, own: Variables): string {
  return path === '~' || /^~[\\/]/.test(path) ? (own.HOME ?? own.USERPROFILE ?? homedir()) + path.slice(1) : path;
}

/** The path of the run's own log. */
export function runLogFile({ logDir }: Pick<RunPlace, 'logDir'>): string {
  return join(logDir, 'run.log');
}

/** The root's `working_dir`, from the file's folder; without one, the run's private directory (dagu-format.md 3.11). */
function directoryOf({ workingDir, file }: Dag, scope: Scope, own: Variables, place: RunPlace): string {
  if (workingDir === undefined || workingDir === '') return place.workDir;
  const start = file === '' ? place.workDir : dirname(file);
  return resolve(start, fromHome(expand(workingDir, scope, policies.workingDir), own));
}

/** The folder of the run's artifacts; below `artifacts.dir` each run has its own, by workflow (dagu-format.md 5.5). */
function artifactsOf(
  { artifacts, name, file }: Dag,
  place: RunPlace,
  own: Variables,
): Result<string | undefined, string> {
  if (!artifacts.enabled) return ok(undefined);
  const start = file === '' ? place.workDir : dirname(file);
  const folder =
    artifacts.dir === undefined
      ? place.artifactsDir
      : join(resolve(start, fromHome(artifacts.dir, own)), fileNameOf(name), `dag-run_${basename(place.dir)}`);
  try {
    makeFolder(folder, 0o750);
    return ok(folder);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return fail(`The folder ${folder} for artifacts cannot be made: ${error.message}`);
  }
}

function readDotenv(
  dag: Dag,
  scope: Scope,
  besides: readonly string[],
  own: Variables,
): { readonly dotenv: readonly Variables[]; readonly warnings: readonly string[] } {
  const dotenv: Variables[] = [];
  const warnings: string[] = [];
  for (const written of dag.dotenv) {
    const path = fromHome(expand(written, scope, policies.dotenvPath), own);
    const file = besides.map(folder => resolve(folder, path)).find(candidate => existsSync(candidate));
    if (file === undefined) continue;
    const text = readText(file);
    const variables = text.ok ? parseDotenv(text.value) : text;
    if (variables.ok) dotenv.push(variables.value);
    else warnings.push(`The dotenv file ${file} was ignored: ${variables.error}`);
  }
  return { dotenv, warnings };
}

function readSecrets(
  secrets: readonly Secret[],
  variables: Variables,
  besides: readonly string[],
): Result<Variables, string> {
  const values: Record<string, string> = {};
  for (const secret of secrets) {
    const value = secretValue(secret, variables, besides);
    if (!value.ok) return fail(`The secret ${secret.name} cannot be read: ${value.error}`);
    values[secret.name] = value.value;
  }
  return ok(values);
}

function secretValue(
  { provider, key }: Secret,
  variables: Variables,
  besides: readonly string[],
): Result<string, string> {
  switch (provider) {
    case 'env': {
      const value = Object.hasOwn(variables, key) ? variables[key] : undefined;
      return value === undefined ? fail(`the variable ${key} is not set.`) : ok(value);
    }
    case 'file': {
      const file = besides.map(folder => resolve(folder, key)).find(candidate => existsSync(candidate));
      return file === undefined ? fail(`the file ${key} does not exist.`) : readText(file);
    }
    default:
      return fail(`the provider "${provider}" is not known here; env and file are.`);
  }
}

function readText(file: string): Result<string, string> {
  try {
    return ok(readFileSync(file, 'utf8'));
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function isOnPath(program: string, environment: Variables): boolean {
  const folders = (environment.PATH ?? environment.Path ?? '').split(delimiter);
  return folders.some(folder => folder !== '' && existsSync(join(folder, `${program}.exe`)));
}
