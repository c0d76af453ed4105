// Completions inside `{{ … }}` of a custom action: the inputs that its schema names.

import { inputsOf } from '../free-fields';
import type { Completion } from './completion';
import type { Place } from './place';

/** Undefined: the cursor is in no such place. */
export function templateInputCompletions({
  text,
  offset,
  line,
  path,
  document,
}: Place): readonly Completion[] | undefined {
  const [field, action, part] = path;
  if (field !== 'actions' || typeof action !== 'string' || part !== 'template') return undefined;
  const typed = /\{\{(?:(?!\}\}).)*?(\.[\w.]*|)$/.exec(text.slice(line.start, offset))?.[1];
  if (typed === undefined) return undefined;
  const end = offset + (/^\w*/.exec(text.slice(offset, line.end))?.[0].length ?? 0);
  const close = text.slice(end, line.end).includes('}}') ? '' : ' }}';
  return inputsOf(document, action).map(({ field: { name }, prose }) => ({
    label: `.input.${name}`,
    kind: 'variable',
    documentation: prose,
    range: { start: offset - typed.length, end },
    text: `.input.${name}${close}`,
  }));
}
