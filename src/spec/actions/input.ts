// The `with` of an action: checked against its fields by the literal YAML types, and read by further checks.

import { nearest } from '../../base/nearest';
import type { TextRange } from '../../base/text';
import { entryOf, kindOf, type MappingNode, type YamlNode } from '../../syntax/node';
import type { FieldTable, Shape } from '../fields/field';
import type { Findings } from '../findings';
import { describe, shorten } from '../values';

export interface Input {
  readonly action: string;
  /** Absent: the step has no `with`. */
  readonly node?: MappingNode;
  /** Where what is missing is reported: the name of the action. */
  readonly at: TextRange;
  readonly findings: Findings;
  /** `steps[2].with` */
  readonly path: string;
}

/** The value under a key, written exactly so. */
export function given(input: Input, key: string): YamlNode | undefined {
  return entryOf(input.node, key)?.value;
}

export function givenText(input: Input, key: string): string | undefined {
  const node = given(input, key);
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}

export function isTrue(input: Input, key: string): boolean {
  const node = given(input, key);
  return node?.kind === 'scalar' && node.value === true;
}

/** Reports a missing or blank field. Dagu takes a text of blanks for none. */
export function demand(input: Input, key: string): void {
  const node = given(input, key);
  if (node === undefined || kindOf(node) === 'null') {
    input.findings.add('input-missing', `${input.action} needs ${input.path}.${key}`, node?.range ?? input.at);
  } else if (node.kind === 'scalar' && typeof node.value === 'string' && node.value.trim() === '') {
    refuse(input, key, 'must not be empty');
  }
}

/** Reports a value that is wrong for a reason that types do not tell. */
export function refuse(input: Input, key: string, reason: string): void {
  const range = given(input, key)?.range ?? input.at;
  input.findings.add('input-value', `${input.path}.${key} ${reason}`, range);
}

/** Reports something about the input as a whole. */
export function refuseInput(input: Input, message: string): void {
  input.findings.add('input-value', message, input.at);
}

/** Checks keys and types of a mapping, exactly as they are written: no case is forgiven, nothing is converted, references are text. */
export function checkInput(
  node: MappingNode,
  table: FieldTable,
  unknownKeys: 'refuse' | 'ignore',
  place: Pick<Input, 'findings' | 'path' | 'action'>,
): void {
  for (const entry of node.entries) {
    const key = entry.key.text;
    const field = table.get(key);
    if (field !== undefined) checkValue(entry.value, field.shape, `${place.path}.${key}`, place);
    else reportUnknown(entry.key.range, key, table, unknownKeys, place);
  }
}

function reportUnknown(
  range: TextRange,
  key: string,
  table: FieldTable,
  unknownKeys: 'refuse' | 'ignore',
  { findings, path, action }: Pick<Input, 'findings' | 'path' | 'action'>,
): void {
  const meant = nearest(key, table.keys(), 2);
  const fixes = meant.map(name => ({ title: `Rename to ${name}`, edits: [{ range, text: name }] }));
  const hint = meant.length === 0 ? '' : `; did you mean ${meant.join(' or ')}?`;
  if (unknownKeys === 'refuse') {
    findings.add('input-unknown', `${action} has no input "${shorten(key)}" (${path})${hint}`, range, { fixes });
  } else if (meant.length > 0) {
    findings.warn('input-ignored', `${action} has no input "${shorten(key)}" and ignores it${hint}`, range, { fixes });
  }
}

function checkValue(
  node: YamlNode,
  shape: Shape,
  what: string,
  place: Pick<Input, 'findings' | 'path' | 'action'>,
): void {
  const expected = mismatch(node, shape);
  if (expected !== undefined) {
    place.findings.add(
      'input-type',
      `${what} must be ${expected}, not ${describe(node)}${advice(node, shape)}`,
      node.range,
    );
    return;
  }
  if (shape.kind === 'object' && node.kind === 'mapping') {
    checkInput(node, shape.fields, 'refuse', { ...place, path: what });
  } else if (shape.kind === 'list' && node.kind === 'sequence') {
    for (const [index, item] of node.items.entries()) checkValue(item, shape.item, `${what}[${index}]`, place);
  } else if (shape.kind === 'map' && node.kind === 'mapping' && shape.values !== undefined) {
    for (const entry of node.entries) checkValue(entry.value, shape.values, `${what}.${entry.key.text}`, place);
  }
}

/** What the value should have been, when it is something else. */
function mismatch(node: YamlNode, shape: Shape): string | undefined {
  const kind = kindOf(node);
  const scalar = node.kind === 'scalar' ? node : undefined;
  switch (shape.kind) {
    case 'text':
      if (kind !== 'text') return 'text';
      return shape.pattern?.test(scalar?.text ?? '') === false ? `of the form ${shape.example ?? ''}` : undefined;
    case 'integer': {
      const value = scalar?.value;
      if (typeof value === 'bigint') return undefined;
      if (typeof value !== 'number' || !Number.isInteger(value)) return 'a whole number';
      const { minimum = value, maximum = value } = shape;
      if (value >= minimum && value <= maximum) return undefined;
      return shape.maximum === undefined ? `${minimum} or more` : `between ${minimum} and ${maximum}`;
    }
    case 'number':
      return kind === 'integer' || kind === 'fraction' ? undefined : 'a number';
    case 'boolean':
      return kind === 'boolean' ? undefined : 'true or false';
    case 'word':
      return kind === 'text' && shape.words.includes(scalar?.text ?? '')
        ? undefined
        : `one of ${shape.words.join(', ')}`;
    case 'texts':
      if (kind === 'text') return undefined;
      return node.kind === 'sequence' && node.items.every(item => kindOf(item) === 'text')
        ? undefined
        : 'a text or a list of texts';
    case 'list':
      return kind === 'list' ? undefined : 'a list';
    case 'map':
    case 'object':
      return kind === 'mapping' ? undefined : 'a mapping';
    case 'any':
    case 'own':
      return undefined;
  }
}

function advice(node: YamlNode, shape: Shape): string {
  if (node.kind !== 'scalar') return '';
  if (typeof node.value === 'string' && node.text.includes('${') && shape.kind !== 'text') {
    return '; Dagu checks this before references are resolved, so none can stand here';
  }
  return shape.kind === 'text' && node.style === 'plain' ? '; put it in quotes' : '';
}
