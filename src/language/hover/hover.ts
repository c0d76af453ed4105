// What is said of a place when the mouse rests on it. Nothing is executed, and no other file is read.

import { touches } from '../../base/text';
import { cursorAt } from '../../syntax/cursor';
import type { ScalarNode } from '../../syntax/node';
import { scheduleExpressions } from '../schedules';
import { stepAt } from '../step-at';
import type { Workflow } from '../workflow';
import type { Hover, HoverPlace } from './hover-place';
import { keyHover } from './key-hover';
import { referenceHover } from './reference-hover';
import { valueHover } from './value-hover';

export function hoverAt(workflow: Workflow, offset: number): Hover | undefined {
  const cursor = cursorAt(workflow.text, workflow, offset);
  const document = workflow.documents[cursor.document];
  const { node, path } = cursor;
  if (cursor.at === 'comment' || document === undefined || node?.kind !== 'scalar' || !touches(node.range, offset)) {
    return undefined;
  }
  const step = stepAt(document, path);
  const rest = path.slice(step?.path.length ?? 0);
  const place: HoverPlace = { workflow, document, offset, path, rest, ...(step === undefined ? {} : { step }) };
  // A text behind a dash counts as a key that is still to come.
  if (cursor.at === 'key' && typeof path.at(-1) !== 'number') return keyHover(place, node);
  if (cursor.at === 'key' && isKey(workflow.text, node)) return keyHover(place, node);
  return referenceHover(place) ?? scheduleHover(place) ?? valueHover(place, node);
}

function isKey(text: string, node: ScalarNode): boolean {
  return /^\s*:(\s|$)/.test(text.slice(node.range.end, node.range.end + 3));
}

function scheduleHover({ workflow, offset, path }: HoverPlace): Hover | undefined {
  if (path[0] !== 'schedule') return undefined;
  const found = scheduleExpressions(workflow).find(({ range }) => touches(range, offset));
  return found === undefined ? undefined : { range: found.range, prose: [], schedule: found.text };
}
