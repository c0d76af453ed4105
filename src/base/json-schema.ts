// Checks a JSON value against a JSON Schema: the keywords that people write in workflows, patterns in Go's dialect.

import { compileGoPattern, type GoPattern } from './go-pattern';
import { isJsonObject, type Json, type JsonObject } from './json';
import { resolveReference } from './json-schema-reference';
import type { Result } from './result';

export interface SchemaFault {
  /** Where in the value: `/items/0/name`; empty for the whole. */
  readonly path: string;
  /** What is wrong there, as the end of a sentence that begins with the place: `must be an integer`. */
  readonly message: string;
}

/**
 * Everything in the value that the schema does not allow. Known: type, enum, const, the limits of numbers, texts, lists and objects, pattern,
 * required, properties, patternProperties, additionalProperties, propertyNames, dependentRequired, dependentSchemas, items, prefixItems,
 * contains, uniqueItems, allOf, anyOf, oneOf, not, if/then/else, `$ref` inside the document, and the words of draft 7 for these. Other keywords
 * are notes, as in the standard. Lengths count characters. Where very much is wrong, only the beginning is told.
 */
export function schemaFaults(value: Json, schema: Json, options: SchemaOptions = {}): readonly SchemaFault[] {
  const { standsIn = () => false, work = { left: usualWork } } = options;
  try {
    return check(value, schema, { root: schema, path: '', depth: 0, standsIn, work, patterns: new Map() });
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    return [
      {
        path: '',
        message: 'takes too long to check: the value is very large, or the schema refers to itself too often',
      },
    ];
  }
}

export interface SchemaOptions {
  /** Texts that stand for a scalar that is not known yet, and fit wherever one may be. */
  readonly standsIn?: (text: string) => boolean;
  /** How many parts of values may still be looked at, each as often as a part of the schema describes it; counted down. */
  readonly work?: { left: number };
}

const usualWork = 500_000;
/** Faults of one value that are told. */
const mostFaults = 20;

class TooMuch extends Error {}

interface Place {
  readonly root: Json;
  readonly path: string;
  /** References followed since the start: a chain that leads nowhere must end. */
  readonly depth: number;
  readonly standsIn: (text: string) => boolean;
  readonly work: { left: number };
  readonly patterns: Map<string, Result<GoPattern, string>>;
}

function patternOf(pattern: string, { patterns }: Place): Result<GoPattern, string> {
  const compiled = patterns.get(pattern) ?? compileGoPattern(pattern);
  patterns.set(pattern, compiled);
  return compiled;
}

function spend({ work }: Place, parts: number): void {
  work.left -= parts;
  if (work.left < 0) throw new TooMuch();
}

const deepest = 200;

function check(value: Json, schema: Json | undefined, place: Place): readonly SchemaFault[] {
  spend(place, 1);
  if (schema === undefined || schema === true) return [];
  const fault = (message: string): readonly SchemaFault[] => [{ path: place.path, message }];
  if (schema === false) return fault('is not allowed');
  if (!isJsonObject(schema)) return [];
  if (place.depth > deepest) return fault('is described by a schema that refers to itself without end');
  const here = { ...place, depth: place.depth + 1 };
  if (typeof schema.$ref === 'string') {
    const target = resolveReference(schema.$ref, place.root);
    if (target === undefined) return fault(`is described by "${schema.$ref}", which does not exist`);
    const { $ref: _followed, ...beside } = schema;
    const faults = check(value, target, here);
    return Object.keys(beside).length === 0 ? faults : [...faults, ...check(value, beside, here)];
  }
  if (typeof value === 'string' && allowsScalar(schema) && place.standsIn(value)) return [];
  return [
    ...general(value, schema, here).map(message => ({ path: place.path, message })),
    ...combined(value, schema, here),
    ...(Array.isArray(value) ? list(value, schema, here) : []),
    ...(isJsonObject(value) ? object(value, schema, here) : []),
  ].slice(0, mostFaults);
}

function general(value: Json, schema: JsonObject, place: Place): string[] {
  const faults: string[] = [];
  const types = typesOf(schema);
  if (types.length > 0 && !types.some(type => typeof type === 'string' && isOfType(value, type))) {
    faults.push(`must be of type ${types.join(' or ')}`);
  }
  if (Array.isArray(schema.enum)) spend(place, schema.enum.length);
  if (Array.isArray(schema.enum) && !schema.enum.some(member => equal(member, value))) {
    faults.push(`must be one of ${schema.enum.map(member => JSON.stringify(member)).join(', ')}`);
  }
  if (schema.const !== undefined && !equal(schema.const, value)) faults.push(`must be ${JSON.stringify(schema.const)}`);
  if (typeof value === 'number') faults.push(...ofNumber(value, schema));
  if (typeof value === 'string') faults.push(...ofText(value, schema, place));
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

function ofText(value: string, schema: JsonObject, place: Place): string[] {
  const { minLength, maxLength, pattern } = schema;
  const length = minLength === undefined && maxLength === undefined ? 0 : [...value].length;
  const faults: string[] = [];
  if (typeof minLength === 'number' && length < minLength) faults.push(`must have at least ${minLength} characters`);
  if (typeof maxLength === 'number' && length > maxLength) faults.push(`must have at most ${maxLength} characters`);
  if (typeof pattern === 'string') {
    const compiled = patternOf(pattern, place);
    // Each character may touch every part of the pattern.
    spend(place, (value.length * pattern.length) / 64);
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
  if (schema.uniqueItems === true && new Set(value.map(canonical)).size < value.length)
    say('must not have equal items');
  // `items` as a list is how older drafts say `prefixItems`.
  const first = Array.isArray(prefixItems) ? prefixItems : Array.isArray(items) ? items : [];
  const rest = Array.isArray(items) ? schema.additionalItems : items;
  for (const [index, item] of value.entries()) {
    faults.push(...check(item, index < first.length ? first[index] : rest, at(index)));
    if (faults.length > mostFaults) break;
  }
  if (contains !== undefined) {
    const { minContains = 1, maxContains = value.length } = schema;
    const count = value.filter((item, index) => check(item, contains, at(index)).length === 0).length;
    if (typeof minContains === 'number' && count < minContains) {
      say(
        count === 0
          ? 'has no item of the kind that it must contain'
          : `must have at least ${minContains} items of a kind`,
      );
    }
    if (typeof maxContains === 'number' && count > maxContains) say(`must have at most ${maxContains} items of a kind`);
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
  faults.push(...dependent(value, schema, place));
  const { minProperties, maxProperties } = schema;
  if (typeof minProperties === 'number' && names.length < minProperties)
    say(`must have at least ${minProperties} entries`);
  if (typeof maxProperties === 'number' && names.length > maxProperties)
    say(`must have at most ${maxProperties} entries`);
  for (const name of names) {
    faults.push(...property(name, value[name] ?? null, schema, place));
    if (faults.length > mostFaults) break;
  }
  return faults;
}

/** What the presence of one entry asks for: other entries, or a schema. Draft 7 has one word for both. */
function dependent(value: JsonObject, schema: JsonObject, place: Place): readonly SchemaFault[] {
  const { dependentRequired, dependentSchemas, dependencies } = schema;
  const rules = [dependentRequired, dependentSchemas, dependencies].flatMap(map =>
    isJsonObject(map) ? Object.entries(map) : [],
  );
  return rules.flatMap(([name, rule]): readonly SchemaFault[] => {
    if (!Object.hasOwn(value, name)) return [];
    if (!Array.isArray(rule)) return check(value, rule, place);
    return rule.flatMap(need =>
      typeof need === 'string' && !Object.hasOwn(value, need)
        ? [{ path: place.path, message: `must have "${need}" beside "${name}"` }]
        : [],
    );
  });
}

function property(name: string, value: Json, schema: JsonObject, place: Place): readonly SchemaFault[] {
  const at = { ...place, path: `${place.path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}` };
  const { properties, patternProperties, additionalProperties, propertyNames } = schema;
  const described: Json[] = [];
  const own = isJsonObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
  if (own !== undefined) described.push(own);
  for (const [pattern, part] of isJsonObject(patternProperties) ? Object.entries(patternProperties) : []) {
    const compiled = patternOf(pattern, place);
    spend(place, 1 + (name.length * pattern.length) / 64);
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
  if (!Array.isArray(a) && !isJsonObject(a)) return a === b;
  return canonical(a) === canonical(b);
}

/** Equal values have equal texts. */
function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map(key => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`).join(',')}}`;
}
