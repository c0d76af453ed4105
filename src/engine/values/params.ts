// The parameters of a run: declarations and given values become checked values, before anything starts (dagu-format.md 1.3).

import type { Json } from '../../base/json';
import { schemaFaults } from '../../base/json-schema';
import { fail, ok, type Result } from '../../base/result';
import type { Param, Params } from '../../model/dag';
import { checkedValue } from '../../model/param-value';
import { type Dialect, type RunCommand, substituteCommands } from './command-substitution';
import { escapedJson, outputValue } from './json-text';
import { assignValues } from './param-assignment';
import type { ParamFault } from './param-fault';
import type { ParamInput } from './param-input';
import { policies } from './policies';

export interface ResolvedParams {
  readonly values: Readonly<Record<string, string>>;
  /** The names in the order in which they are shown; a record would put numbers first. */
  readonly order: readonly string[];
  /** What DAG_PARAMS_JSON and `${params}` hold; empty when there are no parameters. */
  readonly json: string;
  /** The text that they were sent as, when that was JSON: `json` is that then. */
  readonly payload?: string;
}

export interface ParamTools {
  /** Our own process's environment, which an `eval` may read. */
  readonly os: Readonly<Record<string, string>>;
  /** Runs the commands of an `eval`. */
  readonly run: RunCommand;
  readonly dialect?: Dialect;
}

/**
 * Works out every parameter in the order of the file: the given value, else `eval`, else the default. A failing `eval` falls back to the
 * default. All faults are told at once; nothing is run as long as a given value is wrong.
 */
export async function resolveParams(
  params: Params,
  input: ParamInput,
  tools: ParamTools,
): Promise<Result<ResolvedParams, readonly ParamFault[]>> {
  const assigned = assignValues(params, input.values);
  if (!assigned.ok) return assigned;
  const { given, extra } = assigned.value;
  const early = params.list.flatMap(param => faultOfGiven(param, given.get(param.name), params));
  if (early.length > 0) return fail(early);
  const values = new Map<string, string>();
  const faults: ParamFault[] = [];
  for (const param of params.list) {
    const result = await resolveOne(param, given.get(param.name), values, params, tools);
    if (!result.ok) faults.push(result.error);
    else if (result.value !== undefined) values.set(param.name, result.value);
  }
  for (const [name, value] of extra) values.set(name, value);
  if (faults.length === 0) faults.push(...faultsOfSchema(params, values));
  if (faults.length > 0) return fail(faults);
  const order = params.form === 'schema' ? [...values.keys()].sort() : [...values.keys()];
  return ok(shown(Object.fromEntries(values), order, input.json));
}

/** The parameters of an earlier run as they were: nothing is worked out again. */
export function restoredParams(
  values: Readonly<Record<string, string>>,
  order: readonly string[] = Object.keys(values),
  payload?: string,
): ResolvedParams {
  return shown(values, order, payload);
}

/**
 * The parameters of an earlier run under declarations that may have changed since: what was stored stays, and parameters that are new have
 * their defaults.
 */
export function carriedParams(
  { list }: Params,
  stored: Readonly<Record<string, string>>,
  order: readonly string[] = Object.keys(stored),
  payload?: string,
): ResolvedParams {
  const added = list.flatMap(({ name, default: value }) =>
    value === undefined || Object.hasOwn(stored, name) ? [] : [[name, value] as const],
  );
  return restoredParams(
    { ...stored, ...Object.fromEntries(added) },
    [...order, ...added.map(([name]) => name)],
    payload,
  );
}

/** Why the parameters of an earlier run do not fit these declarations; nothing is worked out again. */
export function faultsOfStored(params: Params, stored: Readonly<Record<string, string>>): readonly ParamFault[] {
  const values = new Map(Object.entries(carriedParams(params, stored).values));
  const faults = params.list.flatMap(param => faultOfGiven(param, values.get(param.name), params));
  return faults.length > 0 ? faults : faultsOfSchema(params, values);
}

/** The order is that of a record, in which numbers come first. */
export function isNatural({ values, order }: ResolvedParams): boolean {
  return Object.keys(values).every((name, at) => name === order[at]);
}

/** `A=1 B=two words`: how parameters are shown and stored. */
export function paramsLine({ order, values }: ResolvedParams): string {
  return order.map(name => `${name}=${values[name] ?? ''}`).join(' ');
}

function shown(
  values: Readonly<Record<string, string>>,
  order: readonly string[],
  payload: string | undefined,
): ResolvedParams {
  if (payload !== undefined) return { values, order, json: payload, payload };
  return { values, order, json: paramsJson(new Map(Object.entries(values))) };
}

/** A JSON object of strings, keys sorted. */
function paramsJson(values: ReadonlyMap<string, string>): string {
  if (values.size === 0) return '';
  const members = [...values].sort(([a], [b]) => (a < b ? -1 : 1));
  return escapedJson(
    `{${members.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`,
  );
}

/** Simple declarations take any text. With a schema only the type is looked at here; the schema itself says the rest. */
function checked(param: Param, value: string, params: Params): Result<string, string> {
  if (params.form === 'simple' || params.form === 'none') return ok(value);
  if (params.form === 'schema' && params.schema !== undefined) {
    const { name, type, required } = param;
    return checkedValue({ name, type, required }, value);
  }
  return checkedValue(param, value);
}

function faultOfGiven(param: Param, value: string | undefined, params: Params): ParamFault[] {
  if (value === undefined) {
    const missing = param.required && param.eval === undefined && param.default === undefined;
    return missing ? [requiredFault(param.name)] : [];
  }
  const result = checked(param, value, params);
  return result.ok ? [] : [invalid(param.name, result.error)];
}

async function resolveOne(
  param: Param,
  given: string | undefined,
  earlier: ReadonlyMap<string, string>,
  params: Params,
  tools: ParamTools,
): Promise<Result<string | undefined, ParamFault>> {
  const { name } = param;
  const text = given ?? (param.eval === undefined ? undefined : await evaluated(param.eval, earlier, tools));
  if (typeof text === 'object' && !text.ok && param.default === undefined) {
    return fail({ code: 'eval-failed', name, message: `params.${name}: eval failed: ${text.error}` });
  }
  const value = typeof text === 'object' ? (text.ok ? text.value : param.default) : (text ?? param.default);
  if (value === undefined) return param.required ? fail(requiredFault(name)) : ok(undefined);
  const result = checked(param, value, params);
  return result.ok ? result : fail(invalid(name, result.error));
}

/** Only earlier parameters and our own process's environment are there: consts and root env come later (dagu-format.md 2.5). */
async function evaluated(
  text: string,
  earlier: ReadonlyMap<string, string>,
  { os, run, dialect }: ParamTools,
): Promise<Result<string, string>> {
  const values = Object.fromEntries(earlier);
  const scope = { consts: {}, params: values, paramsJson: '', env: {}, os, steps: new Map(), context: {} };
  // Commands find the earlier parameters in their environment under their own names too.
  const withParams: RunCommand = ({ command, env }) => run({ command, env: { ...values, ...env } });
  const result = await substituteCommands(text, scope, policies.paramEval, withParams, dialect);
  return result.ok ? ok(result.value.trim()) : result;
}

function faultsOfSchema(params: Params, values: ReadonlyMap<string, string>): ParamFault[] {
  if (params.form !== 'schema' || params.schema === undefined) return [];
  const types = new Map(params.list.map(param => [param.name, param.type]));
  const typed = [...values].map(([name, value]): [string, Json] => {
    const type = types.get(name) ?? 'string';
    return [name, type === 'string' ? value : outputValue(value)];
  });
  return schemaFaults(Object.fromEntries(typed), params.schema).map(({ path, message }): ParamFault => {
    const [, name] = path.split('/');
    if (name === undefined)
      return {
        code: 'value-invalid',
        message: `The parameters are not what the schema asks for: the whole ${message}.`,
      };
    return { code: 'value-invalid', name, message: `The parameter "${name}" ${message}.` };
  });
}

function requiredFault(name: string): ParamFault {
  return { code: 'required', name, message: `The parameter "${name}" is required and has no value.` };
}

function invalid(name: string, why: string): ParamFault {
  return { code: 'value-invalid', name, message: `The value of the parameter "${name}" cannot be used: ${why}.` };
}
