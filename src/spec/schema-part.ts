// The part of a JSON Schema that a path of keys leads to, as somebody thinks of a file: `steps.retry_policy.limit`.

import { isJsonObject, type Json, type JsonObject } from '../base/json';
import { resolveReference } from '../base/json-schema-reference';
import { fail, ok, type Result } from '../base/result';

/** A key that there is none of: the way to where it was looked for, and the keys that are known there. */
export interface MissingKey {
  readonly key: string;
  readonly below: readonly string[];
  readonly known: readonly string[];
}

/**
 * What a schema says about the value behind these keys, with the definitions that it refers to. Lists are gone through by themselves, and
 * any key leads into a mapping whose keys are free.
 */
export function schemaPart(schema: JsonObject, path: readonly string[]): Result<JsonObject, MissingKey> {
  let part = schema;
  for (const [at, key] of path.entries()) {
    const shapes = shapesOf(part, schema);
    const next = memberOf(shapes, key);
    if (next === undefined) return fail({ key, below: path.slice(0, at), known: keysOf(shapes) });
    part = next;
  }
  if (part === schema) return ok(schema);
  const definitions = definitionsFor(part, schema);
  return ok(Object.keys(definitions).length === 0 ? part : { ...part, definitions });
}

/** The schema and everything that it says with other schemas about the same value, or about the items of a list. */
function shapesOf(schema: JsonObject, root: JsonObject): readonly JsonObject[] {
  const found = new Set<JsonObject>();
  const visit = (value: Json | undefined): void => {
    if (!isJsonObject(value) || found.has(value)) return;
    found.add(value);
    if (typeof value.$ref === 'string') visit(resolveReference(value.$ref, root));
    for (const several of [value.anyOf, value.oneOf, value.allOf])
      if (Array.isArray(several)) for (const one of several) visit(one);
    visit(value.then);
    visit(value.items);
  };
  visit(schema);
  return [...found];
}

function memberOf(shapes: readonly JsonObject[], key: string): JsonObject | undefined {
  const named = shapes.flatMap(({ properties }) =>
    isJsonObject(properties) && Object.hasOwn(properties, key) ? [properties[key]] : [],
  );
  if (named.length > 0) return named.find(isJsonObject) ?? {};
  return keysOf(shapes).length > 0 ? undefined : shapes.map(shape => shape.additionalProperties).find(isJsonObject);
}

function keysOf(shapes: readonly JsonObject[]): readonly string[] {
  return [...new Set(shapes.flatMap(({ properties }) => (isJsonObject(properties) ? Object.keys(properties) : [])))];
}

/** The definitions that a part refers to, also by way of each other. */
function definitionsFor(part: JsonObject, root: JsonObject): JsonObject {
  const definitions = isJsonObject(root.definitions) ? root.definitions : {};
  const needed = new Set<string>();
  const visit = (value: Json): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    if (!isJsonObject(value)) return;
    const name = typeof value.$ref === 'string' ? value.$ref.replace('#/definitions/', '') : '';
    const definition = definitions[name];
    if (definition !== undefined && !needed.has(name)) {
      needed.add(name);
      visit(definition);
    }
    for (const member of Object.values(value)) visit(member);
  };
  visit(part);
  return Object.fromEntries(Object.entries(definitions).filter(([name]) => needed.has(name)));
}
