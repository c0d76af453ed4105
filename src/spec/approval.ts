// Approvals of steps: what a person is asked (dagu-format.md 1.2, 3.16).

import type { TextRange } from '../base/text';
import type { Approval } from '../model/dag';
import { entryOf, stringOf } from '../syntax/node';
import type { Findings } from './findings';
import type { Fields } from './read';
import { readTexts, shorten } from './values';

export interface Rewind {
  readonly target: string;
  readonly range: TextRange;
}

export interface ApprovalDraft {
  readonly approval: Approval;
  /** Where a push-back goes, if it says so. */
  readonly rewind?: Rewind;
}

/** Reads the approval of a step, and checks the names that must be given. */
export function readApproval(fields: Fields, findings: Findings): ApprovalDraft | undefined {
  const node = fields.node('approval');
  if (node?.kind !== 'mapping') return undefined;
  const texts = (key: string): ReturnType<typeof readTexts> => {
    const value = entryOf(node, key)?.value;
    return value?.kind === 'sequence' ? readTexts(value, { findings, what: `${fields.what('approval')}.${key}` }) : [];
  };
  const input = texts('input').map(one => one.text);
  const required = texts('required');
  const known = new Set(input);
  for (const { text, range } of required) {
    if (!known.has(text)) {
      findings.add('approval-required', `"${shorten(text)}" is required, but not among input; add it there`, range);
    }
  }
  const prompt = stringOf(entryOf(node, 'prompt')?.value);
  const target = entryOf(node, 'rewind_to')?.value;
  const rewindTo = stringOf(target)?.trim() ?? '';
  return {
    approval: {
      ...(prompt === undefined ? {} : { prompt }),
      input,
      required: required.map(one => one.text),
      ...(rewindTo === '' ? {} : { rewindTo }),
    },
    ...(target === undefined || rewindTo === '' ? {} : { rewind: { target: rewindTo, range: target.range } }),
  };
}
