// Which given value belongs to which parameter: by name, or by place (dagu-format.md 1.3).

import { nearest } from '../../base/nearest';
import { fail, ok, type Result } from '../../base/result';
import type { Params } from '../../model/dag';
import type { ParamFault } from './param-fault';
import type { GivenValue } from './param-input';

export interface Assignment {
  /** By the name of the declared parameter. */
  readonly given: ReadonlyMap<string, string>;
  /** Values under names that are not declared but accepted, in their order. */
  readonly extra: ReadonlyMap<string, string>;
}

/** Assigns values to declarations; of two values for one parameter the later wins. */
export function assignValues(params: Params, values: readonly GivenValue[]): Result<Assignment, readonly ParamFault[]> {
  const faults = params.form === 'none' ? [] : positionalFaults(params, values);
  const given = new Map<string, string>();
  const extra = new Map<string, string>();
  const declared = new Set(params.list.map(param => param.name));
  const unknown: string[] = [];
  let positionals = 0;
  for (const [index, { name, value }] of values.entries()) {
    const target = name ?? (params.form === 'rich' ? params.list[positionals]?.name : String(index + 1));
    if (name === undefined) positionals++;
    if (target === undefined) continue;
    if (declared.has(target)) given.set(target, value);
    else if (name === undefined || acceptsUnknown(params)) extra.set(target, value);
    else unknown.push(name);
  }
  if (unknown.length > 0) faults.push(unknownFault(unknown, declared));
  return faults.length === 0 ? ok({ given, extra }) : fail(faults);
}

function acceptsUnknown({ form, list, additional }: Params): boolean {
  if (form === 'schema') return additional;
  return form === 'none' || (form === 'simple' && list.every(param => /^[0-9]+$/.test(param.name)));
}

function positionalFaults({ form, list }: Params, values: readonly GivenValue[]): ParamFault[] {
  const positionals = values.filter(value => value.name === undefined);
  const [first] = positionals;
  if (first === undefined) return [];
  if (form === 'schema') {
    const message = `Parameters that are declared by a schema are given by name; ${JSON.stringify(first.value)} has none.`;
    return [{ code: 'positional-with-schema', message }];
  }
  if (positionals.length <= list.length) return [];
  const message = `too many positional params: expected at most ${list.length}, got ${positionals.length}.`;
  return [{ code: 'too-many-positionals', message }];
}

/** In Dagu's words, which scripts look for (dagu-format.md 1.3), with a hint of ours. */
function unknownFault(names: readonly string[], declared: ReadonlySet<string>): ParamFault {
  const named = [...declared].filter(candidate => !/^[0-9]+$/.test(candidate)).sort();
  const accepted = named.length === 0 ? 'none is accepted' : `accepted parameters are: ${named.join(', ')}`;
  const near = [...new Set(names.flatMap(name => nearest(name, named, 1)))];
  const hint = near.length === 0 ? '.' : `; did you mean ${near.join(' or ')}?`;
  const message = `unknown parameter(s): ${names.map(name => JSON.stringify(name)).join(', ')}; ${accepted}${hint}`;
  return { code: 'unknown-param', ...(names[0] === undefined ? {} : { name: names[0] }), message };
}
