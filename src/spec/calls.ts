// Steps that call other workflows or repeat steps for items: dag.run, call, parallel, foreach (dagu-format.md 3.13, 3.14).

import type { CallParams, Parallel } from '../model/dag';
import { entryOf, isNull, type MappingNode, stringOf, type YamlNode } from '../syntax/node';
import { foreachFields, parallelFields } from './fields/policies';
import { callFixes } from './migration-fixes';
import { isReservedItem, nameShapes } from './name-shapes';
import { type Fields, readFields } from './read';
import type { Execution, StepContext, StepsReader } from './step-context';
import { describe, toJson, toJsonObject, toTextJson } from './values';

const mostItems = 1000;

/** `dag.run`, `dag.enqueue` and the legacy `call`. */
export function readCall(
  name: 'dag.run' | 'dag.enqueue' | 'call',
  input: MappingNode | undefined,
  fields: Fields,
  context: StepContext,
): Execution | undefined {
  const dag = name === 'call' ? fields.text('call') : stringOf(entryOf(input, 'dag')?.value);
  const params = name === 'call' ? fields.node('params') : entryOf(input, 'params')?.value;
  if (dag === undefined || dag.trim() === '') return undefined;
  if (name === 'dag.enqueue')
    return {
      action: { name: 'other', action: name, with: input === undefined ? {} : toJsonObject(input) },
      kind: 'dag',
    };
  const given = params === undefined || isNull(params) ? undefined : callParams(params, fields, context);
  const kind = fields.node('parallel') === undefined ? 'dag' : 'parallel';
  return { action: { name: 'dag.run', dag: dag.trim(), ...(given === undefined ? {} : { params: given }) }, kind };
}

function callParams(node: YamlNode, fields: Fields, { findings }: StepContext): CallParams | undefined {
  if (node.kind === 'mapping')
    return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, toTextJson(value)]));
  if (node.kind === 'sequence') return node.items.map(toTextJson);
  if (typeof node.value === 'string') return node.value;
  findings.add(
    'params-shape',
    `${fields.path}params must be a text, a list or a mapping, not ${describe(node)}`,
    node.range,
  );
  return undefined;
}

/** `parallel`: only beside a call of another workflow. */
export function readParallel(
  fields: Fields,
  execution: Execution | undefined,
  step: MappingNode,
  { findings }: StepContext,
): Parallel | undefined {
  const node = fields.node('parallel');
  if (node === undefined) return undefined;
  const isCall =
    execution === undefined ||
    execution.action.name === 'dag.run' ||
    (execution.action.name === 'other' && execution.action.action === 'dag.enqueue');
  if (!isCall)
    findings.add(
      'parallel-call',
      `${fields.what('parallel')} needs action: dag.run`,
      fields.entry('parallel')?.key.range ?? node.range,
      { fixes: callFixes(findings.text, step) },
    );
  if (node.kind === 'scalar' || node.kind === 'sequence')
    return { items: items(node, fields, findings, 'parallel') ?? [], maxConcurrent: 10 };
  const inner = readFields(node, parallelFields, findings, `${fields.what('parallel')}.`);
  const list = inner.node('items');
  if (list === undefined) findings.add('parallel-items', `${fields.what('parallel')} needs items`, node.range);
  return {
    items: list === undefined ? [] : (items(list, fields, findings, 'parallel.items') ?? []),
    maxConcurrent: concurrency(inner, node),
  };
}

function concurrency(fields: Fields, node: YamlNode): number {
  const value = fields.integer('max_concurrent');
  if (value === undefined) return 10;
  if (value < 1 || value > 1000)
    fields.findings.add(
      'max-concurrent',
      `${fields.what('max_concurrent')} must be between 1 and 1000`,
      fields.node('max_concurrent')?.range ?? node.range,
    );
  return Math.min(Math.max(value, 1), 1000);
}

function items(
  node: YamlNode,
  fields: Fields,
  findings: StepContext['findings'],
  name: string,
): Parallel['items'] | undefined {
  if (node.kind === 'scalar') {
    if (node.value === '') findings.add('items-empty', `${fields.what(name)} must have at least one item`, node.range);
    if (typeof node.value === 'string') return node.value;
    findings.add(
      'items-shape',
      `${fields.what(name)} must be a list or a text that becomes one, not ${describe(node)}`,
      node.range,
    );
    return undefined;
  }
  if (node.kind === 'mapping') {
    findings.add(
      'items-shape',
      `${fields.what(name)} must be a list or a text that becomes one, not a mapping`,
      node.range,
    );
    return undefined;
  }
  if (node.items.length === 0)
    findings.add('items-empty', `${fields.what(name)} must have at least one item`, node.range);
  if (node.items.length > mostItems)
    findings.add(
      'items-many',
      `${fields.what(name)} must have at most ${mostItems} items, not ${node.items.length}`,
      node.range,
    );
  for (const item of node.items) {
    if (item.kind === 'scalar' && (typeof item.value === 'boolean' || item.value === null))
      findings.add(
        'items-shape',
        `${fields.what(name)}: an item must be a text, a number or a mapping, not ${describe(item)}`,
        item.range,
      );
    if (item.kind === 'sequence')
      findings.add('items-shape', `${fields.what(name)}: an item must not be a list`, item.range);
  }
  return node.items.map(toTextJson);
}

const besideForeach = [
  'run',
  'action',
  'command',
  'script',
  'exec',
  'call',
  'parallel',
  'container',
  'llm',
  'messages',
  'routes',
  'value',
  'type',
  'config',
  'with',
  'params',
  'shell',
] as const;

export function readForeach(fields: Fields, context: StepContext, readSteps: StepsReader): Execution | undefined {
  const { findings } = context;
  const node = fields.node('foreach');
  if (node?.kind !== 'mapping') {
    if (node !== undefined)
      findings.add('type-mapping', `${fields.what('foreach')} must be a mapping, not ${describe(node)}`, node.range);
    return undefined;
  }
  for (const key of besideForeach) {
    const entry = fields.entry(key);
    if (entry !== undefined)
      findings.add('execution-both', `foreach cannot be used together with ${key}`, entry.key.range);
  }
  const inner = readFields(node, foreachFields, findings, `${fields.what('foreach')}.`);
  const list = inner.node('items');
  const body = inner.node('steps');
  const as = inner.text('as') ?? 'item';
  if (list === undefined) findings.add('foreach-items', `${fields.what('foreach')} needs items`, node.range);
  else if (list.kind !== 'sequence' && stringOf(list) === undefined)
    findings.add('items-shape', `${inner.what('items')} must be a list or a text that becomes one`, list.range);
  else if (list.kind === 'sequence' && list.items.length > mostItems)
    findings.add('items-many', `${inner.what('items')} must have at most ${mostItems} items`, list.range);
  if (!nameShapes.variable.test(as) || isReservedItem(as))
    findings.add(
      'foreach-as',
      `${inner.what('as')} must be a name other than index and key`,
      inner.node('as')?.range ?? node.range,
    );
  if (body?.kind !== 'sequence' || body.items.length === 0) {
    findings.add('foreach-steps', `${fields.what('foreach')} needs a list of steps`, body?.range ?? node.range);
    return undefined;
  }
  const collect = inner.node('collect');
  if (collect !== undefined && collect.kind !== 'mapping')
    findings.add('type-mapping', `${inner.what('collect')} must be a mapping`, collect.range);
  const key = inner.text('key');
  return {
    action: {
      name: 'foreach',
      items: list === undefined ? [] : toJson(list),
      as,
      ...(key === undefined ? {} : { key }),
      steps: readSteps(body, inner.what('steps')),
      maxConcurrent: concurrency(inner, node),
      ...(collect?.kind === 'mapping' ? { collect: toJsonObject(collect) } : {}),
    },
    kind: 'foreach',
  };
}
