// The environment of a run: what processes inherit, root env, dotenv, secrets and the run's own variables, in their order (dagu-format.md 2.6, 4).

import type { Binding } from '../../model/dag';
import { inheritedPrefixes, unixInherited, windowsInherited, windowsPrefixes } from '../../model/inherited-names';
import type { CapturedValue } from '../../model/run';
import { captureValues, environmentBases } from './captured-environment';
import { expand } from './expand';
import type { ResolvedParams } from './params';
import { policies } from './policies';
import type { Scope } from './scope';

export type Variables = Readonly<Record<string, string>>;

/**
 * The environment of our own process as fields may read it. On Windows names are in capitals, since there `Path` and `PATH` are one.
 */
export function ownEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): Variables {
  const entries = Object.entries(env).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[platform === 'win32' ? name.toUpperCase() : name, value]],
  );
  return Object.fromEntries(entries);
}

/**
 * What processes of steps inherit from it: Dagu's list of names and prefixes, and those that `DAGU_ENV_PASSTHROUGH` and
 * `DAGU_ENV_PASSTHROUGH_PREFIXES` add, with commas or blanks between them (dagu-format.md 2.6, 4).
 */
export function inheritedEnvironment(own: Variables, platform: NodeJS.Platform): Variables {
  const isWindows = platform === 'win32';
  const names = new Set([...(isWindows ? windowsInherited : unixInherited), ...listed(own.DAGU_ENV_PASSTHROUGH)]);
  const more = [...(isWindows ? windowsPrefixes : []), ...listed(own.DAGU_ENV_PASSTHROUGH_PREFIXES)];
  const prefixes = [...inheritedPrefixes, ...more];
  const passes = (name: string): boolean => names.has(name) || prefixes.some(prefix => name.startsWith(prefix));
  return Object.fromEntries(Object.entries(own).filter(([name]) => passes(name)));
}

function listed(text: string | undefined): readonly string[] {
  return text?.split(/[\s,]+/).filter(word => word !== '') ?? [];
}

/** The constants of a DAG: each may use those before it, and nothing else. */
export function resolveConsts(consts: readonly Binding[]): Variables {
  const values: Record<string, string> = {};
  const scope: Scope = { ...emptyScope, consts: values };
  for (const { name, value } of consts) values[name] = expand(value, scope, policies.constant);
  return values;
}

/** What identifies a run, for the variables and context fields that it offers everywhere. Paths are absolute. */
export interface RunIdentity {
  readonly dag: string;
  readonly runId: string;
  readonly attemptId?: string;
  /** ISO 8601. */
  readonly attemptStartedAt?: string;
  readonly trigger: string;
  /** When the run was due, as RFC 3339. */
  readonly scheduledAt?: string;
  readonly logFile: string;
  readonly workDir: string;
  readonly artifactsDir?: string;
  readonly wikiDir?: string;
  /** The run at the top, when this one was called. */
  readonly root?: { readonly dag: string; readonly runId: string };
}

/** The variables that describe the run and that neither root env nor dotenv can change. */
export function managedVariables(run: RunIdentity, params: ResolvedParams): Variables {
  return {
    DAG_NAME: run.dag,
    DAG_RUN_ID: run.runId,
    DAG_RUN_LOG_FILE: run.logFile,
    DAG_RUN_WORK_DIR: run.workDir,
    ...(run.artifactsDir === undefined ? {} : { DAG_RUN_ARTIFACTS_DIR: run.artifactsDir }),
    ...(run.wikiDir === undefined ? {} : { DAG_WIKI_DIR: run.wikiDir, DAG_DOCS_DIR: run.wikiDir }),
    ...(params.json === '' ? {} : { DAG_PARAMS_JSON: params.json, DAGU_PARAMS_JSON: params.json }),
  };
}

/** The context fields that are the same for every step of the run; fields that do not apply are absent. */
export function runContext(run: RunIdentity): Variables {
  return {
    'dag.name': run.dag,
    'run.id': run.runId,
    'trigger.type': run.trigger,
    ...(run.scheduledAt === undefined ? {} : { 'run.scheduled_at': run.scheduledAt }),
    'paths.log_file': run.logFile,
    'paths.work_dir': run.workDir,
    ...(run.root === undefined ? {} : { 'run.root_name': run.root.dag, 'run.root_id': run.root.runId }),
    ...(run.attemptId === undefined ? {} : { 'attempt.id': run.attemptId }),
    ...(run.attemptStartedAt === undefined ? {} : { 'attempt.started_at': run.attemptStartedAt }),
    ...(run.artifactsDir === undefined ? {} : { 'paths.artifacts_dir': run.artifactsDir }),
    ...(run.wikiDir === undefined ? {} : { 'paths.wiki_dir': run.wikiDir, 'paths.docs_dir': run.wikiDir }),
  };
}

/** What there is before the environment: everything that root env may refer to. */
export interface EnvironmentBase {
  readonly consts: Variables;
  readonly params: ResolvedParams;
  readonly managed: Variables;
  readonly context: Variables;
  readonly own: Variables;
  readonly inherited: Variables;
  /** Root env and params of the calling run: defaults of lowest rank, which our root env does not see (dagu-format.md 8, no. 11). */
  readonly caller?: Variables;
  /** What root env came to in an earlier attempt: it wins where the declaration is unchanged. */
  readonly captured?: readonly CapturedValue[];
}

export interface RootEnv {
  readonly scope: Scope;
  /** What it came to, for later attempts; nothing of it holds one of these secrets. */
  captured(secrets: readonly string[]): readonly CapturedValue[];
}

/**
 * Root env: its entries in their order, over parameters and the run's own variables. Dotenv paths and secrets are looked up in the scope
 * in which it ends. Dotenv files are no part of what is captured: each line of one is its own declaration, whose value it says in full.
 */
export function resolveRootEnv(rootEnv: readonly Binding[], base: EnvironmentBase): RootEnv {
  const env: Record<string, string> = { ...base.params.values, ...base.managed };
  const scope: Scope = {
    ...emptyScope,
    consts: base.consts,
    params: base.params.values,
    paramsJson: base.params.json,
    env,
    inherited: base.inherited,
    os: base.own,
    context: base.context,
  };
  const bases = environmentBases(rootEnv, scope);
  const values = rootEnv.map(({ name, value }, at) => {
    const kept = base.captured?.find(earlier => earlier.name === name && earlier.basis === bases[at]);
    env[name] = kept === undefined ? expand(value, scope, policies.rootEnv) : kept.value;
    return env[name];
  });
  return { scope, captured: secrets => captureValues(rootEnv, bases, values, secrets) };
}

/** What is read after root env. */
export interface LateVariables {
  /** The variables of each dotenv file, in the order of reading: later ones win. */
  readonly dotenv?: readonly Variables[];
  readonly secrets?: Variables;
}

/**
 * The scope that all steps start from: dotenv over root env, then the run's own variables again, then secrets, and below all of it what the
 * caller's run had. The environment of a process is `inherited` and, over it, `env`.
 */
export function runScope(rootEnv: Scope, base: EnvironmentBase, late: LateVariables = {}): Scope {
  const env = Object.assign({}, base.caller, rootEnv.env, ...(late.dotenv ?? []), base.managed, late.secrets);
  return { ...rootEnv, env };
}

/** What a called run gets of its caller: the caller's environment without what describes the caller itself, and without its secrets. */
export function callerVariables(scope: Scope, managed: Variables, secrets: Variables = {}): Variables {
  return Object.fromEntries(
    Object.entries(scope.env).filter(([name]) => !Object.hasOwn(managed, name) && !Object.hasOwn(secrets, name)),
  );
}

const emptyScope: Scope = { consts: {}, params: {}, paramsJson: '', env: {}, os: {}, steps: new Map(), context: {} };
