// Approvals of steps: what a person is asked (dagu-format.md 1.2, 3.16).

import type { TextRange } from '../base/text';
import { entryOf, stringOf } from '../syntax/node';
import type { Findings } from './findings';
import type { Fields } from './read';
import { readTexts, shorten } from './values';

export interface Rewind {
  readonly target: string;
  readonly range: TextRange;
}

/** Checks the names that must be given; answers where a push-back goes. */
export function readApproval(fields: Fields, findings: Findings): Rewind | undefined {
  const node = fields.node('approval');
  if (node?.kind !== 'mapping') return undefined;
  const texts = (key: string): ReturnType<typeof readTexts> => {
    const value = entryOf(node, key)?.value;
    return value?.kind === 'sequence' ? readTexts(value, { findings, what: `${fields.what('approval')}.${key}` }) : [];
  };
  const inputs = new Set(texts('input').map(input => input.text));
  for (const { text, range } of texts('required')) {
    if (!inputs.has(text)) {
      findings.add('approval-required', `"${shorten(text)}" is required, but not among input; add it there`, range);
    }
  }
  const rewind = entryOf(node, 'rewind_to')?.value;
  const target = stringOf(rewind)?.trim();
  return rewind === undefined || target === undefined || target === '' ? undefined : { target, range: rewind.range };
}
