// The parameters of a run before it exists: their `eval` commands run beside it, and faults refuse it.

import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { fail, ok, type Result } from '../base/result';
import type { Refusal } from '../model/plan';
import type { Run } from '../model/run';
import { shellFamily } from '../model/shell-family';
import { commandRunner } from './command-output';
import type { Definition, EngineParts } from './engine-parts';
import { shellOf } from './run-base';
import type { ParamInput } from './values/param-input';
import { carriedParams, type ResolvedParams, resolveParams } from './values/params';

/** The parameters of a run that has begun before, for another attempt with this definition. */
export function earlierParams({ dag }: Definition, run: Run): ResolvedParams {
  return carriedParams(dag.params, run.params, run.paramOrder, run.paramsPayload);
}

/** Works the parameters out; nothing is written. Refused as `params-invalid` with all faults in one message. */
export async function resolveRunParams(
  definition: Definition,
  input: ParamInput,
  parts: EngineParts,
): Promise<Result<ResolvedParams, Refusal>> {
  const { processes, clock, environment } = parts;
  const { file, params } = definition.dag;
  const shell = shellOf(definition, parts);
  const cwd = file === '' ? tmpdir() : dirname(file);
  const resolved = await resolveParams(params, input, {
    os: environment,
    run: commandRunner({ processes, clock, shell, cwd, env: environment }),
    dialect: shellFamily(shell) === 'powershell' ? 'powershell' : 'sh',
  });
  if (resolved.ok) return ok(resolved.value);
  return fail({ code: 'params-invalid', message: resolved.error.map(fault => fault.message).join(' '), actions: [] });
}
