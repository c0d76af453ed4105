// `executor` was replaced by `action` with `with`; beside a command, its parts go on as `type` and `config`, which still load (dagu-format.md 7.3).

import type { Fix } from '../base/diagnostic';
import type { TextEdit, TextRange } from '../base/text';
import { columnOf } from '../syntax/edits';
import { entryOf, type MappingEntry, type MappingNode, stringOf } from '../syntax/node';
import { isBuiltIn } from './actions/catalog';
import { isOwn } from './migration-fixes';

export function executorFixes(text: string, entry: MappingEntry, step: MappingNode): readonly Fix[] {
  if (!isOwn(entry)) return [];
  const { value } = entry;
  const word = stringOf(value);
  if (word !== undefined) {
    const isShell = /^(ba|z|k|da|a)?sh$|^(fish|pwsh|powershell|cmd)$/.test(word);
    const key = isShell ? 'shell' : keysFor(word, step).type;
    if (entryOf(step, key) !== undefined) return [];
    return [{ title: `Write ${key}: ${word}`, preferred: true, edits: [{ range: entry.key.range, text: key }] }];
  }
  if (value.kind !== 'mapping' || value.entries.length === 0) return [];
  const keys = keysFor(stringOf(entryOf(value, 'type')?.value) ?? '', step);
  const known = ({ key, merged }: MappingEntry): boolean =>
    merged !== true && isPart(key.text) && entryOf(step, keys[key.text]) === undefined;
  if (!value.entries.every(known)) return [];
  const title = `Write ${keys.type} and ${keys.config} without executor`;
  const renamed = value.entries.flatMap(({ key }): readonly TextEdit[] =>
    isPart(key.text) && keys[key.text] !== key.text ? [{ range: key.range, text: keys[key.text] }] : [],
  );
  const edits = value.flow ? spread(text, entry, value, step) : unnest(text, entry, value);
  if (edits === undefined) return [];
  return [{ title, preferred: true, edits: [...edits, ...renamed] }];
}

interface PartKeys {
  readonly type: string;
  readonly config: string;
}

function isPart(key: string): key is keyof PartKeys {
  return key === 'type' || key === 'config';
}

/** What an action does stands in `with` alone; what would have to move there from beside the executor is for its writer to place. */
function keysFor(type: string, step: MappingNode): PartKeys {
  const isAlone = ['command', 'script', 'run', 'call', 'config', 'with'].every(key => entryOf(step, key) === undefined);
  const isAction = isAlone && isBuiltIn(type) && !['command', 'shell', 'router'].includes(type);
  return isAction ? { type: 'action', config: 'with' } : { type: 'type', config: 'config' };
}

/** The entries of `{…}` as entries of the mapping around it; undefined where comments stand between them. */
function spread(
  text: string,
  entry: MappingEntry,
  value: MappingNode,
  step: MappingNode,
): readonly TextEdit[] | undefined {
  const separator = step.flow ? ', ' : `\n${' '.repeat(columnOf(text, entry.key.range.start))}`;
  const parts: readonly TextRange[] = value.entries.map(({ range }) => range);
  const ends = parts.map(({ start, end }) => start + text.slice(start, end).trimEnd().length);
  const starts = [...parts.slice(1).map(({ start }) => start), value.range.end];
  const first = { start: entry.key.range.start, end: parts[0]?.start ?? value.range.end };
  const gaps = ends.map((start, index) => ({
    range: { start, end: starts[index] ?? start },
    text: index === ends.length - 1 ? '' : separator,
  }));
  const all = [{ range: first, text: '' }, ...gaps];
  return all.some(({ range }) => text.slice(range.start, range.end).includes('#')) ? undefined : all;
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
