// Reads what an action was given: references resolved, values by their kind.

import { isJsonObject, type Json, type JsonObject } from '../../base/json';
import type { Outcome } from '../executor';
import { expandJson } from '../values/expand';
import { policies } from '../values/policies';
import type { Scope } from '../values/scope';
import type { OtherAction } from './other-action';

/** The action's `with`, every text in it resolved. */
export function resolvedInput({ with: input }: OtherAction, scope: Scope): JsonObject {
  const resolved = expandJson(input, scope, policies.with);
  return isJsonObject(resolved) ? resolved : {};
}

/** A text, or undefined when the key holds none. */
export function textOf(input: JsonObject, key: string): string | undefined {
  const value = input[key];
  return typeof value === 'string' ? value : undefined;
}

/** Whether a key is true; `usual`: what a missing one means. */
export function flagOf(input: JsonObject, key: string, usual = false): boolean {
  const value = input[key];
  return typeof value === 'boolean' ? value : usual;
}

export function numberOf(input: JsonObject, key: string): number | undefined {
  const value = input[key];
  return typeof value === 'number' ? value : undefined;
}

/** The texts of a list; a single text counts as a list of one. */
export function textsOf(input: JsonObject, key: string): readonly string[] {
  const value: Json | undefined = input[key];
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];
}

/** A mapping whose values are texts; other scalars count as their text. */
export function textMapOf(input: JsonObject, key: string): Readonly<Record<string, string>> {
  const value = input[key];
  if (!isJsonObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, typeof member === 'string' ? member : JSON.stringify(member)]),
  );
}

/** The outcome of an action that cannot do what it is asked. */
export function failed(error: string, exitCode = 1): Outcome {
  return { exitCode, error };
}
