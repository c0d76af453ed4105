// The form of a human task: a flat JSON Schema of an object, whose single values a person can be asked for (dagu-format.md 3.16).

import { schemaFaults } from '../../base/json-schema';
import { entryOf, kindOf, type MappingNode, stringOf, type YamlNode } from '../../syntax/node';
import { describe, shorten, toJson, toJsonObject } from '../values';
import { given, type Input } from './input';

const flatTypes = ['string', 'number', 'integer', 'boolean'];

/** Reports what could not be asked for: values inside values, names that are required and do not exist, defaults that do not fit. */
export function checkForm(input: Input): void {
  const form = given(input, 'form');
  if (form === undefined) warnOfApprovalKeys(input);
  if (form?.kind !== 'mapping') return;
  const report = (node: YamlNode, message: string): void => input.findings.add('form', message, node.range);
  const path = `${input.path}.form`;
  const type = entryOf(form, 'type')?.value;
  const whole = stringOf(type) !== undefined || entryOf(form, 'properties')?.value.kind === 'mapping';
  if (whole && type !== undefined && stringOf(type) !== 'object')
    report(type, `${path}.type must be object: a form asks for values by name`);
  const properties = whole ? entryOf(form, 'properties')?.value : form;
  if (properties !== undefined && properties.kind !== 'mapping') {
    report(properties, `${path}.properties must be a mapping of names, not ${describe(properties)}`);
    return;
  }
  const names = new Set(properties?.entries.map(entry => entry.key.text));
  for (const { key, value } of properties?.entries ?? [])
    checkProperty(value, `${path}${whole ? '.properties' : ''}.${key.text}`, report);
  if (whole) checkRequired(form, names, path, report);
}

/** A task without a form that says what an approval calls so: Dagu ignores it and asks for nothing. */
function warnOfApprovalKeys({ node, findings, action }: Input): void {
  for (const { key } of node?.entries ?? [])
    if (key.text === 'input' || key.text === 'required')
      findings.warn(
        'input-ignored',
        `${action} has no input "${key.text}" and ignores it; what a person enters is described under form`,
        key.range,
      );
}

type Report = (node: YamlNode, message: string) => void;

function checkProperty(node: YamlNode, path: string, report: Report): void {
  if (node.kind !== 'mapping') {
    report(node, `${path} must be a mapping such as {type: string}, not ${describe(node)}`);
    return;
  }
  const type = entryOf(node, 'type')?.value;
  if (type !== undefined && !flatTypes.includes(stringOf(type) ?? ''))
    report(type, `${path}.type must be one of ${flatTypes.join(', ')}: a form is flat`);
  const choices = entryOf(node, 'enum')?.value;
  if (choices !== undefined && (choices.kind !== 'sequence' || choices.items.length === 0))
    report(choices, `${path}.enum must be a list with at least one value`);
  const preset = entryOf(node, 'default')?.value;
  if (preset === undefined || kindOf(preset) === 'null') return;
  const [fault] = schemaFaults(toJson(preset), toJsonObject(node));
  if (fault !== undefined) report(preset, `${path}.default ${fault.message}`);
}

function checkRequired(form: MappingNode, names: ReadonlySet<string>, path: string, report: Report): void {
  const required = entryOf(form, 'required')?.value;
  if (required === undefined) return;
  if (required.kind !== 'sequence') {
    report(required, `${path}.required must be a list of names, not ${describe(required)}`);
    return;
  }
  for (const item of required.items) {
    const name = stringOf(item);
    if (name === undefined) report(item, `${path}.required must be a list of names; this is ${describe(item)}`);
    else if (!names.has(name)) report(item, `${path}.required names "${shorten(name)}", which the form does not have`);
  }
}
