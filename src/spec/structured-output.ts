// Values that a step publishes: `output` as a mapping, and `stdout.outputs` (dagu-format.md 2.9).

import { entryOf, isNull, type MappingNode, stringOf, type YamlNode } from '../syntax/node';
import type { Findings } from './findings';
import { describe, readText, shorten } from './values';

/** Checks `output: {name: …}`: each entry is a literal, `{value}`, or `{from, path, decode, select}`. */
export function checkStructuredOutput(node: MappingNode, findings: Findings, what: string): void {
  for (const { key, value } of node.entries) {
    if (value.kind !== 'mapping' || !isSource(value)) continue;
    checkSource(value, findings, `${what}.${key.text}`);
  }
}

/** Checks `stdout: {outputs: …}`: one value by `field`, or several by `fields`. */
export function checkStreamOutputs(node: YamlNode, findings: Findings, what: string): void {
  if (node.kind !== 'mapping') {
    findings.add('outputs-shape', `${what} must be a mapping with field or fields, not ${describe(node)}`, node.range);
    return;
  }
  if (node.entries.length === 0)
    findings.add('outputs-shape', `${what} must not be empty; it takes field or fields`, node.range);
  for (const { key } of node.entries) {
    if (!['field', 'decode', 'select', 'fields'].includes(key.text)) {
      findings.add(
        'key-unknown',
        `There is an unknown field "${shorten(key.text)}" in ${what}; there are field, decode, select, fields`,
        key.range,
      );
    }
  }
  const field = entryOf(node, 'field');
  if (field !== undefined) readText(field.value, { findings, what: `${what}.field` });
  checkDecode(node, findings, what, 'json');
  const fields = entryOf(node, 'fields');
  if (fields === undefined) return;
  const beside = ['field', 'decode', 'select'].filter(key => entryOf(node, key) !== undefined);
  if (beside.length > 0) {
    findings.add(
      'outputs-shape',
      `${what}: fields cannot stand beside ${beside.join(', ')}; put them into each entry`,
      fields.key.range,
    );
  }
  if (fields.value.kind !== 'mapping') {
    if (!isNull(fields.value))
      findings.add(
        'outputs-shape',
        `${what}.fields must be a mapping from names to values, not ${describe(fields.value)}`,
        fields.value.range,
      );
    return;
  }
  for (const { key, value } of fields.value.entries) {
    if (value.kind === 'mapping') checkDecode(value, findings, `${what}.fields.${key.text}`, 'json');
  }
}

const sourceKeys = ['value', 'from', 'path', 'decode', 'select'];

/** A mapping without any of these keys is a literal. */
function isSource(node: MappingNode): boolean {
  return node.entries.some(entry => entry.key.text === 'value' || entry.key.text === 'from');
}

function checkSource(node: MappingNode, findings: Findings, what: string): void {
  for (const { key } of node.entries) {
    if (sourceKeys.includes(key.text)) continue;
    findings.add(
      'key-unknown',
      `There is an unknown field "${shorten(key.text)}" in ${what}; there are ${sourceKeys.join(', ')}`,
      key.range,
    );
  }
  const from = entryOf(node, 'from');
  const path = entryOf(node, 'path');
  if (from !== undefined && entryOf(node, 'value') !== undefined) {
    findings.add('output-source', `${what} has both value and from; keep one of them`, from.key.range);
  }
  const word = stringOf(from?.value);
  if (from !== undefined && !isNull(from.value) && word !== 'stdout' && word !== 'stderr' && word !== 'file') {
    findings.add(
      'output-source',
      `${what}.from must be stdout, stderr or file, not ${describe(from.value)}`,
      from.value.range,
    );
  }
  if (word === 'file' && path === undefined) {
    findings.add('output-source', `${what} needs path, since it reads from a file`, from?.value.range ?? node.range);
  }
  if (word !== undefined && word !== 'file' && path !== undefined) {
    findings.add('output-source', `${what}.path is only for from: file`, path.key.range);
  }
  checkDecode(node, findings, what);
}

/** `usual`: how the value is decoded when nothing is said. */
function checkDecode(node: MappingNode, findings: Findings, what: string, usual = 'text'): void {
  const decode = entryOf(node, 'decode')?.value;
  const select = entryOf(node, 'select');
  const word = stringOf(decode) ?? usual;
  if (decode !== undefined && !isNull(decode) && !['text', 'json', 'yaml'].includes(stringOf(decode) ?? '')) {
    findings.add('output-source', `${what}.decode must be text, json or yaml, not ${describe(decode)}`, decode.range);
  } else if (select !== undefined && !isNull(select.value) && word === 'text') {
    findings.add('output-source', `${what}.select needs decode: json or decode: yaml`, select.key.range);
  }
}
