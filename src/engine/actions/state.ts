// The actions on values that outlive runs: state.get, set, delete, list, diff (dagu-format.md 3.18).

import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../../base/json';
import { fail, ok, type Result } from '../../base/result';
import type { StateEntry, StateSpace } from '../../model/state';
import { isStateKey } from '../../model/state-key';
import type { ExecutionContext, Executor, Outcome } from '../executor';
import { compactJson, escapedJson } from '../values/json-text';
import type { Scope } from '../values/scope';
import { failed, flagOf, numberOf, resolvedInput, textOf } from './action-input';
import type { OtherAction } from './other-action';

interface StateDeed {
  readonly input: JsonObject;
  readonly space: StateSpace;
  /** Empty for state.list. */
  readonly key: string;
  readonly context: ExecutionContext;
}

/** What is printed behind the operation, the space and the key: members of a JSON object. */
type Members = Result<readonly string[], string>;

const deeds: Readonly<Record<string, (deed: StateDeed) => Promise<Members>>> = {
  get,
  set,
  delete: remove,
  list,
  diff,
};

/** Executors by the name of the action. */
export const stateExecutors: readonly (readonly [string, Executor<OtherAction>])[] = Object.entries(deeds).map(
  ([name, deed]) => [
    `state.${name}`,
    async (action, context): Promise<Outcome> => {
      const input = resolvedInput(action, context.scope);
      const space = spaceOf(input, context.scope);
      if (!space.ok) return failed(`state: ${space.error}`);
      const key = name === 'list' ? '' : (textOf(input, 'key') ?? '');
      if (name !== 'list' && !isStateKey(key)) return failed(`state: the key "${key}" is invalid: ${keyRule}`);
      const found = await deed({ input, space: space.value, key, context });
      if (!found.ok) return failed(`state: ${found.error}`);
      const head = members({ operation: name, ...space.value, key: name === 'list' ? undefined : key });
      context.write('stdout', `{${[...head, ...found.value].join(',')}}\n`);
      return { exitCode: 0 };
    },
  ],
);

const keyRule = 'it must be parts with / in between, none of them empty, "." or ".."';

async function get({ input, space, key, context }: StateDeed): Promise<Members> {
  const found = await context.state.read(space, key);
  if (!found.ok) return found;
  const entry = found.value;
  if (entry !== undefined)
    return ok(members({ found: true, version: entry.version, hash: entry.hash, value: entry.value }));
  if (flagOf(input, 'required')) return fail(`not found: there is no value under the key "${key}"`);
  return ok(members({ found: false, value: input.default }));
}

async function set({ input, space, key, context }: StateDeed): Promise<Members> {
  const value = input.value ?? null;
  const fresh = freshEntry(key, value, context);
  if (!fresh.ok) return fresh;
  const changed = await context.state.change(
    space,
    key,
    before => {
      const conflict = conflictWith(before, input);
      return conflict === undefined ? ok(nextEntry(before, fresh.value)) : fail(conflict);
    },
    context.signal,
  );
  if (!changed.ok) return changed;
  const { before, after } = changed.value;
  return ok(members({ version: after?.version, hash: after?.hash, created: before === undefined }));
}

async function remove({ input, space, key, context }: StateDeed): Promise<Members> {
  const changed = await context.state.change(
    space,
    key,
    before => {
      const conflict = conflictWith(before, input);
      return conflict === undefined ? ok(undefined) : fail(conflict);
    },
    context.signal,
  );
  return changed.ok ? ok(members({ deleted: changed.value.before !== undefined })) : changed;
}

async function list({ input, space, context }: StateDeed): Promise<Members> {
  const found = await context.state.list(space);
  if (!found.ok) return found;
  const prefix = textOf(input, 'prefix') ?? '';
  const most = numberOf(input, 'limit') ?? 0;
  const matching = found.value.filter(entry => entry.key.startsWith(prefix));
  const withValues = flagOf(input, 'include_values');
  const entries = (most > 0 ? matching.slice(0, most) : matching).map(entry => {
    const { key, version, hash, createdAt, updatedAt } = entry;
    const value = withValues ? entry.value : undefined;
    return `{${members({ ...space, key, version, hash, createdAt, updatedAt, value }).join(',')}}`;
  });
  return ok([...members({ prefix: prefix === '' ? undefined : prefix }), `"entries":[${entries.join(',')}]`]);
}

async function diff({ input, space, key, context }: StateDeed): Promise<Members> {
  const current = input.value ?? null;
  const fresh = freshEntry(key, current, context);
  if (!fresh.ok) return fresh;
  const changed = await context.state.change(
    space,
    key,
    before => {
      if (before?.hash === fresh.value.hash || !flagOf(input, 'update', true)) return ok(before);
      const conflict = conflictWith(before, input);
      return conflict === undefined ? ok(nextEntry(before, fresh.value)) : fail(conflict);
    },
    context.signal,
  );
  if (!changed.ok) return changed;
  const { before, after } = changed.value;
  const report = {
    changed: before?.hash !== fresh.value.hash,
    foundPrevious: before !== undefined,
    previousVersion: before?.version,
    version: after?.version,
    hash: after?.hash,
    previous: before?.value,
    current,
  };
  return ok(members(report));
}

const scopes = ['dag', 'root_dag', 'global', 'custom'];

function spaceOf(input: JsonObject, { context }: Scope): Result<StateSpace, string> {
  const scope = textOf(input, 'scope') || 'dag';
  if (!scopes.includes(scope)) return fail(`there is no scope "${scope}"; there are ${scopes.join(', ')}`);
  const own = context['dag.name'] ?? '';
  const usual: Readonly<Record<string, string>> = { dag: own, root_dag: context['run.root_name'] ?? own, global: '_' };
  const namespace = textOf(input, 'namespace') || usual[scope];
  if (namespace === undefined) return fail('the scope custom needs a namespace');
  return isStateKey(namespace) ? ok({ scope, namespace }) : fail(`the namespace "${namespace}" is invalid: ${keyRule}`);
}

/** The largest value, in bytes of JSON. */
const mostBytes = 1024 * 1024;

function freshEntry(key: string, value: Json, { clock }: ExecutionContext): Result<StateEntry, string> {
  const text = escapedJson(compactJson(value));
  const size = Buffer.byteLength(text);
  if (size > mostBytes) return fail(`the value is too large: ${size} bytes of JSON, where ${mostBytes} are allowed`);
  const hash = createHash('sha256').update(text).digest('hex');
  const now = new Date(clock.now()).toISOString();
  return ok({ key, version: 1, hash, createdAt: now, updatedAt: now, value });
}

function nextEntry(before: StateEntry | undefined, fresh: StateEntry): StateEntry {
  return before === undefined ? fresh : { ...fresh, version: before.version + 1, createdAt: before.createdAt };
}

/** Why the value may not be changed; a missing one has version 0. */
function conflictWith(before: StateEntry | undefined, input: JsonObject): string | undefined {
  const version = before?.version ?? 0;
  if (flagOf(input, 'create_only') && before !== undefined)
    return `conflict: there is a value already, version ${version}`;
  const { expected_version: expected } = input;
  if (expected === undefined || expected === null) return undefined;
  const wanted = typeof expected === 'string' && !/^\d+$/.test(expected.trim()) ? undefined : Number(expected);
  if (wanted === undefined) return `expected_version is "${String(expected)}", which is no whole number`;
  return wanted === version
    ? undefined
    : `conflict: version ${wanted} was expected, and there is ${before === undefined ? 'no value' : `version ${version}`}`;
}

/** Members of a JSON object in the order given; the keys inside of values are sorted. What is undefined is left out. */
function members(report: Readonly<Record<string, Json | undefined>>): readonly string[] {
  return Object.entries(report).flatMap(([name, value]) =>
    value === undefined ? [] : [`"${name}":${escapedJson(compactJson(value))}`],
  );
}
