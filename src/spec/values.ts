// Reads single values by their shape, strictly as Dagu does: nothing is converted (dagu-format.md 1.0).

import type { Fix } from '../base/diagnostic';
import type { Json, JsonObject } from '../base/json';
import type { TextRange } from '../base/text';
import { isNull, type ScalarNode, type YamlNode } from '../syntax/node';
import { printedScalar } from '../syntax/scalar';
import type { Findings } from './findings';

/** `what` names the field in messages: `steps[2].timeout_sec`. */
export interface Place {
  readonly findings: Findings;
  readonly what: string;
}

export function describe(node: YamlNode): string {
  if (node.kind === 'mapping') return 'a mapping';
  if (node.kind === 'sequence') return 'a list';
  if (node.value === null) return 'nothing';
  if (typeof node.value === 'string') return `the text "${shorten(node.value)}"`;
  return typeof node.value === 'boolean' ? `the boolean ${node.value}` : `the number ${shorten(node.text)}`;
}

/** At most 60 characters, on one line: messages are lines. */
export function shorten(text: string): string {
  const line = text
    .slice(0, 61)
    .replace(/[\r\n]+$/, '')
    .replace(/\s*[\r\n]+\s*/g, ' ⏎ ');
  return text.length > 60 ? `${line.slice(0, 60)}…` : line;
}

export function readText(node: YamlNode, { findings, what }: Place): string | undefined {
  if (node.kind === 'scalar' && typeof node.value === 'string') return node.value;
  if (isNull(node)) return undefined;
  findings.add('type-text', `${what} must be text, not ${describe(node)}`, node.range, quoteFix(node));
  return undefined;
}

function quoteFix(node: YamlNode): { readonly fixes?: readonly Fix[] } {
  if (node.kind !== 'scalar' || node.style !== 'plain') return {};
  return {
    fixes: [
      {
        title: `Write "${node.text}" in quotes`,
        preferred: true,
        edits: [{ range: node.range, text: JSON.stringify(node.text) }],
      },
    ],
  };
}

export function readBoolean(node: YamlNode, { findings, what }: Place): boolean | undefined {
  if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
  if (isNull(node)) return undefined;
  const word = node.kind === 'scalar' ? node.text.toLowerCase() : '';
  const meant = /^(true|yes|on|y)$/.test(word) ? 'true' : /^(false|no|off|n)$/.test(word) ? 'false' : undefined;
  findings.add('type-boolean', `${what} must be true or false, not ${describe(node)}`, node.range, {
    ...(meant === undefined
      ? {}
      : { fixes: [{ title: `Write ${meant}`, preferred: true, edits: [{ range: node.range, text: meant }] }] }),
  });
  return undefined;
}

/** A whole number; a fraction is cut off, as Dagu does. */
export function readInteger(node: YamlNode, { findings, what }: Place, minimum?: number): number | undefined {
  if (node.kind === 'scalar' && typeof node.value === 'number' && Number.isFinite(node.value)) {
    const value = Math.trunc(node.value);
    if (!Number.isInteger(node.value))
      findings.warn('integer-fraction', `Dagu cuts the fraction off: ${what} is ${value}`, node.range);
    if (minimum !== undefined && value < minimum) {
      findings.add('integer-range', `${what} must be ${minimum} or more, not ${node.text}`, node.range);
      return undefined;
    }
    return value;
  }
  if (isNull(node)) return undefined;
  const digits =
    node.kind === 'scalar' && typeof node.value === 'string' && /^-?\d+$/.test(node.value) ? node.value : undefined;
  findings.add('type-integer', `${what} must be a whole number, not ${describe(node)}`, node.range, {
    ...(digits === undefined
      ? {}
      : {
          fixes: [
            { title: `Write ${digits} without quotes`, preferred: true, edits: [{ range: node.range, text: digits }] },
          ],
        }),
  });
  return undefined;
}

/** One text, or a list whose scalars become text. */
export function readTexts(
  node: YamlNode,
  place: Place,
): readonly { readonly text: string; readonly range: TextRange }[] {
  if (isNull(node)) return [];
  if (node.kind === 'scalar' && typeof node.value === 'string') return [{ text: node.value, range: node.range }];
  if (node.kind !== 'sequence') {
    const message = `${place.what} must be a string or array of strings, not ${describe(node)}`;
    place.findings.add('type-texts', message, node.range, quoteFix(node));
    return [];
  }
  return node.items.flatMap((item, index) => {
    if (item.kind === 'scalar' && item.value !== null) return [{ text: scalarText(item), range: item.range }];
    place.findings.add('type-texts', `${place.what}[${index}] must be a text, not ${describe(item)}`, item.range);
    return [];
  });
}

/** A scalar as the text that Dagu makes of it: numbers are printed anew (`1.50` → `1.5`, `0x1F` → `31`), null is `<nil>`. */
export function scalarText(node: ScalarNode): string {
  return printedScalar(node.value);
}

/** The value as Go prints it with %v: what a list or a mapping becomes where text is wanted. */
export function printedText(node: YamlNode): string {
  if (node.kind === 'scalar') return scalarText(node);
  if (node.kind === 'sequence') return `[${node.items.map(printedText).join(' ')}]`;
  const entries = [...node.entries].sort((a, b) => (a.key.text < b.key.text ? -1 : 1));
  return `map[${entries.map(entry => `${entry.key.text}:${printedText(entry.value)}`).join(' ')}]`;
}

export function toJson(node: YamlNode): Json {
  if (node.kind === 'scalar')
    return typeof node.value === 'bigint'
      ? Number(node.value)
      : typeof node.value === 'number' && !Number.isFinite(node.value)
        ? node.text
        : node.value;
  if (node.kind === 'sequence') return node.items.map(toJson);
  return toJsonObject(node);
}

/** The same for what becomes text in the end: a whole number that JSON's numbers cannot hold is its digits. */
export function toTextJson(node: YamlNode): Json {
  if (node.kind === 'scalar') return typeof node.value === 'bigint' ? scalarText(node) : toJson(node);
  if (node.kind === 'sequence') return node.items.map(toTextJson);
  return Object.fromEntries(node.entries.map(entry => [entry.key.text, toTextJson(entry.value)]));
}

export function toJsonObject(node: YamlNode): JsonObject {
  // A key such as __proto__ must become a plain key.
  return node.kind === 'mapping'
    ? Object.fromEntries(node.entries.map(entry => [entry.key.text, toJson(entry.value)]))
    : {};
}
