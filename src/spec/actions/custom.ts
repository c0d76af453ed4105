// Custom actions: their definitions under `actions`, and calls of them (dagu-format.md 3.19).

import { isJsonObject, type JsonObject } from '../../base/json';
import { schemaFaults } from '../../base/json-schema';
import type { TextRange } from '../../base/text';
import { entryOf, isNull, jsonOf, type MappingEntry, type MappingNode, type YamlNode } from '../../syntax/node';
import type { Findings } from '../findings';
import { nameShapes } from '../name-shapes';
import { describe, shorten } from '../values';
import { builtInAction } from './catalog';
import { missingInputs } from './template-text';

export interface CustomAction {
  readonly name: string;
  readonly description?: string;
  /** A JSON Schema of an object. */
  readonly inputSchema: JsonObject;
  /** One step with `run` or `action`. */
  readonly template: MappingNode;
  /** Where its name is defined. */
  readonly range: TextRange;
}

/** The definitions that are sound; what is wrong with the others is reported. */
export function readCustomActions(node: YamlNode | undefined, findings: Findings): ReadonlyMap<string, CustomAction> {
  const found = new Map<string, CustomAction>();
  if (node === undefined || isNull(node)) return found;
  if (node.kind !== 'mapping') {
    findings.add(
      'type-mapping',
      `actions must be a mapping from names to definitions, not ${describe(node)}`,
      node.range,
    );
    return found;
  }
  for (const entry of node.entries) {
    const action = readDefinition(entry, findings);
    if (action !== undefined) found.set(action.name, action);
  }
  return found;
}

/** Checks a call: its input against the schema, fields that a call cannot have, and actions that end in themselves. */
export function checkCustomCall(
  action: CustomAction,
  actions: ReadonlyMap<string, CustomAction>,
  step: MappingNode,
  at: TextRange,
  findings: Findings,
): void {
  for (const { key } of step.entries) {
    if (refusedAtCall.has(key.text)) {
      const message = `${key.text} cannot stand beside the custom action ${action.name}; put it into the template of the action`;
      findings.add('custom-call-field', message, key.range);
    }
  }
  const circle = circleFrom(action, actions);
  if (circle !== undefined) {
    const message = `The custom action ${action.name} leads back to itself: ${circle.join(' → ')}`;
    findings.add('custom-action-circle', message, at, {
      related: [{ message: 'It is defined here', range: action.range }],
    });
    return;
  }
  checkInput(action, entryOf(step, 'with')?.value, at, findings);
}

const definitionKeys = ['description', 'input_schema', 'output_schema', 'template'];
const executionKeys: ReadonlySet<string> = new Set(
  'call command config exec llm messages params routes script shell shell_args shell_packages type value'.split(' '),
);
const refusedAtCall: ReadonlySet<string> = new Set(
  'call command container exec llm messages parallel params routes run script shell shell_args shell_packages value working_dir'.split(
    ' ',
  ),
);

function readDefinition({ key, value }: MappingEntry, findings: Findings): CustomAction | undefined {
  const name = key.text;
  const report = (code: string, message: string, range: TextRange): undefined => {
    findings.add(code, message, range);
    return undefined;
  };
  if (!nameShapes.customAction.test(name)) {
    return report(
      'custom-action-name',
      `"${shorten(name)}" cannot name an action: use letters, digits, _ and -, parts with dots in between, each beginning with a letter`,
      key.range,
    );
  }
  if (builtInAction(name) !== undefined)
    return report('custom-action-name', `${name} is a built-in action; choose another name`, key.range);
  if (value.kind !== 'mapping')
    return report('type-mapping', `actions.${name} must be a mapping, not ${describe(value)}`, value.range);
  for (const entry of value.entries) {
    if (definitionKeys.includes(entry.key.text)) continue;
    const hint =
      entry.key.text === 'type' ? 'put run or action into the template' : `there are ${definitionKeys.join(', ')}`;
    report('key-unknown', `actions.${name} has no field "${shorten(entry.key.text)}"; ${hint}`, entry.key.range);
  }
  const inputSchema = readSchema(name, value, key.range, findings);
  const template = readTemplate(name, value, key.range, findings);
  const description = entryOf(value, 'description')?.value;
  if (inputSchema === undefined || template === undefined) return undefined;
  return {
    name,
    inputSchema,
    template,
    range: key.range,
    ...(description?.kind === 'scalar' && typeof description.value === 'string'
      ? { description: description.value }
      : {}),
  };
}

function readSchema(name: string, node: MappingNode, at: TextRange, findings: Findings): JsonObject | undefined {
  const value = entryOf(node, 'input_schema')?.value;
  if (value === undefined || isNull(value)) {
    findings.add(
      'custom-action-schema',
      `actions.${name} needs input_schema: an object schema of its input, e.g. {type: object}`,
      at,
    );
    return undefined;
  }
  const schema = jsonOf(value);
  if (isJsonObject(schema) && (schema.type === undefined || schema.type === 'object')) return schema;
  findings.add(
    'custom-action-schema',
    `actions.${name}.input_schema must be the schema of an object (type: object)`,
    value.range,
  );
  return undefined;
}

function readTemplate(name: string, node: MappingNode, at: TextRange, findings: Findings): MappingNode | undefined {
  const value = entryOf(node, 'template')?.value;
  if (value?.kind !== 'mapping') {
    findings.add(
      'custom-action-template',
      `actions.${name} needs template: one step with run or action`,
      value?.range ?? at,
    );
    return undefined;
  }
  const ways = ['run', 'action'].filter(key => entryOf(value, key) !== undefined);
  if (ways.length !== 1) {
    findings.add(
      'custom-action-template',
      `actions.${name}.template must have exactly one of run and action`,
      value.range,
    );
    return undefined;
  }
  const legacy = value.entries.filter(entry => executionKeys.has(entry.key.text));
  for (const { key } of legacy) {
    findings.add(
      'custom-action-template',
      `${key.text} is an older key that a template cannot have; use run or action with "with"`,
      key.range,
    );
  }
  return legacy.length === 0 ? value : undefined;
}

function circleFrom(action: CustomAction, actions: ReadonlyMap<string, CustomAction>): readonly string[] | undefined {
  const path = [action.name];
  for (let here: CustomAction | undefined = action; here !== undefined; ) {
    const called = entryOf(here.template, 'action')?.value;
    const name: string = called?.kind === 'scalar' ? called.text.trim() : '';
    here = actions.get(name);
    if (here === undefined) return undefined;
    path.push(name);
    if (path.indexOf(name) < path.length - 1) return path;
  }
  return undefined;
}

function checkInput(action: CustomAction, input: YamlNode | undefined, at: TextRange, findings: Findings): void {
  const given = input?.kind === 'mapping' ? jsonOf(input) : {};
  if (!isJsonObject(given)) return;
  const properties = isJsonObject(action.inputSchema.properties) ? action.inputSchema.properties : {};
  const defaults = Object.entries(properties).flatMap(([name, property]) =>
    isJsonObject(property) && property.default !== undefined ? [[name, property.default] as const] : [],
  );
  const whole = { ...Object.fromEntries(defaults), ...given };
  for (const { path, message } of schemaFaults(whole, action.inputSchema)) {
    const [, name = ''] = path.split('/');
    // A whole reference stands for a value of any type, which is known only when the step runs.
    if (isWholeReference(memberAt(whole, path))) continue;
    const place = entryOf(input, name)?.value.range ?? at;
    findings.add(
      'custom-action-input',
      `The input of ${action.name} does not fit: ${name === '' ? 'with' : `with.${name}`} ${message}`,
      place,
      {
        related: [{ message: 'The action is defined here', range: action.range }],
      },
    );
  }
  for (const missing of missingInputs(action.template, new Set(Object.keys(whole)))) {
    const message = `The template of ${action.name} uses .input.${missing}, which this call does not give and which has no default`;
    findings.add('custom-action-input', message, at, {
      related: [{ message: 'The action is defined here', range: action.range }],
    });
  }
}

function memberAt(value: JsonObject, path: string): unknown {
  return path
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (node, part) => (typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[part] : undefined),
      value,
    );
}

function isWholeReference(value: unknown): boolean {
  return typeof value === 'string' && /^\s*\$\{[^{}]+\}\s*$/.test(value);
}
