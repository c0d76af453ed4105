// Parameters declared by a JSON Schema, inline or in a file (dagu-format.md 1.3).

import { isJsonObject, type Json, type JsonObject } from '../base/json';
import { schemaFaults } from '../base/json-schema';
import { schemaShapeFaults } from '../base/json-schema-shape';
import type { Param, Params } from '../model/dag';
import { checkedValue } from '../model/param-value';
import { parseStream } from '../syntax/document';
import { entryOf, type MappingNode, stringOf } from '../syntax/node';
import type { Lookup } from './compilation';
import type { Findings } from './findings';
import { checkSchemaShape } from './schema-shape';
import { toJsonObject } from './values';

/** Undefined when the mapping declares parameters in another form. */
export function readParamSchema(
  node: MappingNode,
  findings: Findings,
  lookup: Lookup,
  file: string,
): Params | undefined {
  const inline =
    stringOf(entryOf(node, 'type')?.value) === 'object' && entryOf(node, 'properties')?.value.kind === 'mapping';
  if (inline) {
    checkSchemaShape(node, 'params', findings);
    return fromSchema(toJsonObject(node), {}, node, findings);
  }
  const schema = entryOf(node, 'schema')?.value;
  const external =
    schema !== undefined && node.entries.every(entry => entry.key.text === 'schema' || entry.key.text === 'values');
  if (!external) return undefined;
  const values = entryOf(node, 'values')?.value;
  const given = values?.kind === 'mapping' ? toJsonObject(values) : {};
  if (schema.kind === 'mapping') {
    checkSchemaShape(schema, 'params.schema', findings);
    return fromSchema(toJsonObject(schema), given, node, findings);
  }
  const path = stringOf(schema);
  if (path === undefined) return undefined;
  const text = path.startsWith('http')
    ? undefined
    : (lookup.read(path) ?? lookup.read(`${file.replace(/[^/\\]*$/, '')}${path}`));
  if (text === undefined) {
    findings.add('params-schema', `The schema "${path}" cannot be read`, schema.range);
    return undefined;
  }
  const root = parseStream(text).documents[0]?.root;
  if (root?.kind === 'mapping') {
    const json = toJsonObject(root);
    for (const fault of schemaShapeFaults(json))
      findings.warn(
        'schema-shape',
        `"${path}"${fault.path.replaceAll('/', '.')} ${fault.message}; it is not looked at`,
        schema.range,
      );
    return fromSchema(json, given, node, findings);
  }
  findings.add('params-schema', `"${path}" holds no JSON Schema`, schema.range);
  return undefined;
}

function fromSchema(schema: JsonObject, values: JsonObject, node: MappingNode, findings: Findings): Params {
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const given = coerced(values, properties);
  const required = Array.isArray(schema.required) ? (schema.required as readonly Json[]) : [];
  const list = Object.entries(properties)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, property]) =>
      param(name, isJsonObject(property) ? property : {}, given[name], required.includes(name)),
    );
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(properties, name)) list.push(param(name, {}, given[name], false));
  }
  const defaults = Object.fromEntries(
    Object.entries(properties).flatMap(([name, property]) =>
      isJsonObject(property) && property.default !== undefined ? [[name, property.default] as const] : [],
    ),
  );
  const known = { ...defaults, ...given };
  const partial = {
    ...schema,
    required: required.filter(name => typeof name === 'string' && Object.hasOwn(known, name)),
  };
  for (const fault of schemaFaults(known, partial))
    findings.add('params-schema', `A default does not fit the schema of params: ${fault.message}`, node.range);
  return { form: 'schema', list, additional: schema.additionalProperties !== false, schema };
}

/** Texts among the values become what their property is, as texts of the command line do; defaults of the schema itself do not. */
function coerced(values: JsonObject, properties: JsonObject): JsonObject {
  const read = ([name, value]: readonly [string, Json]): readonly [string, Json] => {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const type = isJsonObject(property) ? property.type : undefined;
    if (typeof value !== 'string' || (type !== 'integer' && type !== 'number' && type !== 'boolean'))
      return [name, value];
    const checked = checkedValue({ name, type, required: false }, value);
    return [name, checked.ok ? (JSON.parse(checked.value) as Json) : value];
  };
  return Object.fromEntries(Object.entries(values).map(read));
}

function param(name: string, property: JsonObject, given: Json | undefined, required: boolean): Param {
  const type = property.type;
  const value = given ?? property.default;
  return {
    name,
    type:
      type === 'integer' || type === 'number' || type === 'boolean' || type === 'string'
        ? type
        : type === undefined
          ? 'string'
          : 'json',
    required,
    ...(value === undefined ? {} : { default: typeof value === 'string' ? value : JSON.stringify(value) }),
    ...(typeof property.description === 'string' ? { description: property.description } : {}),
    ...(typeof property.minimum === 'number' ? { minimum: property.minimum } : {}),
    ...(typeof property.maximum === 'number' ? { maximum: property.maximum } : {}),
    ...(typeof property.minLength === 'number' ? { minLength: property.minLength } : {}),
    ...(typeof property.maxLength === 'number' ? { maxLength: property.maxLength } : {}),
    ...(typeof property.pattern === 'string' ? { pattern: property.pattern } : {}),
    ...(Array.isArray(property.enum)
      ? {
          enum: (property.enum as readonly Json[]).map(entry =>
            typeof entry === 'string' ? entry : JSON.stringify(entry),
          ),
        }
      : {}),
  };
}
