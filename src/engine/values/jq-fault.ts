// What goes wrong in a jq filter while it runs, in the words of the jq that Dagu uses.

import { isJsonObject, type Json } from '../../base/json';
import { compactJson } from './json-text';

/** `raised`: what the filter raised. `input`: the value that a step of a path was applied to, where it is known. */
export function jqFault(raised: Json, input?: { readonly value: Json }): string {
  if (typeof raised !== 'string') return `error: ${compactJson(raised)}`;
  const index = /^Cannot index (\w+) with (string|number|object)/.exec(raised);
  if (index !== null) {
    const wanted = index[2] === 'string' ? 'an object' : 'an array';
    return `expected ${wanted} but got: ${input === undefined ? index[1] : described(input.value)}`;
  }
  const iterated = /^Cannot iterate over (\w+)/.exec(raised);
  if (iterated !== null) return `cannot iterate over: ${input === undefined ? iterated[1] : described(input.value)}`;
  const operands = /^(.*) and (.*) cannot be (\w+)( \(remainder\))?( because the divisor is zero)?$/s.exec(raised);
  if (operands !== null) {
    const [, left = '', right = '', verb = '', remainder, byZero] = operands;
    const deed = remainder === undefined ? (verbs[verb] ?? verb) : 'modulo';
    return byZero === undefined ? `cannot ${deed}: ${left} and ${right}` : `cannot ${deed} ${left} by: ${right}`;
  }
  const keys = /^(.*) has no (keys|length)$/s.exec(raised);
  return keys === null ? `error: ${raised}` : `${keys[2]} cannot be applied to: ${keys[1]}`;
}

const verbs: Readonly<Record<string, string>> = {
  added: 'add',
  subtracted: 'subtract',
  multiplied: 'multiply',
  divided: 'divide',
};

/** The kind of a value and its beginning, e.g. `number (1)`. */
function described(value: Json): string {
  if (value === null) return 'null';
  return `${isJsonObject(value) ? 'object' : Array.isArray(value) ? 'array' : typeof value} (${beginning(value)})`;
}

const longest = 30;

function beginning(value: Json): string {
  const text = compactJson(value);
  if (Buffer.byteLength(text) <= longest) return text;
  const end =
    typeof value === 'string' ? ' ..."' : Array.isArray(value) ? ' ...]' : isJsonObject(value) ? ' ...}' : ' ...';
  const characters = [...text];
  while (Buffer.byteLength(characters.join('')) > longest - end.length) characters.pop();
  return `${characters.join('')}${end}`;
}
