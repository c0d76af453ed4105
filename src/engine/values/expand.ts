// Puts values in the place of references: one pass over the text, and what was inserted is never looked at again (dagu-format.md 2, 8 no. 1).

import { isJsonObject, type Json } from '../../base/json';
import type { TextRange } from '../../base/text';
import {
  isEscaped,
  parseReferences,
  type Reference,
  type ScopedReference,
  type VariableReference,
} from '../../model/reference';
import { selectPath } from './json-path';
import { parseJson, plainText } from './json-text';
import { applyOperator } from './operators';
import type { FieldPolicy, Scope } from './scope';
import { stepMember } from './step-reference';

/**
 * The text with its references resolved as the field's policy allows. What is unknown stays as it stands. One backslash is taken from an odd
 * run before a reference that the field would resolve, and the reference stays; an even run is left as it is.
 */
export function expand(text: string, scope: Scope, policy: FieldPolicy): string {
  if (!text.includes('$')) return text;
  return expandWith(text, { start: 0, end: text.length }, scope, policy, value => value);
}

/**
 * A part of a text with its references resolved; quotes are paired over the whole text. `insert` turns a value into what is put in its place,
 * which is the value itself unless a shell is going to read the result.
 */
export function expandWith(
  text: string,
  range: TextRange,
  scope: Scope,
  policy: FieldPolicy,
  insert: (value: string, place: TextRange) => string,
): string {
  let result = '';
  let from = range.start;
  for (const reference of parseReferences(text)) {
    const { start, end } = reference.range;
    if (start < range.start || end > range.end) continue;
    const replacement = replace(text, reference, scope, policy);
    if (replacement === undefined) continue;
    if (replacement.unescaped !== true) {
      const place = { start, end: replacement.end ?? end };
      result += text.slice(from, start) + insert(replacement.text, place);
      from = place.end;
      continue;
    }
    result += text.slice(from, start - 1) + replacement.text;
    from = end;
  }
  return result + text.slice(from, range.end);
}

/** Every text inside a JSON value with its references resolved; keys, numbers and the rest stay. */
export function expandJson(value: Json, scope: Scope, policy: FieldPolicy): Json {
  if (typeof value === 'string') return expand(value, scope, policy);
  if (Array.isArray(value)) return value.map(item => expandJson(item, scope, policy));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, expandJson(member, scope, policy)]));
}

interface Replacement {
  readonly text: string;
  /** The last backslash before the reference goes away. */
  readonly unescaped?: boolean;
  /** Where the replaced part ends, when only the beginning of the reference is replaced. */
  readonly end?: number;
}

function replace(text: string, reference: Reference, scope: Scope, policy: FieldPolicy): Replacement | undefined {
  const escaped = isEscaped(reference) && !policy.backslashLiteral;
  const literal = { text: text.slice(reference.range.start, reference.range.end), unescaped: true };
  switch (reference.kind) {
    case 'unreadable':
      return undefined;
    case 'scoped':
      return escaped ? literal : found(scopedValue(reference, scope, policy));
    case 'variable': {
      // Step members and JSON paths are resolved inside single quotes too, and no backslash protects them.
      const value = pathValue(text, reference, scope, policy);
      if (value !== undefined) return { text: value };
      if (reference.path !== undefined && reference.braced) return undefined;
      if (policy.shellText) return escaped ? undefined : positional(reference, scope);
      if (!policy.variables || reference.quoted) return undefined;
      return escaped ? literal : variableValue(text, reference, scope, policy);
    }
  }
}

function found(text: string | undefined): Replacement | undefined {
  return text === undefined ? undefined : { text };
}

function own(record: Readonly<Record<string, string>> | undefined, name: string): string | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}

function scopedValue(
  { namespace, path, alias }: ScopedReference,
  scope: Scope,
  policy: FieldPolicy,
): string | undefined {
  const names = path.map(segment => segment.text);
  const [first = '', , third = ''] = names;
  switch (namespace) {
    case 'consts':
      return own(scope.consts, first);
    case 'params':
      if (names.length > 0) return own(scope.params, first);
      return scope.paramsJson === '' ? undefined : scope.paramsJson;
    case 'env': {
      const value = own(scope.env, first) ?? own(scope.inherited, first);
      return value ?? (policy.osForEnv ? own(scope.os, first) : undefined);
    }
    case 'steps':
      if (!policy.steps || scope.handler !== undefined) return undefined;
      return own(scope.steps.get(first)?.declared, third);
    case 'context': {
      // The one alias whose field has another name: there is no context.run.started_at.
      const field = alias && names.join('.') === 'run.started_at' ? 'attempt.started_at' : names.join('.');
      return policy.context ? own(scope.context, field) : undefined;
    }
    case 'foreach':
      return own(scope.foreach, names.join('.'));
    case 'inputs':
    case 'outputs':
      return own(scope.files?.[namespace], first);
  }
}

function pathValue(text: string, reference: VariableReference, scope: Scope, policy: FieldPolicy): string | undefined {
  const { path, name, braced, slice, range } = reference;
  if (path === undefined) return undefined;
  const step = braced && policy.steps ? scope.steps.get(name.text) : undefined;
  const member = step === undefined ? undefined : stepMember(step, path.text, slice?.text);
  if (member !== undefined) return member;
  if ((!policy.variables && !policy.shellText) || slice !== undefined) return undefined;
  const variable = lookup(name.text, scope, policy);
  const json = variable === undefined ? undefined : parseJson(variable);
  const selected = json === undefined ? undefined : selectPath(json.value, path.text);
  if (selected === undefined) return undefined;
  const value = plainText(selected.value);
  const betweenQuotes = text[range.start - 1] === '"' && text[range.end] === '"';
  return betweenQuotes ? JSON.stringify(value).slice(1, -1) : value;
}

/** A shell reads $1 as its own argument, so Dagu replaces those that the run has; everything else is the shell's business. */
function positional(reference: VariableReference, scope: Scope): Replacement | undefined {
  const { name, operator, quoted, length } = reference;
  if (quoted || length || operator !== undefined || !/^[0-9]+$/.test(name.text)) return undefined;
  return found(own(scope.params, name.text));
}

function variableValue(
  text: string,
  reference: VariableReference,
  scope: Scope,
  policy: FieldPolicy,
): Replacement | undefined {
  const value = lookup(reference.name.text, scope, policy);
  if (value === undefined) return undefined;
  if (reference.length) return { text: String([...value].length) };
  if (reference.operator !== undefined) {
    return found(applyOperator(text, reference, value, name => lookup(name, scope, policy)));
  }
  return reference.braced ? { text: value } : { text: value, end: reference.name.range.end };
}

function lookup(name: string, scope: Scope, policy: FieldPolicy): string | undefined {
  const item = name === 'ITEM' ? scope.item : undefined;
  const value = item ?? own(scope.env, name) ?? own(scope.params, name);
  return value ?? (policy.os ? own(scope.os, name) : undefined);
}
