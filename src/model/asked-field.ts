// The single values that a person is asked for: read from a form or an approval, converted from text, and checked together.

import { isJsonObject, type Json, type JsonObject } from '../base/json';
import { schemaFaults } from '../base/json-schema';
import { fail, ok, type Result } from '../base/result';
import type { Ask } from './ask';

/** One value to enter. */
export interface AskedField {
  readonly name: string;
  /** How a person calls it; the name when the form says nothing else. */
  readonly title: string;
  readonly description?: string;
  readonly kind: 'text' | 'integer' | 'number' | 'boolean';
  /** Text that may have several lines. */
  readonly multiline: boolean;
  /** Text that is not to be read over one's shoulder: `format: password`. */
  readonly hidden: boolean;
  readonly required: boolean;
  readonly default?: Json;
  /** The only values it may have. */
  readonly choices?: readonly Json[];
}

/** A form as it is stored and shown: `{type: object, properties, …}`, also when only the properties were written. */
export function normalForm(written: JsonObject): JsonObject {
  const whole = isJsonObject(written.properties) || typeof written.type === 'string';
  return whole ? { type: 'object', ...written } : { type: 'object', properties: written };
}

/** The values that are asked for, in the order in which they are written. */
export function askedFields(ask: Ask): readonly AskedField[] {
  if (ask.kind === 'approval') {
    const required = new Set(ask.required);
    return ask.input.map(name => ({
      name,
      title: name,
      kind: 'text',
      multiline: false,
      hidden: false,
      required: required.has(name),
    }));
  }
  const { properties, required } = ask.form ?? {};
  const needed = new Set(Array.isArray(required) ? required : []);
  return Object.entries(isJsonObject(properties) ? properties : {}).map(([name, property]) =>
    formField(name, isJsonObject(property) ? property : {}, needed.has(name)),
  );
}

/** A text as the value that a field takes; a text that is none of its kind stays a text, and is found when the inputs are checked. */
export function valueOfText(field: Pick<AskedField, 'kind' | 'choices'>, text: string): Json {
  const chosen = field.choices?.find(choice => (typeof choice === 'string' ? choice : JSON.stringify(choice)) === text);
  if (chosen !== undefined) return chosen;
  if (field.kind === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  const isNumber = field.kind === 'integer' || field.kind === 'number';
  return isNumber && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

/**
 * The inputs with the defaults of the form filled in, or everything that is wrong with them as one sentence. An approval takes texts; those
 * that it requires must not be blank, unless it is not approved at all (`partial`).
 */
export function checkedInputs(ask: Ask, given: JsonObject, partial = false): Result<JsonObject, string> {
  const fields = askedFields(ask);
  const inputs: Record<string, Json> = { ...given };
  for (const field of fields)
    if (field.default !== undefined && !Object.hasOwn(inputs, field.name)) inputs[field.name] = field.default;
  const known = new Set(fields.map(field => field.name));
  const open = ask.kind === 'task' && ask.form?.additionalProperties !== undefined;
  const unknown = open ? [] : Object.keys(inputs).filter(name => !known.has(name));
  const faults = [
    ...unknown.map(name => `there is no input "${name}"${listOf(fields)}`),
    ...(ask.kind === 'task' ? formFaults(inputs, ask.form ?? {}) : approvalFaults(inputs, fields, partial)),
  ];
  return faults.length === 0 ? ok(inputs) : fail(`${faults.join('; ')}.`);
}

/** What is wrong with one value of a form, as the end of a sentence about it; undefined when it is fine. */
export function fieldFault(ask: Ask, name: string, value: Json): string | undefined {
  if (ask.kind === 'approval') return undefined;
  const { properties } = ask.form ?? {};
  const property = isJsonObject(properties) ? properties[name] : undefined;
  return property === undefined ? undefined : schemaFaults(value, property)[0]?.message;
}

function formField(name: string, property: JsonObject, required: boolean): AskedField {
  const { title, description, type, format } = property;
  const types = typeof type === 'string' ? [type] : Array.isArray(type) ? type : [];
  const kind = (['boolean', 'integer', 'number'] as const).find(word => types.includes(word)) ?? 'text';
  const choices = Array.isArray(property.enum) ? property.enum : undefined;
  return {
    name,
    title: typeof title === 'string' && title !== '' ? title : name,
    ...(typeof description === 'string' ? { description } : {}),
    kind,
    multiline: kind === 'text' && (format === 'multiline' || format === 'textarea'),
    hidden: kind === 'text' && format === 'password',
    required,
    ...(property.default === undefined ? {} : { default: property.default }),
    ...(choices === undefined ? {} : { choices }),
  };
}

function formFaults(inputs: JsonObject, form: JsonObject): string[] {
  return schemaFaults(inputs, form).map(({ path, message }) =>
    path === '' ? `the input ${message}` : `"${path.slice(1)}" ${message}`,
  );
}

function approvalFaults(inputs: JsonObject, fields: readonly AskedField[], partial: boolean): string[] {
  return fields.flatMap(({ name, required }) => {
    const value = inputs[name];
    if (value !== undefined && typeof value !== 'string') return [`"${name}" must be text`];
    const blank = value === undefined || value.trim() === '';
    return required && blank && !partial ? [`"${name}" is required`] : [];
  });
}

function listOf(fields: readonly AskedField[]): string {
  return fields.length === 0 ? ': nothing is asked for' : ` (${fields.map(field => field.name).join(', ')})`;
}
