// The environment of a run: who wins, who sees what. Most facts were seen with a real Dagu.

import { strict as assert } from 'node:assert';
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
} from '../../../src/engine/values/environment';
import { expand } from '../../../src/engine/values/expand';
import { restoredParams } from '../../../src/engine/values/params';
import { policies } from '../../../src/engine/values/policies';
import type { Scope } from '../../../src/engine/values/scope';
import type { Binding } from '../../../src/model/dag';

const identity = {
  dag: 'm',
  runId: 'r1',
  trigger: 'manual',
  logFile: '/logs/run.log',
  workDir: '/work/r1',
};

/** Root env in its scope. */
function rootEnvScope(...args: Parameters<typeof resolveRootEnv>): Scope {
  return resolveRootEnv(...args).scope;
}

function base(
  parts: Partial<EnvironmentBase> & { readonly given?: Readonly<Record<string, string>> } = {},
): EnvironmentBase {
  const params = restoredParams(parts.given ?? {});
  return {
    consts: {},
    params,
    managed: managedVariables(identity, params),
    context: runContext(identity),
    own: {},
    inherited: {},
    ...parts,
  };
}

function bindings(...lines: string[]): Binding[] {
  return lines.map(line => {
    const at = line.indexOf('=');
    return { name: line.slice(0, at), value: line.slice(at + 1) };
  });
}

describe('resolveConsts', () => {
  it('lets an entry use earlier ones only', () => {
    const consts = bindings(
      'a=1',
      'b=${consts.a}-x',
      'early=${consts.last}',
      'self=${consts.self}',
      'other=${params.p} $E',
      'last=end',
    );
    assert.deepEqual(resolveConsts(consts), {
      a: '1',
      b: '1-x',
      early: '${consts.last}',
      self: '${consts.self}',
      other: '${params.p} $E',
      last: 'end',
    });
  });
});

describe('inheritedEnvironment', () => {
  const env = {
    OUTSIDE: 'oo',
    DAG_MINE: 'dm',
    DAGU_MINE: 'gm',
    LC_TIME: 'C',
    EDITOR: 'vi',
    KUBERNETES_K: 'kk',
    PATH: '/bin',
    GONE: undefined,
  };

  it('passes what Dagu passes, and nothing else', () => {
    assert.deepEqual(Object.keys(inheritedEnvironment(ownEnvironment(env, 'linux'), 'linux')).sort(), [
      'DAGU_MINE',
      'DAG_MINE',
      'EDITOR',
      'KUBERNETES_K',
      'LC_TIME',
      'PATH',
    ]);
  });

  it("passes more when Dagu's variables say so", () => {
    const more = { DAGU_ENV_PASSTHROUGH: 'OUTSIDE, FAR', DAGU_ENV_PASSTHROUGH_PREFIXES: 'NODE_' };
    const own = ownEnvironment({ ...more, OUTSIDE: 'oo', NODE_ENV: 'x', OTHER: 'y', PATH: '/bin' }, 'linux');
    assert.deepEqual(Object.keys(inheritedEnvironment(own, 'linux')), [
      ...Object.keys(more),
      'OUTSIDE',
      'NODE_ENV',
      'PATH',
    ]);
  });

  it('does not care about case on Windows', () => {
    const own = ownEnvironment(
      { Path: 'C:\\x', SystemRoot: 'C:\\Windows', 'ProgramFiles(x86)': 'p', DOCKER_X: 'd', USER: 'u' },
      'win32',
    );
    assert.deepEqual(inheritedEnvironment(own, 'win32'), {
      PATH: 'C:\\x',
      SYSTEMROOT: 'C:\\Windows',
      'PROGRAMFILES(X86)': 'p',
      DOCKER_X: 'd',
    });
  });
});

describe('resolveRootEnv', () => {
  it('resolves entries in their order; a later one of the same name sees the earlier', () => {
    const env = bindings(
      'A=1',
      'B=$A-2',
      'C=c',
      'D=${C}d',
      'E=',
      'F=a=b',
      'G="quoted"',
      'A=${A}x',
      'SELF=${SELF}y',
      'LATER=${Z}',
      'Z=z',
    );
    const { env: values } = rootEnvScope(env, base({ managed: {} }));
    assert.deepEqual(values, {
      A: '1x',
      B: '1-2',
      C: 'c',
      D: 'cd',
      E: '',
      F: 'a=b',
      G: '"quoted"',
      SELF: '${SELF}y',
      LATER: '${Z}',
      Z: 'z',
    });
  });

  it('reads our own process, consts, parameters and the context, but no step', () => {
    const env = bindings(
      'X=$OUTSIDE ${env.OUTSIDE} ${OUTSIDE:-d} ${UNSET:-d}',
      'PATH=/opt/x:$PATH',
      'Y=${consts.c} ${params.p} $p ${context.dag.name} ${context.step.name} ${a.output}',
    );
    const own = { OUTSIDE: 'oo', PATH: '/bin' };
    const scope = rootEnvScope(env, base({ own, inherited: { PATH: '/bin' }, consts: { c: 'k' }, given: { p: 'pv' } }));
    assert.equal(scope.env.X, 'oo oo oo ${UNSET:-d}');
    assert.equal(scope.env.PATH, '/opt/x:/bin');
    assert.equal(scope.env.Y, 'k pv pv m ${context.step.name} ${a.output}');
  });
});

describe('runScope', () => {
  it('puts dotenv over root env over parameters, while ${params.X} keeps the parameter', () => {
    const given = base({ given: { A: 'param', C: 'param', D: 'param' } });
    const root = rootEnvScope(bindings('A=root', 'B=root', 'C=root', 'SEEN=$A $B $C $D'), given);
    const scope = runScope(root, given, { dotenv: [{ A: 'old', B: 'dot' }, { A: 'dot' }] });
    assert.equal(
      expand('$A $B $C $D / $SEEN / ${params.A} ${env.A}', scope, policies.with),
      'dot dot root param / root root root param / param dot',
    );
  });

  it('keeps the variables of the run from root env, dotenv and parameters, and lets secrets win over everything else', () => {
    const given = base({ given: { DAG_NAME: 'param' } });
    const root = rootEnvScope(bindings('DAG_RUN_ID=mine', 'COPY=$DAG_RUN_ID', 'TOK=root'), given);
    const scope = runScope(root, given, { dotenv: [{ DAG_NAME: 'dot', TOK: 'dot' }], secrets: { TOK: 's3cr3t' } });
    assert.equal(expand('$DAG_NAME $DAG_RUN_ID $COPY $TOK', scope, policies.with), 'm r1 mine s3cr3t');
  });

  it('shows JSON of the parameters only when there are some', () => {
    assert.equal(managedVariables(identity, restoredParams({})).DAG_PARAMS_JSON, undefined);
    const managed = managedVariables({ ...identity, artifactsDir: '/a', wikiDir: '/w' }, restoredParams({ k: 'v' }));
    assert.deepEqual(managed, {
      DAG_NAME: 'm',
      DAG_RUN_ID: 'r1',
      DAG_RUN_LOG_FILE: '/logs/run.log',
      DAG_RUN_WORK_DIR: '/work/r1',
      DAG_RUN_ARTIFACTS_DIR: '/a',
      DAG_WIKI_DIR: '/w',
      DAG_DOCS_DIR: '/w',
      DAG_PARAMS_JSON: '{"k":"v"}',
      DAGU_PARAMS_JSON: '{"k":"v"}',
    });
  });

  it('gives a called run its own values before those of its caller, which its root env does not see', () => {
    const parent = base({ given: { V: 'parentV', ONLY: 'po' } });
    const parentScope = runScope(rootEnvScope(bindings('MINE=parentmine', 'P=p'), parent), parent, {
      secrets: { TOK: 'x' },
    });
    const caller = callerVariables(parentScope, parent.managed, { TOK: 'x' });
    assert.deepEqual(caller, { V: 'parentV', ONLY: 'po', MINE: 'parentmine', P: 'p' });
    const child = base({ given: { V: 'given' }, caller });
    const scope = runScope(rootEnvScope(bindings('MINE=kidmine', 'SEES=$P'), child), child);
    assert.equal(
      expand('V=$V ONLY=$ONLY MINE=$MINE P=${env.P} SEES=$SEES ${params.V} ${params.ONLY}', scope, policies.with),
      'V=given ONLY=po MINE=kidmine P=p SEES=$P given ${params.ONLY}',
    );
  });
});

describe('runContext', () => {
  it('has no fields that do not apply', () => {
    assert.deepEqual(Object.keys(runContext(identity)), [
      'dag.name',
      'run.id',
      'trigger.type',
      'paths.log_file',
      'paths.work_dir',
    ]);
    const root = { dag: 's', runId: 'r0' };
    assert.equal(runContext({ ...identity, root })['run.root_name'], 's');
    const scheduledAt = '2026-01-02T03:04:05Z';
    assert.equal(runContext({ ...identity, scheduledAt })['run.scheduled_at'], scheduledAt);
  });
});
