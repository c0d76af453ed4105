// Parameters from a command line, checked against a workflow without executing anything.

import { fail, ok, type Result } from '../base/result';
import { inputOfArguments, inputOfText, type ParamInput } from '../engine/values/param-input';
import { resolveParams } from '../engine/values/params';
import type { Dag } from '../model/dag';
import { paramsOf, type Run } from '../model/run';
import type { Surroundings } from './command';
import type { GivenParams } from './start-options';

/** Parameters as the engine takes them. */
export function paramInput(params: GivenParams | undefined): ParamInput {
  if (params === undefined) return { values: [] };
  return 'words' in params ? inputOfArguments(params.words) : inputOfText(params.text);
}

/** The parameters of an earlier run, for another one. */
export function paramsOfRun(run: Run): ParamInput {
  const values = paramsOf(run).map(([name, value]) => ({ name, value }));
  return { values, ...(run.paramsPayload === undefined ? {} : { json: run.paramsPayload }) };
}

/** The parameters that a start would have, except those that an `eval` would work out: it is not executed here. */
export async function checkedParams(
  dag: Dag,
  params: ParamInput,
  around: Surroundings,
): Promise<Result<Readonly<Record<string, string>>, string>> {
  const list = dag.params.list.map(({ eval: command, ...param }) =>
    command === undefined ? param : { ...param, required: false },
  );
  const resolved = await resolveParams({ ...dag.params, list }, params, {
    os: around.env,
    run: () => Promise.reject(new Error('Parameters are only checked here; nothing is executed.')),
  });
  if (resolved.ok) return ok(resolved.value.values);
  return fail(resolved.error.map(fault => fault.message).join(' '));
}
