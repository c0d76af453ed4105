// Older keys of a step that still load: said with the newer form, and brought into it where nothing else changes (dagu-format.md 1.2).

import type { Fix } from '../base/diagnostic';
import { isNull, type MappingEntry } from '../syntax/node';
import { stepFields } from './fields/step';
import type { Fields } from './read';

export function warnDeprecated(fields: Fields): void {
  for (const [name, entry] of fields.all()) {
    const replacement = stepFields.get(name)?.deprecated;
    // A step that is text has no key of its own, and that has been said.
    const isText = entry.key.range === entry.value.range;
    if (replacement === undefined || isNull(entry.value) || isText) continue;
    const message = `${fields.what(name)} is deprecated; use ${replacement}`;
    fields.findings.warn('deprecated', message, entry.key.range, {
      tag: 'deprecated',
      fixes: runFixes(fields, name, entry),
    });
  }
}

const besides = [
  'run',
  'action',
  'command',
  'script',
  'exec',
  'shell',
  'shell_args',
  'shell_packages',
  'type',
  'config',
  'with',
  'call',
];

/** A command, or a script of several lines, that stands alone is the same text under `run`. */
function runFixes(fields: Fields, name: string, entry: MappingEntry): readonly Fix[] {
  const { value } = entry;
  const script = name === 'script' && value.kind === 'scalar' && value.text.trim().includes('\n');
  if (name !== 'command' && !script) return [];
  if (entry.merged === true || besides.some(other => other !== name && fields.written(other))) return [];
  return [{ title: 'Rename to run', edits: [{ range: entry.key.range, text: 'run' }] }];
}
