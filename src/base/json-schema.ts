// Checks a JSON value against a JSON Schema: the keywords that people write in workflows, patterns in Go's dialect.

import { compileGoPattern } from './go-pattern';
import { isJsonObject, type Json, type JsonObject } from './json';

export interface SchemaFault {
  /** Where in the value: `/items/0/name`; empty for the whole. */
  readonly path: string;
  /** What is wrong there, as the end of a sentence that begins with the place: `must be an integer`. */
  readonly message: string;
}

/**
 * Everything in the value that the schema does not allow. Known: type, enum, const, the limits of numbers, texts, lists and objects, pattern,
 * required, properties, patternProperties, additionalProperties, propertyNames, dependentRequired, items, prefixItems, contains, uniqueItems,
 * allOf, anyOf, oneOf, not, if/then/else and `$ref` inside the document. Other keywords are notes, as in the standard. Lengths count characters.
 * `standsIn`: texts that stand for a scalar that is not known yet, and fit wherever one may be.
 */
export function schemaFaults(
  value: Json,
  schema: Json,
  standsIn: (text: string) => boolean = () => false,
): readonly SchemaFault[] {
  return check(value, schema, { root: schema, path: '', depth: 0, standsIn });
}

interface Place {
  readonly root: Json;
  readonly path: string;
  /** References followed since the start: a chain that leads nowhere must end. */
  readonly depth: number;
  readonly standsIn: (text: string) => boolean;
}

const deepest = 200;

function check(value: Json, schema: Json | undefined, place: Place): readonly SchemaFault[] {
  if (schema === undefined || schema === true) return [];
  const fault = (message: string): readonly SchemaFault[] => [{ path: place.path, message }];
  if (schema === false) return fault('is not allowed');
  if (!isJsonObject(schema)) return [];
  if (place.depth > deepest) return fault('is described by a schema that refers to itself without end');
  const here = { ...place, depth: place.depth + 1 };
  if (typeof schema.$ref === 'string') {
    const target = resolve(schema.$ref, place.root);
    if (target === undefined) return fault(`is described by "${schema.$ref}", which does not exist`);
    return [...check(value, target, here), ...check(value, { ...schema, $ref: null }, here)];
  }
  if (typeof value === 'string' && allowsScalar(schema) && place.standsIn(value)) return [];
  return [
    ...general(value, schema).map(message => ({ path: place.path, message })),
    ...combined(value, schema, here),
    ...(Array.isArray(value) ? list(value, schema, here) : []),
    ...(isJsonObject(value) ? object(value, schema, here) : []),
  ];
}

function resolve(reference: string, root: Json): Json | undefined {
  if (!reference.startsWith('#')) return undefined;
  let target: Json | undefined = root;
  for (const part of reference.slice(1).split('/').slice(1)) {
    const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    target = Array.isArray(target) ? target[Number(name)] : isJsonObject(target) ? target[name] : undefined;
  }
  return target;
}

function general(value: Json, schema: JsonObject): string[] {
  const faults: string[] = [];
  const types = typesOf(schema);
  if (types.length > 0 && !types.some(type => typeof type === 'string' && isOfType(value, type))) {
    faults.push(`must be of type ${types.join(' or ')}`);
  }
  if (Array.isArray(schema.enum) && !schema.enum.some(member => equal(member, value))) {
    faults.push(`must be one of ${schema.enum.map(member => JSON.stringify(member)).join(', ')}`);
  }
  if (schema.const !== undefined && !equal(schema.const, value)) faults.push(`must be ${JSON.stringify(schema.const)}`);
  if (typeof value === 'number') faults.push(...ofNumber(value, schema));
  if (typeof value === 'string') faults.push(...ofText(value, schema));
  return faults;
}

function typesOf({ type }: JsonObject): readonly Json[] {
  return typeof type === 'string' ? [type] : Array.isArray(type) ? type : [];
}

function allowsScalar(schema: JsonObject): boolean {
  const types = typesOf(schema);
  return types.length === 0 || types.some(type => type !== 'object' && type !== 'array');
}

function ofNumber(value: number, schema: JsonObject): string[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const faults: string[] = [];
  if (typeof minimum === 'number' && value < minimum) faults.push(`must be at least ${minimum}`);
  if (typeof maximum === 'number' && value > maximum) faults.push(`must be at most ${maximum}`);
  if (typeof exclusiveMinimum === 'number' && value <= exclusiveMinimum)
    faults.push(`must be more than ${exclusiveMinimum}`);
  if (typeof exclusiveMaximum === 'number' && value >= exclusiveMaximum)
    faults.push(`must be less than ${exclusiveMaximum}`);
  if (
    typeof multipleOf === 'number' &&
    multipleOf > 0 &&
    !Number.isInteger(Number((value / multipleOf).toPrecision(12)))
  ) {
    faults.push(`must be a multiple of ${multipleOf}`);
  }
  return faults;
}

function ofText(value: string, schema: JsonObject): string[] {
  const { minLength, maxLength, pattern } = schema;
  const length = [...value].length;
  const faults: string[] = [];
  if (typeof minLength === 'number' && length < minLength) faults.push(`must have at least ${minLength} characters`);
  if (typeof maxLength === 'number' && length > maxLength) faults.push(`must have at most ${maxLength} characters`);
  if (typeof pattern === 'string') {
    const compiled = compileGoPattern(pattern);
    if (!compiled.ok) faults.push(`is described by the pattern ${pattern}, which is faulty: ${compiled.error}`);
    else if (!compiled.value.test(value)) faults.push(`must match ${pattern}`);
  }
  return faults;
}

function combined(value: Json, schema: JsonObject, place: Place): readonly SchemaFault[] {
  const fits = (part: Json | undefined): boolean => check(value, part, place).length === 0;
  const parts = (key: string): readonly Json[] => {
    const list = schema[key];
    return Array.isArray(list) ? list : [];
  };
  const faults = parts('allOf').flatMap(part => check(value, part, place));
  if (parts('anyOf').length > 0 && !parts('anyOf').some(fits)) {
    faults.push({ path: place.path, message: 'fits none of the alternatives' });
  }
  const one = parts('oneOf').filter(fits).length;
  if (parts('oneOf').length > 0 && one !== 1) {
    faults.push({ path: place.path, message: `must fit exactly one of the alternatives, not ${one}` });
  }
  if (schema.not !== undefined && fits(schema.not))
    faults.push({ path: place.path, message: 'is what it must not be' });
  if (schema.if !== undefined) faults.push(...check(value, fits(schema.if) ? schema.then : schema.else, place));
  return faults;
}

function list(value: readonly Json[], schema: JsonObject, place: Place): readonly SchemaFault[] {
  const faults: SchemaFault[] = [];
  const say = (message: string): number => faults.push({ path: place.path, message });
  const at = (index: number): Place => ({ ...place, path: `${place.path}/${index}` });
  const { minItems, maxItems, items, prefixItems, contains } = schema;
  if (typeof minItems === 'number' && value.length < minItems) say(`must have at least ${minItems} items`);
  if (typeof maxItems === 'number' && value.length > maxItems) say(`must have at most ${maxItems} items`);
  if (
    schema.uniqueItems === true &&
    value.some((item, index) => value.slice(0, index).some(other => equal(other, item)))
  ) {
    say('must not have equal items');
  }
  // `items` as a list is how older drafts say `prefixItems`.
  const first = Array.isArray(prefixItems) ? prefixItems : Array.isArray(items) ? items : [];
  const rest = Array.isArray(items) ? schema.additionalItems : items;
  for (const [index, item] of value.entries()) {
    faults.push(...check(item, index < first.length ? first[index] : rest, at(index)));
  }
  if (contains !== undefined && !value.some((item, index) => check(item, contains, at(index)).length === 0)) {
    say('has no item of the kind that it must contain');
  }
  return faults;
}

function object(value: JsonObject, schema: JsonObject, place: Place): readonly SchemaFault[] {
  const faults: SchemaFault[] = [];
  const say = (message: string): number => faults.push({ path: place.path, message });
  const names = Object.keys(value);
  const required = Array.isArray(schema.required) ? schema.required : [];
  for (const name of required) {
    if (typeof name === 'string' && !Object.hasOwn(value, name)) say(`must have "${name}"`);
  }
  const dependents = isJsonObject(schema.dependentRequired) ? Object.entries(schema.dependentRequired) : [];
  for (const [name, needs] of dependents) {
    if (!Object.hasOwn(value, name) || !Array.isArray(needs)) continue;
    for (const need of needs) {
      if (typeof need === 'string' && !Object.hasOwn(value, need)) say(`must have "${need}" beside "${name}"`);
    }
  }
  const { minProperties, maxProperties } = schema;
  if (typeof minProperties === 'number' && names.length < minProperties)
    say(`must have at least ${minProperties} entries`);
  if (typeof maxProperties === 'number' && names.length > maxProperties)
    say(`must have at most ${maxProperties} entries`);
  for (const name of names) faults.push(...property(name, value[name] ?? null, schema, place));
  return faults;
}

function property(name: string, value: Json, schema: JsonObject, place: Place): readonly SchemaFault[] {
  const at = { ...place, path: `${place.path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}` };
  const { properties, patternProperties, additionalProperties, propertyNames } = schema;
  const described: Json[] = [];
  const own = isJsonObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
  if (own !== undefined) described.push(own);
  for (const [pattern, part] of isJsonObject(patternProperties) ? Object.entries(patternProperties) : []) {
    const compiled = compileGoPattern(pattern);
    if (compiled.ok && compiled.value.test(name)) described.push(part);
  }
  if (described.length === 0 && additionalProperties !== undefined) described.push(additionalProperties);
  return [
    ...described.flatMap(part => check(value, part, at)),
    ...(propertyNames === undefined ? [] : check(name, propertyNames, at)),
  ];
}

function isOfType(value: Json, type: string): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isJsonObject(value);
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function equal(a: Json, b: Json): boolean {
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, at) => equal(item, b[at] ?? null));
  if (!isJsonObject(a)) return a === b;
  if (!isJsonObject(b) || Object.keys(a).length !== Object.keys(b).length) return false;
  return Object.entries(a).every(([key, member]) => Object.hasOwn(b, key) && equal(member, b[key] ?? null));
}
