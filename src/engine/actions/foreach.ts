// Runs the body of a foreach step for every item and tells what came of each as one line of JSON (dagu-format.md 3.14).

import type { Json, JsonObject } from '../../base/json';
import { fail, ok, type Result } from '../../base/result';
import type { Action } from '../../model/dag';
import type { ExecutionContext, ItemCall, ItemOutcome, Outcome } from '../executor';
import { expand, expandJson } from '../values/expand';
import { type ForeachItem, foreachFields } from '../values/foreach-fields';
import { compactJson, escapedJson, plainText } from '../values/json-text';
import { policies } from '../values/policies';
import type { Scope } from '../values/scope';

type ForeachAction = Extract<Action, { name: 'foreach' }>;

/** Dagu's bound on items. */
const mostItems = 1000;

/** How much of an item names it where there is no key. */
const longestLabel = 80;

/** How many failed items an error names. */
const mostNamed = 10;

export async function foreach(action: ForeachAction, context: ExecutionContext): Promise<Outcome> {
  const calls = itemCalls(action, context.scope);
  if (!calls.ok) return { exitCode: 1, error: calls.error };
  const ends = await context.runItems(calls.value, action.maxConcurrent);
  const turns = calls.value.map((call, at) => ({ call, end: ends[at] ?? neverRan(context.scope) }));
  const items = turns.map(({ call, end }) => itemReport(call, end, action.collect));
  const good = items.filter(({ status }) => status === 'succeeded');
  const waiting = items.filter(({ status }) => status === 'waiting');
  const failed = items.length - good.length - waiting.length;
  const summary = `{"total":${items.length},"succeeded":${good.length},"failed":${failed}}`;
  const outputs = good.map(item => compactJson(item.outputs ?? {}));
  const lines = items.map(({ text }) => text);
  context.write(
    'stdout',
    escapedJson(`{"summary":${summary},"items":[${lines.join(',')}],"outputs":[${outputs.join(',')}]}`),
  );
  if (failed > 0) return { exitCode: 1, error: failureText(turns) };
  return waiting.length > 0 ? { exitCode: 0, status: 'waiting' } : { exitCode: 0 };
}

interface ItemReport {
  readonly status: ItemOutcome['status'];
  /** What was collected from it. */
  readonly outputs?: Json;
  readonly text: string;
}

function itemReport({ item }: ItemCall, end: ItemOutcome, collect: JsonObject | undefined): ItemReport {
  const { status, error, scope } = end;
  const outputs =
    collect === undefined || status !== 'succeeded' ? undefined : expandJson(collect, scope, policies.with);
  // The order of the members is Dagu's.
  const members = [
    `"index":${item.index}`,
    `"key":${JSON.stringify(item.key)}`,
    `"status":${JSON.stringify(status)}`,
    ...(outputs === undefined ? [] : [`"outputs":${compactJson(outputs)}`]),
    ...(error === undefined ? [] : [`"error":${JSON.stringify(error)}`]),
  ];
  return { status, ...(outputs === undefined ? {} : { outputs }), text: `{${members.join(',')}}` };
}

function failureText(turns: readonly { readonly call: ItemCall; readonly end: ItemOutcome }[]): string {
  const causes = turns
    .filter(({ end }) => end.status !== 'succeeded' && end.status !== 'waiting')
    .map(({ call, end }) => `${call.label}: ${end.error ?? end.status}`);
  return `one or more foreach item bodies failed: ${causes.slice(0, mostNamed).join('; ')}`;
}

function neverRan(scope: Scope): ItemOutcome {
  return { status: 'failed', error: 'The item was not run.', scope };
}

/** The items with their keys. Fails with a message when they are no list, too many, or two have the same key. */
function itemCalls({ items, as, key }: ForeachAction, scope: Scope): Result<readonly ItemCall[], string> {
  const written: readonly Json[] = Array.isArray(items) ? items : [items];
  const list = typeof items === 'string' ? listOf(expand(items, scope, policies.parallelItems)) : ok(written);
  if (!list.ok) return list;
  const values = list.value;
  if (values.length > mostItems)
    return fail(`A foreach step takes at most ${mostItems} items, and there are ${values.length}.`);
  const first = new Map<string, number>();
  const calls: ItemCall[] = [];
  for (const [index, value] of values.entries()) {
    const item = typeof items === 'string' ? value : expandJson(value, scope, policies.parallelItems);
    const call = itemCall({ as, index, item }, key, scope);
    const same = first.get(call.item.key);
    if (same !== undefined)
      return fail(
        `duplicate foreach item key ${JSON.stringify(call.item.key)} at item ${index}; first seen at item ${same}`,
      );
    first.set(call.item.key, index);
    calls.push(call);
  }
  return ok(calls);
}

function itemCall(turn: Omit<ForeachItem, 'key'>, key: string | undefined, scope: Scope): ItemCall {
  if (key === undefined) {
    const text = plainText(turn.item);
    const label = text.length > longestLabel ? `${text.slice(0, longestLabel)}…` : text;
    return { item: { ...turn, key: String(turn.index) }, label };
  }
  const own = expand(key, { ...scope, foreach: foreachFields(turn) }, policies.parallelItems);
  return { item: { ...turn, key: own }, label: own };
}

function listOf(text: string): Result<readonly Json[], string> {
  try {
    const value: Json = JSON.parse(text);
    if (Array.isArray(value)) return ok(value);
    return fail(`foreach.items string must resolve to a JSON array: it is ${text.slice(0, 100)}`);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return fail(`foreach.items string must resolve to a JSON array: ${error.message}`);
  }
}
