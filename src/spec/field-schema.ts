// JSON Schemas of single fields, from the table of the format: what may stand there, and what people read about it.

import type { Json, JsonObject } from '../base/json';
import type { Field, FieldTable, Shape } from './fields/field';
import { type Content, contentOf } from './fields/lookup';

/** Tables that are referred to by name wherever they occur. */
export type Names = ReadonlyMap<FieldTable, string>;

/** `loose`: nothing written counts as absent, and fractions are cut off. `strict`: inputs of actions are checked as they are written. */
export type Manner = 'loose' | 'strict';

/** A mapping with these fields. */
export function tableSchema(fields: FieldTable, names: Names, manner: Manner, open = false): JsonObject {
  const required = [...fields.values()].filter(field => field.required === true).map(field => field.name);
  return {
    type: 'object',
    properties: Object.fromEntries(
      [...fields.values()].map(field => [field.name, fieldSchema(field, fields, names, manner)]),
    ),
    ...(required.length === 0 ? {} : { required }),
    ...(open ? {} : { additionalProperties: false }),
  };
}

/** One field with its description. */
export function fieldSchema(field: Field, fields: FieldTable, names: Names, manner: Manner): JsonObject {
  const shape =
    field.shape.kind === 'own' ? ownSchema(field, fields, names) : plainSchema(field, fields, names, manner);
  return {
    description: descriptionOf(field),
    ...(manner === 'strict' || presence.has(field.name) ? shape : orNothing(shape)),
    ...(field.usual === undefined ? {} : { examples: field.usual }),
    ...(field.deprecated === undefined
      ? {}
      : { deprecated: true, deprecationMessage: `${field.name} is deprecated; use ${field.deprecated}` }),
  };
}

/** Fields whose key must have a value once it is written. */
const presence: ReadonlySet<string> = new Set(['run', 'with', 'steps']);

export function descriptionOf(field: Field): string {
  const usual = field.default === undefined ? '' : ` Default: ${field.default}.`;
  const server = field.tag === 'server' ? ' Only a Dagu server acts on it.' : '';
  return `${field.meaning}${usual}${server}`;
}

/** A field whose shape tells everything, but for texts that may also be written as mappings. */
function plainSchema(field: Field, fields: FieldTable, names: Names, manner: Manner): JsonObject {
  const entry = field.shape.kind === 'texts' ? contentOf(fields, field.name)?.item : undefined;
  if (entry === undefined) return shapeSchema(field.shape, names, manner);
  const either = { anyOf: [{ type: 'string' }, tableSchema(entry, names, manner)] };
  return { anyOf: [...either.anyOf, { type: 'array', items: either }] };
}

function shapeSchema(shape: Shape, names: Names, manner: Manner): JsonObject {
  switch (shape.kind) {
    case 'text':
      return { type: 'string', ...(shape.pattern === undefined ? {} : { pattern: shape.pattern.source }) };
    case 'integer': {
      const { minimum, maximum } = shape;
      return {
        type: manner === 'strict' ? 'integer' : 'number',
        ...(minimum === undefined ? {} : { minimum }),
        ...(maximum === undefined ? {} : { maximum }),
      };
    }
    case 'number':
      return { type: 'number' };
    case 'boolean':
      return { type: 'boolean' };
    case 'texts':
      return {
        anyOf: [{ type: 'string' }, { type: 'array', items: { type: manner === 'strict' ? 'string' : scalars } }],
      };
    case 'word':
      return wordSchema(shape);
    case 'object':
      return reference(shape.fields, names) ?? tableSchema(shape.fields, names, manner);
    case 'list':
      return { type: 'array', items: shapeSchema(shape.item, names, manner) };
    case 'map':
      return {
        type: 'object',
        ...(shape.values === undefined ? {} : { additionalProperties: shapeSchema(shape.values, names, manner) }),
      };
    case 'any':
    case 'own':
      return {};
  }
}

const scalars = ['string', 'number', 'boolean'];

/** The words themselves for completion, and whatever else Dagu takes for them. */
function wordSchema({ words, trimmed, anyCase }: Extract<Shape, { kind: 'word' }>): JsonObject {
  const known = words.filter(word => word !== '');
  if (trimmed !== true && anyCase !== true && known.length === words.length) return { enum: known };
  const either = (word: string): string =>
    anyCase === true ? word.replace(/[a-z]/g, letter => `[${letter}${letter.toUpperCase()}]`) : word;
  const blanks = trimmed === true ? '\\s*' : '';
  return {
    anyOf: [{ enum: known }, { type: 'string', pattern: `^${blanks}(${words.map(either).join('|')})${blanks}$` }],
  };
}

/** What the forms of fields with a reader of their own are, besides what the table tells of their inside. */
const forms: Readonly<Record<string, JsonObject>> = {
  text: { type: 'string' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  list: { type: 'array' },
  mapping: { type: 'object' },
};

const formsOf: Readonly<Record<string, readonly (keyof typeof forms)[]>> = {
  'a list of single-key mappings': ['list'],
  'a list of steps': ['list', 'mapping'],
  'a list or a mapping': ['list', 'mapping'],
  'a list': ['list'],
  'a mapping or a list': ['mapping', 'list'],
  'a mapping or local': ['mapping', 'text'],
  'a mapping or JSON text': ['mapping', 'text'],
  'a mapping with command and args': ['mapping'],
  'a mapping': ['mapping'],
  'a name or a mapping': ['text', 'mapping'],
  'a number or a list of numbers': ['number', 'text', 'list'],
  'a path or a mapping': ['text', 'mapping'],
  'a step': ['mapping'],
  'a text or a list of texts': ['text', 'list'],
  'a text or a list': ['text', 'list'],
  'a text, a list or a mapping': ['text', 'list', 'mapping'],
  'a whole number': ['number', 'text'],
  'a whole number, or text that becomes one': ['number', 'text'],
  'failed, skipped or a mapping': ['text', 'mapping'],
  'one step': ['mapping'],
  'true, or a number above 1': ['boolean', 'number'],
  'while, until, true or false': ['text', 'boolean'],
};

function ownSchema(field: Field, fields: FieldTable, names: Names): JsonObject {
  const form = field.shape.kind === 'own' ? field.shape.forms : '';
  const kinds = formsOf[form];
  if (kinds === undefined) throw new Error(`nobody has said what "${form}" may be`);
  const content = contentOf(fields, field.name);
  const parts = kinds.map(kind => formSchema(kind, content, names, field.name));
  return parts.length === 1 ? (parts[0] ?? {}) : { anyOf: parts };
}

function formSchema(kind: keyof typeof forms, content: Content | undefined, names: Names, name: string): JsonObject {
  const inside = (table: FieldTable): JsonObject => reference(table, names) ?? tableSchema(table, names, 'loose');
  if (kind === 'mapping' && name !== 'params') {
    if (content?.mapping !== undefined) return inside(content.mapping);
    if (content?.each !== undefined) {
      // In `output` and the fields of a stream a mapping can be a value as well.
      const each = name === 'output' || name === 'fields' ? {} : orNothing(inside(content.each));
      return { type: 'object', additionalProperties: each };
    }
  }
  if (kind === 'list' && content?.item !== undefined) {
    const item = inside(content.item);
    if (name === 'steps') return { type: 'array', items: { anyOf: [item, { type: 'string' }, groupOf(item)] } };
    if (name === 'params') return { type: 'array', items: { anyOf: [{ type: 'string' }, definition(item)] } };
    const asText = name === 'preconditions' || name === 'schedule';
    return { type: 'array', items: asText ? { anyOf: [{ type: 'string' }, item] } : item };
  }
  return forms[kind] ?? {};
}

function groupOf(step: JsonObject): JsonObject {
  return { type: 'array', items: { anyOf: [step, { type: 'string' }] } };
}

/** Only a mapping with a name defines a parameter; others hold names and values. */
function definition(item: JsonObject): JsonObject {
  return { type: 'object', ...when({ required: ['name'] }, item) };
}

/** What holds of a value under a condition. */
export function when(test: JsonObject, then: JsonObject): JsonObject {
  return { if: test, then };
}

function reference(table: FieldTable, names: Names): JsonObject | undefined {
  const name = names.get(table);
  return name === undefined ? undefined : { $ref: `#/definitions/${name}` };
}

/** The same, or nothing at all. */
export function orNothing(schema: JsonObject): JsonObject {
  const { type, enum: words, anyOf, ...rest } = schema;
  if (Array.isArray(words)) return { ...schema, enum: [...(words as readonly Json[]), null] };
  if (typeof type === 'string') return { ...schema, type: [type, 'null'] };
  if (Array.isArray(anyOf)) return { ...rest, anyOf: [...(anyOf as readonly Json[]), { type: 'null' }] };
  return Object.keys(schema).length === 0 ? schema : { anyOf: [schema, { type: 'null' }] };
}
