// Fixes that bring a step of an older dialect into today's form (dagu-format.md 7.3).

import type { Fix } from '../base/diagnostic';
import type { TextEdit } from '../base/text';
import { columnOf, indentLines, isOneLine, nestValue, scalarSource } from '../syntax/edits';
import { entryOf, type MappingEntry, type MappingNode, stringOf } from '../syntax/node';
import { commentBehind, removeEntry } from '../syntax/removal';
import { isInherited } from './base-config';
import { modernName } from './fields/migration';

/** `run: child`, with `params` or without, once called a workflow: `action: dag.run` does it today. */
export function callFixes(text: string, step: MappingNode): readonly Fix[] {
  const run = entryOf(step, 'run');
  const params = entryOf(step, 'params');
  const name = stringOf(run?.value)?.trim() ?? '';
  const own = run !== undefined && isOwn(run) && (params === undefined || isOwn(params));
  if (!own || !/^[\w./-]+$/.test(name) || entryOf(step, 'with') !== undefined) return [];
  if (run.value.kind !== 'scalar' || !isOneLine(text, run.value)) return [];
  const edits = step.flow ? flowCall(text, run, params, name) : blockCall(text, run, params, name);
  return [{ title: `Call ${name} with action: dag.run`, preferred: true, edits }];
}

function flowCall(
  text: string,
  run: MappingEntry,
  params: MappingEntry | undefined,
  name: string,
): readonly TextEdit[] {
  const input = (more: string): string => `with: {dag: ${scalarSource(name)}${more}}`;
  if (params === undefined) return [{ range: run.range, text: `action: dag.run, ${input('')}` }];
  const source = text.slice(params.value.range.start, params.value.range.end);
  const range = { start: params.key.range.start, end: params.value.range.end };
  return [
    { range: run.range, text: 'action: dag.run' },
    { range, text: input(`, params: ${flowSafe(source)}`) },
  ];
}

function blockCall(
  text: string,
  run: MappingEntry,
  params: MappingEntry | undefined,
  name: string,
): readonly TextEdit[] {
  const indent = ' '.repeat(columnOf(text, run.key.range.start));
  const input = `with:\n${indent}  dag: ${scalarSource(name)}`;
  if (params === undefined) return [{ range: run.range, text: `action: dag.run\n${indent}${input}` }];
  return [
    { range: run.range, text: 'action: dag.run' },
    { range: params.key.range, text: `${input}\n${indent}  params` },
    ...indentLines(text, { start: params.key.range.end, end: params.value.range.end }),
  ];
}

/** `artifactDir: x` is `artifacts: {dir: x}` today: a new mapping, or one more entry of the one that is there. */
export function nestingFixes(text: string, entry: MappingEntry, mapping: MappingNode, path: string): readonly Fix[] {
  const [outer = '', inner = ''] = path.split('.');
  const there = entryOf(mapping, outer);
  if (!isOwn(entry) || (there !== undefined && (!isOwn(there) || there.value.kind !== 'mapping'))) return [];
  // The first of several makes the mapping, into which the others go then.
  const first = mapping.entries.find(({ key }) => modernName(key.text)?.startsWith(`${outer}.`) === true);
  if (there === undefined && first !== entry) return [];
  const title = `Write it under ${outer}`;
  if (there === undefined) {
    const edits = [{ range: entry.key.range, text: outer }, ...nestValue(text, mapping, entry, inner)];
    return [{ title, preferred: true, edits }];
  }
  const source = text.slice(entry.value.range.start, entry.value.range.end);
  const { value } = there;
  if (value.kind !== 'mapping' || source.includes('\n') || entryOf(value, inner) !== undefined) return [];
  const place = value.entries[0]?.key.range.start;
  if (place === undefined) return [];
  const gap = value.flow ? ', ' : `\n${' '.repeat(columnOf(text, place))}`;
  // In braces a comment would hide what follows.
  const comment = value.flow ? undefined : commentBehind(text, entry.value.range);
  const behind = comment === undefined ? '' : text.slice(comment.start, comment.end);
  const added = { range: { start: place, end: place }, text: `${inner}: ${source}${behind}${gap}` };
  return [{ title, preferred: true, edits: [added, removeEntry(text, mapping, entry, comment)] }];
}

/** The value of an entry under a key of its own. */
export function nestingOf(
  text: string,
  entry: MappingEntry,
  mapping: MappingNode,
  key: string,
  title: string,
): readonly Fix[] {
  return isOwn(entry) ? [{ title, preferred: true, edits: nestValue(text, mapping, entry, key) }] : [];
}

/** Takes an entry out of its mapping. */
export function removal(text: string, mapping: MappingNode, entry: MappingEntry, title: string): readonly Fix[] {
  if (!isOwn(entry) || entryOf(mapping, entry.key.text) === undefined) return [];
  return [{ title, preferred: true, edits: [removeEntry(text, mapping, entry)] }];
}

/** Whether an entry stands in this text at this place, and came neither from the base configuration nor through an alias. */
export function isOwn(entry: MappingEntry): boolean {
  return !isInherited(entry.range) && entry.merged !== true && entry.value.range.start >= entry.key.range.end;
}

/** A plain text with a comma or bracket must be quoted inside braces. */
function flowSafe(source: string): string {
  return /^["'[{]/.test(source) || !/[,[\]{}]/.test(source) ? source : JSON.stringify(source);
}
