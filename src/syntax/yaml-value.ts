// Reads a YAML text as a value, for data that are no workflow: plain scalars mean what they mean to Go's YAML library.

import type { DataValue } from '../base/json';
import { fail, ok, type Result } from '../base/result';
import { parseStream } from './document';
import { kindOf, type ScalarNode, type YamlNode } from './node';

/** The value of the first document; null when there is none. Fails with the reason and the line. */
export function readYamlValue(text: string): Result<DataValue, string> {
  const [document] = parseStream(text).documents;
  const [fault] = document?.faults ?? [];
  if (fault !== undefined) {
    const line = text.slice(0, fault.range.start).split('\n').length;
    return fail(`line ${line}: ${fault.message}`);
  }
  return ok(document?.root === undefined ? null : dataOf(document.root));
}

function dataOf(node: YamlNode): DataValue {
  if (node.kind === 'sequence') return node.items.map(dataOf);
  if (node.kind === 'scalar') return scalarValue(node);
  // Keys such as __proto__ must become ordinary members, which assignment would not do.
  return Object.fromEntries(node.entries.map(entry => [entry.key.text, dataOf(entry.value)]));
}

function scalarValue(node: ScalarNode): DataValue {
  const { value, text } = node;
  if (typeof value === 'number') return kindOf(node) === 'integer' ? BigInt(value) : value;
  if (typeof value !== 'string' || node.style !== 'plain') return value;
  return isFloat(text) ? Number(text) : (momentOf(text) ?? value);
}

/** Whether a text is a number in data, also where workflows take it for text: exponents without a point, `08`, more than 64 bits. */
export function isFloat(text: string): boolean {
  return /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(text);
}

const moment =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d+)?(Z|[-+]\d\d:\d\d)| (\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d+)?)?$/;

/** A date, or a date and time, in full; undefined when it is none. */
export function momentOf(text: string): string | undefined {
  const match = moment.exec(text);
  if (match === null) return undefined;
  const [, year = '', month = '', day = ''] = match;
  const [hour = '0', minute = '0', second = '0'] = [match[4] ?? match[9], match[5] ?? match[10], match[6] ?? match[11]];
  const fraction = (match[7] ?? match[12] ?? '').slice(0, 10).replace(/\.?0+$/, '');
  const [two, zone] = [(part: string): string => part.padStart(2, '0'), match[8] ?? 'Z'];
  const inFull = `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`;
  const read = new Date(`${inFull}Z`);
  // The 30th of February is no day, though it can be read as one in March.
  if (Number.isNaN(read.getTime()) || !read.toISOString().startsWith(inFull)) return undefined;
  return `${inFull}${fraction}${zone === '+00:00' ? 'Z' : zone}`;
}
