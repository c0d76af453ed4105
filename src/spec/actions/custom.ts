// Custom actions: their definitions under `actions`, and under `step_types` in the older form (dagu-format.md 3.19).

import { isJsonObject, type JsonObject } from '../../base/json';
import type { TextRange } from '../../base/text';
import { entryNode } from '../../syntax/built-node';
import {
  entryOf,
  isNull,
  jsonOf,
  type MappingEntry,
  type MappingNode,
  stringOf,
  type YamlNode,
} from '../../syntax/node';
import type { Findings } from '../findings';
import { nameShapes } from '../name-shapes';
import type { Fields } from '../read';
import { checkSchemaShape } from '../schema-shape';
import { describe, readText, shorten } from '../values';
import { builtInAction } from './catalog';

export interface CustomAction {
  readonly name: string;
  /** A JSON Schema of an object. */
  readonly inputSchema: JsonObject;
  /** What the stdout of the step must match. */
  readonly outputSchema?: MappingNode;
  /** One step, whose texts are Go templates. */
  readonly template: MappingNode;
  /** Where its name is defined. */
  readonly range: TextRange;
}

export type CustomActions = ReadonlyMap<string, CustomAction>;

/** The form of a definition: what it may hold besides the schemas and the template. */
interface Form {
  readonly field: 'actions' | 'step_types';
  readonly keys: readonly string[];
  readonly readTemplate: (place: Place) => MappingNode | undefined;
}

interface Place {
  /** `actions.greet` */
  readonly what: string;
  readonly node: MappingNode;
  readonly at: TextRange;
  readonly findings: Findings;
}

const forms: readonly Form[] = [
  {
    field: 'step_types',
    keys: ['description', 'type', 'input_schema', 'output_schema', 'template'],
    readTemplate: readTypedTemplate,
  },
  { field: 'actions', keys: ['description', 'input_schema', 'output_schema', 'template'], readTemplate },
];

/** The definitions that are sound; what is wrong with the others is reported. */
export function readCustomActions(fields: Fields): CustomActions {
  const { findings } = fields;
  const found = new Map<string, CustomAction>();
  for (const form of forms) {
    const node = fields.node(form.field);
    if (node === undefined) continue;
    if (node.kind !== 'mapping') {
      const message = `${form.field} must be a mapping from names to definitions, not ${describe(node)}`;
      findings.add('type-mapping', message, node.range);
      continue;
    }
    for (const entry of node.entries) {
      const action = readDefinition(entry, form, findings);
      if (action !== undefined) found.set(action.name, action);
    }
  }
  return found;
}

/** Older keys that say what a step does. */
const executionKeys: ReadonlySet<string> = new Set(
  'call command config exec llm messages params routes script shell shell_args shell_packages type value'.split(' '),
);

function readDefinition({ key, value }: MappingEntry, form: Form, findings: Findings): CustomAction | undefined {
  const name = key.text;
  const what = `${form.field}.${name}`;
  const fault = nameFault(name);
  if (fault !== undefined) {
    findings.add('custom-action-name', fault, key.range);
    return undefined;
  }
  if (value.kind !== 'mapping') {
    findings.add('type-mapping', `${what} must be a mapping, not ${describe(value)}`, value.range);
    return undefined;
  }
  for (const entry of value.entries) {
    if (form.keys.includes(entry.key.text)) continue;
    const hint =
      entry.key.text === 'type' ? 'put run or action into the template' : `there are ${form.keys.join(', ')}`;
    const message = `${what} has no field "${shorten(entry.key.text)}"; ${hint}`;
    findings.add('key-unknown', message, entry.key.range);
  }
  const place: Place = { what, node: value, at: key.range, findings };
  const description = entryOf(value, 'description')?.value;
  if (description !== undefined) readText(description, { findings, what: `${what}.description` });
  const inputSchema = readInputSchema(place);
  const template = form.readTemplate(place);
  const outputSchema = readOutputSchema(place);
  if (inputSchema === undefined || template === undefined) return undefined;
  return {
    name,
    inputSchema,
    template,
    range: key.range,
    ...(outputSchema === undefined ? {} : { outputSchema }),
  };
}

function nameFault(name: string): string | undefined {
  if (!nameShapes.customAction.test(name))
    return `"${shorten(name)}" cannot name an action: use letters, digits, _ and -, parts with dots in between, each beginning with a letter`;
  return builtInAction(name) === undefined ? undefined : `${name} is a built-in action; choose another name`;
}

function readInputSchema({ what, node, at, findings }: Place): JsonObject | undefined {
  const value = entryOf(node, 'input_schema')?.value;
  if (value === undefined || isNull(value)) {
    const message = `${what} needs input_schema: an object schema of its input, e.g. {type: object}`;
    findings.add('custom-action-schema', message, at);
    return undefined;
  }
  const schema = jsonOf(value);
  if (isJsonObject(schema) && (schema.type === undefined || schema.type === 'object')) {
    checkSchemaShape(value, `${what}.input_schema`, findings);
    return schema;
  }
  const message = `${what}.input_schema must be the schema of an object (type: object)`;
  findings.add('custom-action-schema', message, value.range);
  return undefined;
}

function readOutputSchema({ what, node, findings }: Place): MappingNode | undefined {
  const value = entryOf(node, 'output_schema')?.value;
  if (value === undefined || isNull(value)) return undefined;
  if (value.kind === 'mapping') {
    checkSchemaShape(value, `${what}.output_schema`, findings);
    return value;
  }
  const message = `${what}.output_schema must be a JSON Schema, not ${describe(value)}`;
  findings.add('custom-action-schema', message, value.range);
  return undefined;
}

function readTemplate(place: Place): MappingNode | undefined {
  const { what, findings } = place;
  const value = templateOf(place, 'one step with run or action');
  if (value === undefined) return undefined;
  const ways = ['run', 'action'].filter(key => entryOf(value, key) !== undefined);
  if (ways.length !== 1) {
    const message = `${what}.template must have exactly one of run and action`;
    findings.add('custom-action-template', message, value.range);
    return undefined;
  }
  const legacy = value.entries.filter(entry => executionKeys.has(entry.key.text));
  for (const { key } of legacy) {
    const message = `${key.text} is an older key that a template cannot have; use run or action with "with"`;
    findings.add('custom-action-template', message, key.range);
  }
  return legacy.length === 0 ? value : undefined;
}

/** In the older form the executor is named beside the template, whose keys are older ones too. */
function readTypedTemplate(place: Place): MappingNode | undefined {
  const { what, node, at, findings } = place;
  const value = templateOf(place, 'one step without its type');
  const type = entryOf(node, 'type');
  const name = stringOf(type?.value)?.trim() ?? '';
  if (name === '') {
    findings.add('custom-action-template', `${what} needs type: the executor of its steps`, type?.value.range ?? at);
    return undefined;
  }
  if (value === undefined || type === undefined) return undefined;
  const own = value.entries.filter(entry => entry.key.text !== 'type');
  return { ...value, entries: [entryNode('type', type.value, type.range), ...own] };
}

function templateOf({ what, node, at, findings }: Place, wanted: string): MappingNode | undefined {
  const value: YamlNode | undefined = entryOf(node, 'template')?.value;
  if (value?.kind === 'mapping') return value;
  findings.add('custom-action-template', `${what} needs template: ${wanted}`, value?.range ?? at);
  return undefined;
}
