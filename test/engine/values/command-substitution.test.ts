// Commands inside a text, run by a real shell.

import { strict as assert } from 'node:assert';
import { execFile } from 'node:child_process';
import { fail, ok, type Result } from '../../../src/base/result';
import {
  commandSpans,
  type SubstitutedCommand,
  substituteCommands,
} from '../../../src/engine/values/command-substitution';
import { policies } from '../../../src/engine/values/policies';
import type { Scope } from '../../../src/engine/values/scope';
import { scopeOf } from './scope-of';

/** Runs a command in sh with the variables of the scope and those that come with the command, and nothing else but PATH. */
function shell(scope: Scope): (command: SubstitutedCommand) => Promise<Result<string, string>> {
  return ({ command, env }) =>
    new Promise(resolve => {
      const all = { PATH: process.env.PATH ?? '', ...scope.env, ...env };
      execFile('/bin/sh', ['-c', command], { env: all }, (error, stdout) => {
        resolve(error === null ? ok(stdout) : fail(`exit status ${error.code ?? '?'}`));
      });
    });
}

const hostile = `a'b "c" $(touch /nowhere/x); exit 9 \`exit 9\` $x`;
const scope = scopeOf({ params: { base: 'b', bad: hostile }, env: { one: 'b-1', base: 'b', bad: hostile } });

async function evaluated(text: string): Promise<Result<string, string>> {
  return substituteCommands(text, scope, policies.paramEval, shell(scope));
}

describe('substituteCommands', () => {
  if (process.platform === 'win32') return;
  const table: readonly (readonly [string, string])[] = [
    ['$(echo ${params.base}-1)', 'b-1'],
    ['`echo $one-2` and $(echo x)', 'b-1-2 and x'],
    ['${params.later} ${params.base} $one', '${params.later} b b-1'],
    ["  $(printf ' a b ')  ", '  a b  '],
    ['x $(echo never closed', 'x $(echo never closed'],
    ['x `never closed', 'x `never closed'],
    [`$(echo ')' ")" \\) "(")`, ') ) ) ('],
    ['$(echo "${one:-x}" ${UNSET:-dflt})', 'b-1 dflt'],
    ['$(printf "%s|" "${params.bad}")', `${hostile}|`],
    [`$(printf '%s|' '<\${params.bad}>')`, `<${hostile}>|`],
    ['$(echo "$one")${params.bad}', `b-1${hostile}`],
  ];
  for (const [text, expected] of table) {
    it(`evaluates ${text}`, async () => assert.deepEqual(await evaluated(text), ok(expected)));
  }

  it('never runs a value as code, also where it is not quoted', async () => {
    const result = await evaluated('$(printf "%s|" ${params.bad})');
    assert(result.ok);
    assert.match(result.value, /^a'b\|"c"\|\$\(touch\|/);
  });

  it('fails with the first command that fails', async () => {
    assert.deepEqual(await evaluated('$(exit 3) $(exit 4)'), fail('exit status 3'));
  });

  it('refuses a command inside a command', () => {
    for (const text of ['$(echo $(echo hi))', '$(echo `date`)', '`echo $(date)`']) {
      assert.equal(commandSpans(text).ok, false, text);
    }
  });

  it('hands values to PowerShell as variables of the environment', async () => {
    const seen: SubstitutedCommand[] = [];
    const run = async (command: SubstitutedCommand): Promise<Result<string, string>> => {
      seen.push(command);
      return ok('done');
    };
    await substituteCommands("$(echo ${params.bad} '${params.bad}')", scope, policies.paramEval, run, 'powershell');
    assert.deepEqual(seen, [
      {
        command: `echo \${env:RESTEP_VALUE_1} '${hostile.replaceAll("'", "''")}'`,
        env: { RESTEP_VALUE_1: hostile, RESTEP_VALUE_2: hostile },
      },
    ]);
  });
});
