// Functions of the sprig library on values of any kind: defaults, types, encodings, paths.

import { isJsonObject, type Json } from '../json';
import { type Budget, TemplateFault } from './budget';
import { fixed, type GoFunction, variadic } from './function';
import { jsonText } from './print';
import { keyOf } from './sprig-lists';
import { type GoValue, isTrue, kindName, typeName } from './value';

const toJson = fixed(['any'], (value, budget) => jsonText(value, budget));
const toPrettyJson = fixed(['any'], (value, budget) => jsonText(value, budget, { indent: '  ' }));
const toRawJson = fixed(['any'], (value, budget) => jsonText(value, budget, { html: false }));

export const valueFunctions: readonly (readonly [string, GoFunction])[] = [
  ['default', variadic(['any'], 'any', (otherwise, [given = null]) => (isTrue(given) ? given : otherwise))],
  ['empty', fixed(['any'], value => !isTrue(value))],
  ['coalesce', variadic([], 'any', values => values.find(isTrue) ?? null)],
  ['all', variadic([], 'any', values => values.every(isTrue))],
  ['any', variadic([], 'any', values => values.some(isTrue))],
  ['ternary', fixed(['any', 'any', 'bool'], (yes, no, test) => (test ? yes : no))],
  [
    'fail',
    fixed(['text'], message => {
      throw new TemplateFault(message);
    }),
  ],
  ['typeOf', fixed(['any'], typeName)],
  ['typeIs', fixed(['text', 'any'], (name, value) => typeName(value) === name)],
  ['typeIsLike', fixed(['text', 'any'], (name, value) => typeName(value) === name || `*${typeName(value)}` === name)],
  ['kindOf', fixed(['any'], kindName)],
  ['kindIs', fixed(['text', 'any'], (name, value) => kindName(value) === name)],
  ['deepEqual', fixed(['any', 'any'], (a, b, budget) => keyOf(a, budget) === keyOf(b, budget))],
  ['toJson', toJson],
  ['mustToJson', toJson],
  ['toPrettyJson', toPrettyJson],
  ['mustToPrettyJson', toPrettyJson],
  ['toRawJson', toRawJson],
  ['mustToRawJson', toRawJson],
  ['fromJson', fixed(['text'], (text, budget) => fromJson(text, budget) ?? null)],
  ['mustFromJson', fixed(['text'], (text, budget) => mustFromJson(text, budget))],
  ['b64enc', fixed(['text'], text => Buffer.from(text).toString('base64'))],
  ['b64dec', fixed(['text'], text => Buffer.from(text, 'base64').toString('utf8'))],
  ['b32enc', fixed(['text'], base32)],
  ['b32dec', fixed(['text'], fromBase32)],
  ...['base', 'osBase'].map(name => [name, fixed(['text'], baseOf)] as const),
  ...['dir', 'osDir'].map(name => [name, fixed(['text'], dirOf)] as const),
  ...['clean', 'osClean'].map(name => [name, fixed(['text'], cleaned)] as const),
  ...['ext', 'osExt'].map(name => [name, fixed(['text'], text => /\.[^./]*$/.exec(text)?.[0] ?? '')] as const),
  ...['isAbs', 'osIsAbs'].map(name => [name, fixed(['text'], text => text.startsWith('/'))] as const),
];

/** Undefined when the text is no JSON. Numbers are float64, as Go reads them. */
function fromJson(text: string, budget: Budget): GoValue | undefined {
  budget.spendText(text.length * 4);
  try {
    return floats(JSON.parse(text) as Json);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function mustFromJson(text: string, budget: Budget): GoValue {
  const value = fromJson(text, budget);
  if (value === undefined) throw new TemplateFault('mustFromJson: the text is not JSON');
  return value;
}

function floats(json: Json): GoValue {
  if (Array.isArray(json)) return json.map(floats);
  if (isJsonObject(json)) return new Map(Object.entries(json).map(([key, member]) => [key, floats(member)]));
  return json as null | boolean | string | number;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function base32(text: string): string {
  const bits = [...Buffer.from(text)].map(byte => byte.toString(2).padStart(8, '0')).join('');
  const letters = (bits.match(/.{1,5}/g) ?? []).map(five => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)] ?? '');
  return letters.join('').padEnd(Math.ceil(letters.length / 8) * 8, '=');
}

function fromBase32(text: string): string {
  if (!/^[A-Z2-7]*=*$/.test(text)) throw new TemplateFault('b32dec: the text is not base32');
  const bits = [...text.replace(/=+$/, '')]
    .map(letter => alphabet.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2))).toString('utf8');
}

function baseOf(path: string): string {
  if (path === '') return '.';
  return path.replace(/\/+$/, '').replace(/^.*\//s, '') || '/';
}

function dirOf(path: string): string {
  return cleaned(path.slice(0, path.lastIndexOf('/') + 1));
}

/** The shortest path that means the same. */
function cleaned(path: string): string {
  const rooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!rooted) parts.push(part);
  }
  const text = (rooted ? '/' : '') + parts.join('/');
  return text === '' ? '.' : text;
}
