// One parameter written as a definition: name, type, default and constraints (dagu-format.md 1.3).

import { compileGoPattern } from '../base/go-pattern';
import type { Param } from '../model/dag';
import { checkedValue } from '../model/param-value';
import type { MappingNode } from '../syntax/node';
import { richParamFields } from './fields/declarations';
import type { Findings } from './findings';
import { type Fields, readFields } from './read';
import { describe, scalarText, shorten } from './values';

const types = ['string', 'integer', 'number', 'boolean'] as const;

export function readRichParam(node: MappingNode, findings: Findings, what: string): Param | undefined {
  const fields = readFields(node, richParamFields, findings, `${what}.`);
  const name = fields.text('name');
  if (name === undefined) {
    findings.add('param-name', `${what}.name must be a text`, node.range);
    return undefined;
  }
  if (node.entries.length === 1) {
    findings.add(
      'param-name',
      `${what} must say more than the name of the parameter ${shorten(name)}: add type or default`,
      node.range,
    );
    return undefined;
  }
  const written = fields.text('type') ?? 'string';
  const type = types.find(candidate => candidate === written);
  if (type === undefined) return undefined;
  refuseForeignConstraints(fields, type, what, node);
  const numbers = { ...number(fields, 'minimum'), ...number(fields, 'maximum') };
  const lengths = { ...length(fields, 'min_length', 'minLength'), ...length(fields, 'max_length', 'maxLength') };
  const pattern = fields.text('pattern');
  if (pattern !== undefined) {
    const compiled = compileGoPattern(pattern);
    if (!compiled.ok)
      findings.add(
        'param-pattern',
        `${what}.pattern is no valid pattern: ${compiled.error}`,
        fields.node('pattern')?.range ?? node.range,
      );
  }
  if (numbers.minimum !== undefined && numbers.maximum !== undefined && numbers.minimum > numbers.maximum)
    findings.add('param-range', `${what}: minimum is above maximum`, node.range);
  if (lengths.minLength !== undefined && lengths.maxLength !== undefined && lengths.minLength > lengths.maxLength)
    findings.add('param-range', `${what}: min_length is above max_length`, node.range);
  const description = fields.text('description');
  const evaluated = fields.text('eval');
  const param: Param = {
    name,
    type,
    required: fields.boolean('required') ?? false,
    ...numbers,
    ...lengths,
    ...(pattern === undefined ? {} : { pattern }),
    ...(description === undefined ? {} : { description }),
    ...(evaluated === undefined ? {} : { eval: evaluated }),
    ...allowed(fields, what, type),
  };
  return { ...param, ...defaultOf(fields, param, what) };
}

function refuseForeignConstraints(fields: Fields, type: Param['type'], what: string, node: MappingNode): void {
  const numeric = type === 'integer' || type === 'number';
  const foreign = [
    ...(numeric ? [] : ['minimum', 'maximum']),
    ...(type === 'string' ? [] : ['min_length', 'max_length', 'pattern']),
  ];
  for (const name of foreign) {
    if (fields.node(name) !== undefined)
      fields.findings.add(
        'param-constraint',
        `${what}.${name} does not apply to the type ${type}`,
        fields.entry(name)?.range ?? node.range,
      );
  }
}

function number(fields: Fields, name: 'minimum' | 'maximum'): { readonly minimum?: number; readonly maximum?: number } {
  const node = fields.node(name);
  if (node === undefined) return {};
  const value = node.kind === 'scalar' ? Number(node.value) : Number.NaN;
  if (
    node.kind === 'scalar' &&
    (typeof node.value === 'number' || typeof node.value === 'bigint') &&
    Number.isFinite(value)
  )
    return { [name]: value };
  fields.findings.add('type-number', `${fields.what(name)} must be a number, not ${describe(node)}`, node.range);
  return {};
}

function length(
  fields: Fields,
  name: string,
  key: 'minLength' | 'maxLength',
): { readonly minLength?: number; readonly maxLength?: number } {
  const value = fields.integer(name);
  if (value === undefined) return {};
  if (value < 0)
    fields.findings.add(
      'param-range',
      `${fields.what(name)} must not be negative`,
      fields.node(name)?.range ?? { start: 0, end: 0 },
    );
  return { [key]: value };
}

function allowed(fields: Fields, what: string, type: Param['type']): { readonly enum?: readonly string[] } {
  const node = fields.node('enum');
  if (node === undefined) return {};
  if (node.kind !== 'sequence') {
    fields.findings.add('type-list', `${what}.enum must be a list, not ${describe(node)}`, node.range);
    return {};
  }
  const values = node.items.flatMap(item => {
    const value = item.kind === 'scalar' && item.value !== null ? scalarText(item) : undefined;
    const checked = value === undefined ? undefined : checkedValue({ name: '', type, required: false }, value);
    if (checked?.ok === true) return [checked.value];
    fields.findings.add('param-enum', `${what}.enum: ${describe(item)} is no ${type}`, item.range);
    return [];
  });
  return values.length === 0 ? {} : { enum: values };
}

function defaultOf(fields: Fields, param: Param, what: string): { readonly default?: string } {
  const node = fields.node('default');
  if (node === undefined) return {};
  if (node.kind !== 'scalar') {
    fields.findings.add('param-default', `${what}.default must be a plain value, not ${describe(node)}`, node.range);
    return {};
  }
  const longest = param.maxLength;
  if (longest !== undefined && param.type === 'string' && Buffer.byteLength(scalarText(node)) > longest) {
    const message = `${what}.default is longer than max_length, which Dagu counts in bytes for defaults`;
    fields.findings.add('param-default', message, node.range);
    return {};
  }
  const booleanForNumber = typeof node.value === 'boolean' && (param.type === 'integer' || param.type === 'number');
  const checked = booleanForNumber ? undefined : checkedValue(param, scalarText(node));
  if (checked?.ok === true) return { default: checked.value };
  fields.findings.add(
    'param-default',
    `${what}.default: ${checked === undefined ? `${describe(node)} is no ${param.type}` : checked.error}`,
    node.range,
  );
  return {};
}
