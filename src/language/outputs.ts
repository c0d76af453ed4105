// The outputs that a step publishes, in all the forms in which a file can say so (dagu-format.md 2.9).

import type { TextRange } from '../base/text';
import { entryOf, stringOf, type YamlNode } from '../syntax/node';
import { type Named, namedBy, namedUnder } from './named';

export interface OutputName extends Named {
  /**
   * `declared`: read as `${steps.ID.outputs.NAME}` and `${ID.outputs.NAME}`; `object`: `${ID.output.NAME}` and `${ID.outputs.NAME}`;
   * `published` (from stdout, or by outputs.write): `${ID.outputs.NAME}`.
   */
  readonly form: 'declared' | 'object' | 'published';
  /** Whether a reference to it counts as JSON. */
  readonly json: boolean;
}

export function outputNames(step: YamlNode): readonly OutputName[] {
  return [...declared(step), ...keys(entryOf(step, 'output')?.value, 'object'), ...fromStdout(step), ...written(step)];
}

/**
 * Where a shell text of the step gives a declared output its value: the names in `echo "NAME=…" >> "$DAGU_OUTPUT_FILE"`, in groups of commands
 * that go there together, and in a here-document that does.
 */
export function writesOf(source: string, start: number, name: string): readonly TextRange[] {
  if (!source.includes(outputFile) || !/^\w+$/.test(name)) return [];
  const isGroup = new RegExp(`^[ \\t]*(?:[})]|done\\b|fi\\b|exec\\b).*${outputFile}`, 'm').test(source);
  const printed = new RegExp(`(?<=\\b(?:echo|printf)\\s+(?:-\\w+\\s+)*["']?)${name}(?==|<<)`, 'g');
  const places = [...source.matchAll(printed)].flatMap(({ index }) => {
    const line = lineAround(source, index);
    return line.includes(outputFile) || (isGroup && !line.includes('>')) ? [index] : [];
  });
  for (const { 0: whole, index } of source.matchAll(hereDocument)) {
    if (!whole.slice(0, whole.indexOf('\n')).includes(outputFile)) continue;
    const lines = new RegExp(`(?<=\\n[ \\t]*)${name}(?==|<<)`, 'g');
    places.push(...[...whole.matchAll(lines)].map(found => index + found.index));
  }
  return places.map(at => ({ start: start + at, end: start + at + name.length }));
}

const outputFile = 'DAGU_OUTPUT_FILE';
/** From the line that begins it to its end. */
const hereDocument = /^.*<<-?\s*["']?(\w+)["']?.*\n(?:.*\n)*?\s*\1[ \t]*$/gm;

function lineAround(text: string, at: number): string {
  const end = text.indexOf('\n', at);
  return text.slice(text.lastIndexOf('\n', at) + 1, end === -1 ? text.length : end);
}

function declared(step: YamlNode): readonly OutputName[] {
  const node = entryOf(step, 'outputs')?.value;
  if (node?.kind !== 'sequence') return [];
  return node.items.flatMap(item => {
    const name = namedUnder(item, 'name');
    return name === undefined
      ? []
      : [{ ...name, form: 'declared', json: stringOf(entryOf(item, 'type')?.value) === 'json' } as const];
  });
}

function fromStdout(step: YamlNode): readonly OutputName[] {
  const outputs = entryOf(entryOf(step, 'stdout')?.value, 'outputs')?.value;
  const field = namedUnder(outputs, 'field');
  return [
    ...(field === undefined ? [] : [{ ...field, form: 'published', json: false } as const]),
    ...keys(entryOf(outputs, 'fields')?.value, 'published'),
  ];
}

function written(step: YamlNode): readonly OutputName[] {
  if (stringOf(entryOf(step, 'action')?.value)?.trim() !== 'outputs.write') return [];
  return keys(entryOf(entryOf(step, 'with')?.value, 'values')?.value, 'published');
}

function keys(node: YamlNode | undefined, form: OutputName['form']): readonly OutputName[] {
  if (node?.kind !== 'mapping') return [];
  return node.entries.flatMap(entry => {
    const name = namedBy(entry.key);
    return name === undefined ? [] : [{ ...name, form, json: entry.value.kind !== 'scalar' }];
  });
}
