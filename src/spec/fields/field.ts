// What a field of the format is: the one description that validation, completion, hover and the schema read.

/** What may stand as the value of a field. */
export type Shape =
  | { readonly kind: 'text'; readonly pattern?: RegExp; readonly example?: string }
  | { readonly kind: 'integer'; readonly minimum?: number; readonly maximum?: number }
  | { readonly kind: 'number' }
  | { readonly kind: 'boolean' }
  /** One text, or a list whose items may be any scalar. */
  | { readonly kind: 'texts' }
  | { readonly kind: 'word'; readonly words: readonly string[]; readonly trimmed?: boolean; readonly anyCase?: boolean }
  | { readonly kind: 'object'; readonly fields: FieldTable }
  | { readonly kind: 'list'; readonly item: Shape }
  /** A mapping with free keys. */
  | { readonly kind: 'map'; readonly values?: Shape }
  | { readonly kind: 'any' }
  /** Has a reader of its own, which knows its forms. */
  | { readonly kind: 'own'; readonly forms: string };

export type Tag = 'local' | 'server' | 'presentation';

export interface Field {
  readonly name: string;
  readonly shape: Shape;
  /** What it is for, in one or two sentences for people, with its unit; the default stands in `default`. */
  readonly meaning: string;
  /** Where it surprises: what Dagu does with it that one would not expect, and what to write instead. */
  readonly remark?: string;
  readonly default?: string;
  /** The mapping that it stands in does not load without it. */
  readonly required?: true;
  /** Values that are written often, for completion and as examples; others are allowed too. */
  readonly usual?: readonly string[];
  /** Loads, but has a newer form: its words. */
  readonly deprecated?: string;
  /** `server`: accepted and kept, and only a Dagu server does something with it. */
  readonly tag: Tag;
  /**
   * What becomes of the key in another case. Absent: it is the same field. `lost`: Dagu accepts it and does not find what it holds.
   * `unknown`: it is an unknown key.
   */
  readonly otherCase?: 'lost' | 'unknown';
}

export type FieldTable = ReadonlyMap<string, Field>;

export const text: Shape = { kind: 'text' };
export const texts: Shape = { kind: 'texts' };
export const integer: Shape = { kind: 'integer' };
export const natural: Shape = { kind: 'integer', minimum: 0 };
export const boolean: Shape = { kind: 'boolean' };
export const map: Shape = { kind: 'map' };
export const any: Shape = { kind: 'any' };

export const number: Shape = { kind: 'number' };

export function mapOf(values: Shape): Shape {
  return { kind: 'map', values };
}

/** Text of a certain form; `example` shows it in messages. */
export function textLike(pattern: RegExp, example: string): Shape {
  return { kind: 'text', pattern, example };
}

export function words(...list: readonly string[]): Shape {
  return { kind: 'word', words: list };
}

export function object(fields: FieldTable): Shape {
  return { kind: 'object', fields };
}

export function list(item: Shape): Shape {
  return { kind: 'list', item };
}

/** A shape with a reader of its own; `forms` names what it takes, for messages. */
export function own(forms: string): Shape {
  return { kind: 'own', forms };
}

type More = Partial<Pick<Field, 'default' | 'deprecated' | 'otherCase' | 'remark' | 'required' | 'tag' | 'usual'>>;

/** One line of a table. */
export function field(name: string, shape: Shape, meaning: string, more: More = {}): Field {
  return { name, shape, meaning, tag: 'local', ...more };
}

export function table(...fields: readonly Field[]): FieldTable {
  return new Map(fields.map(entry => [entry.name, entry]));
}
