// Fixes that bring a step of an older dialect into today's form (dagu-format.md 7.3).

import type { Fix } from '../base/diagnostic';
import type { TextEdit } from '../base/text';
import { removeEntry } from '../syntax/edits';
import { entryOf, type MappingEntry, type MappingNode, stringOf } from '../syntax/node';
import { isInherited } from './base-config';

/** `run: child` with `params` once called a workflow: `action: dag.run` does it today. */
export function callFixes(text: string, run: MappingEntry | undefined, params: MappingEntry): readonly Fix[] {
  const name = stringOf(run?.value)?.trim() ?? '';
  const source = text.slice(params.value.range.start, params.value.range.end);
  const movable = run !== undefined && !isInherited(run.range) && /^[\w./-]+$/.test(name) && !source.includes('\n');
  if (!movable) return [];
  const edits: TextEdit[] = [
    { range: run.range, text: 'action: dag.run' },
    {
      range: { start: params.key.range.start, end: params.value.range.end },
      text: `with: {dag: ${name}, params: ${flowSafe(source)}}`,
    },
  ];
  return [{ title: `Call ${name} with action: dag.run`, preferred: true, edits }];
}

/** `executor` was replaced by `action` with `with`; its parts still load as `type` and `config`. */
export function executorFixes(text: string, entry: MappingEntry, step: MappingNode): readonly Fix[] {
  if (isInherited(entry.range) || entry.merged === true) return [];
  const { value } = entry;
  const shell = stringOf(value);
  if (shell !== undefined) {
    const isShell = /^(ba|z|k|da|a)?sh$|^(fish|pwsh|powershell|cmd)$/.test(shell);
    const word = isShell ? 'shell' : 'type';
    return [{ title: `Write ${word}: ${shell}`, preferred: true, edits: [{ range: entry.key.range, text: word }] }];
  }
  if (value.kind !== 'mapping' || value.entries.some(({ key }) => key.text !== 'type' && key.text !== 'config'))
    return [];
  const column = columnOf(text, entry.key.range.start);
  const separator = step.flow ? ', ' : `\n${' '.repeat(column)}`;
  const parts = value.entries.map(part => {
    const source = text.slice(part.range.start, part.range.end).trimEnd();
    const shift = columnOf(text, part.key.range.start) - column;
    return shift > 0 && !value.flow ? source.replaceAll(`\n${' '.repeat(shift)}`, '\n') : source;
  });
  const end = value.range.start + text.slice(value.range.start, value.range.end).trimEnd().length;
  const range = { start: entry.key.range.start, end };
  return [
    {
      title: 'Write type and config without executor',
      preferred: true,
      edits: [{ range, text: parts.join(separator) }],
    },
  ];
}

/** Takes an entry out of its mapping. */
export function removal(text: string, mapping: MappingNode, entry: MappingEntry, title: string): readonly Fix[] {
  if (isInherited(entry.range) || entry.merged === true || entryOf(mapping, entry.key.text) === undefined) return [];
  return [{ title, preferred: true, edits: [removeEntry(text, mapping, entry)] }];
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

/** A plain text with a comma or bracket must be quoted inside braces. */
function flowSafe(source: string): string {
  return /^["'[{]/.test(source) || !/[,[\]{}]/.test(source) ? source : JSON.stringify(source);
}
