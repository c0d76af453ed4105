// Calls another DAG, once or for every item of a parallel step; the child's report becomes the step's stdout (dagu-format.md 3.13).

import type { Json } from '../../base/json';
import type { Action, Parallel } from '../../model/dag';
import type { ChildCall, ChildOutcome, ExecutionContext, Outcome } from '../executor';
import { expand } from '../values/expand';
import { escapedJson } from '../values/json-text';
import { inputOfArguments, inputOfCall } from '../values/param-input';
import { policies } from '../values/policies';
import type { Scope } from '../values/scope';
import { parallelItems } from './parallel-items';

type CallAction = Extract<Action, { name: 'dag.run' }>;

export async function dagRun(action: CallAction, context: ExecutionContext): Promise<Outcome> {
  const { parallel } = context.step;
  return parallel === undefined ? single(action, context) : each(action, parallel, context);
}

async function single(action: CallAction, context: ExecutionContext): Promise<Outcome> {
  const [child] = await context.runChildren([callOf(action, context.scope)], 1);
  if (child === undefined) throw new Error('A call of a DAG came to nothing.');
  context.write('stdout', child.report);
  return { ...verdict(child), outputs: child.outputs };
}

function verdict({ status, error }: ChildOutcome): Outcome {
  switch (status) {
    case 'succeeded':
      return { exitCode: 0 };
    case 'partially_succeeded':
    case 'waiting':
      return { exitCode: 0, status, ...(error === undefined ? {} : { error }) };
    default:
      return { exitCode: 1, error: error ?? `The child run ended as ${status}.` };
  }
}

async function each(action: CallAction, parallel: Parallel, context: ExecutionContext): Promise<Outcome> {
  const items = parallelItems(parallel.items, text => expand(text, context.scope, policies.parallelItems));
  if (!items.ok) return { exitCode: 1, error: items.error };
  // Equal calls are made once, at the place of the first.
  const calls = new Map<string, ChildCall>();
  for (const item of items.value) {
    const call = { ...callOf(action, { ...context.scope, item }, item), item };
    const same = JSON.stringify([call.dag, call.params]);
    if (!calls.has(same)) calls.set(same, call);
  }
  const children = await context.runChildren([...calls.values()], parallel.maxConcurrent);
  const good = children.filter(child => child.status === 'succeeded' || child.status === 'partially_succeeded');
  const failures = children.filter(child => !good.includes(child) && child.status !== 'waiting');
  const report = {
    summary: { total: children.length, succeeded: good.length, failed: failures.length },
    results: children.map(child => child.value),
    outputs: good.map(child => outputsOf(child.value)),
  };
  context.write('stdout', `${escapedJson(JSON.stringify(report, undefined, 2))}\n`);
  if (failures.length > 0) {
    const labels = [...calls.values()].map(call => call.item);
    const causes = children.flatMap((child, at) =>
      failures.includes(child) ? [`${labels[at] ?? 'an item'}: ${child.error ?? child.status}`] : [],
    );
    return {
      exitCode: 1,
      error: `parallel execution failed with ${failures.length} errors: ${causes.slice(0, 10).join('; ')}`,
    };
  }
  if (children.some(child => child.status === 'waiting')) return { exitCode: 0, status: 'waiting' };
  return good.every(child => child.status === 'succeeded')
    ? { exitCode: 0 }
    : { exitCode: 0, status: 'partially_succeeded' };
}

function outputsOf(report: Json): Json {
  return typeof report === 'object' && report !== null && 'outputs' in report ? (report.outputs ?? {}) : {};
}

/** The call with its references resolved. `item`: what a call without params hands to the child as its first value. */
function callOf({ dag, params }: CallAction, scope: Scope, item?: string): ChildCall {
  const resolve = (text: string): string => expand(text, scope, policies.callParams);
  const given = params === undefined && item !== undefined ? inputOfArguments([item]) : inputOfCall(params, resolve);
  return { dag: resolve(dag), params: given };
}
