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

/** `executor` was replaced by `action` with `with`; its parts still load as `type` and `config`. */
export function executorFixes(text: string, entry: MappingEntry, step: MappingNode): readonly Fix[] {
  if (!isOwn(entry)) return [];
  const { value } = entry;
  const word = stringOf(value);
  if (word !== undefined) {
    const isShell = /^(ba|z|k|da|a)?sh$|^(fish|pwsh|powershell|cmd)$/.test(word);
    const key = isShell ? 'shell' : 'type';
    if (entryOf(step, key) !== undefined) return [];
    return [{ title: `Write ${key}: ${word}`, preferred: true, edits: [{ range: entry.key.range, text: key }] }];
  }
  const known = (key: string): boolean => (key === 'type' || key === 'config') && entryOf(step, key) === undefined;
  if (value.kind !== 'mapping' || value.entries.length === 0 || !value.entries.every(({ key }) => known(key.text)))
    return [];
  const title = 'Write type and config without executor';
  return [
    { title, preferred: true, edits: value.flow ? spread(text, entry, value, step) : unnest(text, entry, value) },
  ];
}

/** The entries of `{…}` as entries of the mapping around it. */
function spread(text: string, entry: MappingEntry, value: MappingNode, step: MappingNode): readonly TextEdit[] {
  const separator = step.flow ? ', ' : `\n${' '.repeat(columnOf(text, entry.key.range.start))}`;
  const parts = value.entries.map(part => text.slice(part.range.start, part.range.end).trimEnd());
  return [{ range: { start: entry.key.range.start, end: value.range.end }, text: parts.join(separator) }];
}

/** The lines of a block move to the left, in place of the key above them. */
function unnest(text: string, entry: MappingEntry, value: MappingNode): readonly TextEdit[] {
  const column = columnOf(text, entry.key.range.start);
  const shift = columnOf(text, value.range.start) - column;
  const lineEnd = text.indexOf('\n', entry.key.range.end);
  const comment = text.indexOf('#', entry.key.range.end);
  const kept = comment !== -1 && comment < lineEnd;
  const edits: TextEdit[] = kept
    ? [{ range: { start: entry.key.range.start, end: comment }, text: '' }]
    : [{ range: { start: entry.key.range.start, end: value.range.start }, text: '' }];
  for (
    let line = text.indexOf('\n', kept ? comment : value.range.start);
    line !== -1 && line + 1 < value.range.end;
    line = text.indexOf('\n', line + 1)
  ) {
    const blanks = /^ */.exec(text.slice(line + 1, line + 1 + shift))?.[0].length ?? 0;
    if (blanks > 0) edits.push({ range: { start: line + 1, end: line + 1 + blanks }, text: '' });
  }
  return edits;
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
function isOwn(entry: MappingEntry): boolean {
  return !isInherited(entry.range) && entry.merged !== true && entry.value.range.start >= entry.key.range.end;
}

/** A plain text with a comma or bracket must be quoted inside braces. */
function flowSafe(source: string): string {
  return /^["'[{]/.test(source) || !/[,[\]{}]/.test(source) ? source : JSON.stringify(source);
}
