// Whether a JSON Schema is one: the keywords that are known have values of the right kind.

import { compileGoPattern } from './go-pattern';
import { isJsonObject, type Json, type JsonObject } from './json';
import type { SchemaFault } from './json-schema';
import { resolveReference } from './json-schema-reference';

type Kind =
  | 'schema'
  | 'schemas'
  | 'schemaMap'
  | 'items'
  | 'text'
  | 'number'
  | 'count'
  | 'flag'
  | 'list'
  | 'texts'
  | 'type';

const keywords: ReadonlyMap<string, Kind> = new Map(
  Object.entries({
    schema:
      'additionalProperties additionalItems propertyNames contains not if then else unevaluatedItems unevaluatedProperties',
    schemas: 'allOf anyOf oneOf prefixItems',
    schemaMap: 'properties patternProperties $defs definitions dependentSchemas',
    items: 'items',
    text: '$ref $id $schema $anchor $comment title description format pattern',
    number: 'minimum maximum exclusiveMinimum exclusiveMaximum multipleOf',
    count: 'minLength maxLength minItems maxItems minProperties maxProperties minContains maxContains',
    flag: 'uniqueItems deprecated readOnly writeOnly',
    list: 'enum examples',
    texts: 'required',
    type: 'type',
  } satisfies Record<Kind, string>).flatMap(([kind, names]) =>
    names.split(' ').map(name => [name, kind as Kind] as const),
  ),
);

/** What is no JSON Schema in a value, by its place in the schema. A keyword without value, and unknown ones, say nothing. */
export function schemaShapeFaults(schema: Json): readonly SchemaFault[] {
  return shapeFaults(schema, '', schema);
}

function shapeFaults(schema: Json, path: string, root: Json): readonly SchemaFault[] {
  if (typeof schema === 'boolean') return [];
  if (!isJsonObject(schema)) return [{ path, message: 'must be a schema: a mapping, true or false' }];
  return Object.entries(schema).flatMap(([name, value]) => {
    const kind = keywords.get(name);
    if (kind === undefined || value === null) return [];
    const place = `${path}/${name}`;
    const wrong = mismatch(kind, value);
    if (wrong !== undefined) return [{ path: place, message: `must be ${wrong}` }];
    return [...inside(kind, value, place, root), ...meaning(name, value, place, root)];
  });
}

/** What the value should have been. */
function mismatch(kind: Kind, value: Json): string | undefined {
  switch (kind) {
    case 'schema':
      return undefined;
    case 'items':
      return undefined;
    case 'schemas':
    case 'list':
      return Array.isArray(value) ? undefined : 'a list';
    case 'schemaMap':
      return isJsonObject(value) ? undefined : 'a mapping';
    case 'text':
      return typeof value === 'string' ? undefined : 'a text';
    case 'number':
      return typeof value === 'number' ? undefined : 'a number';
    case 'count':
      return typeof value === 'number' && Number.isInteger(value) ? undefined : 'a whole number';
    case 'flag':
      return typeof value === 'boolean' ? undefined : 'true or false';
    case 'texts':
      return isTexts(value) ? undefined : 'a list of texts';
    case 'type':
      return typeof value === 'string' || isTexts(value) ? undefined : 'the name of a type, or a list of them';
  }
}

function isTexts(value: Json): boolean {
  return Array.isArray(value) && value.every(item => typeof item === 'string');
}

function inside(kind: Kind, value: Json, path: string, root: Json): readonly SchemaFault[] {
  if (kind === 'schemas' || (kind === 'items' && Array.isArray(value)))
    return Array.isArray(value) ? value.flatMap((item, index) => shapeFaults(item, `${path}/${index}`, root)) : [];
  if (kind === 'schema' || kind === 'items') return shapeFaults(value, path, root);
  if (kind !== 'schemaMap' || !isJsonObject(value)) return [];
  return Object.entries(value as JsonObject).flatMap(([name, item]) => shapeFaults(item, `${path}/${name}`, root));
}

/** Texts that must mean something. */
function meaning(name: string, value: Json, path: string, root: Json): readonly SchemaFault[] {
  if (typeof value !== 'string') return [];
  if (name === 'pattern') {
    const compiled = compileGoPattern(value);
    return compiled.ok ? [] : [{ path, message: `must be a pattern: ${compiled.error}` }];
  }
  const isLost = name === '$ref' && value.startsWith('#') && resolveReference(value, root) === undefined;
  return isLost ? [{ path, message: `leads to "${value}", which does not exist` }] : [];
}
