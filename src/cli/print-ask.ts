// What a waiting step asks, and what people answered, as lines of a tree.

import { oneLine } from '../base/terminal-text';
import { compactJson } from '../engine/values/json-text';
import { answerWords } from '../model/ask';
import type { Node } from '../model/run';

/** Lines have no more characters than this, as Dagu's. */
const most = 80;

/** The prompt, the form as compact JSON with sorted keys, and the names of what an approval asks for; nothing when the node does not wait. */
export function askLines({ status, ask, id, name }: Pick<Node, 'status' | 'ask' | 'id' | 'name'>): readonly string[] {
  if (status !== 'waiting' || ask === undefined) return [];
  const step = `waiting for ${ask.kind === 'task' ? 'a person' : 'approval'}: ${id ?? name}`;
  const prompt = ask.prompt === undefined ? [] : [`prompt: ${ask.prompt}`];
  if (ask.kind === 'task')
    return [step, ...prompt, ...(ask.form === undefined ? [] : [`form: ${compactJson(ask.form)}`])].flatMap(wrapped);
  const required = new Set(ask.required);
  const input = ask.input.map(one => (required.has(one) ? `${one} (required)` : one));
  const rewind = ask.rewindTo === name ? [] : [`a push-back begins again at ${ask.rewindTo}`];
  return [step, ...prompt, ...(input.length === 0 ? [] : [`input: ${input.join(', ')}`]), ...rewind].flatMap(wrapped);
}

/** Who answered what, for the notes behind a step; the reason of a node says more where it has one. */
export function answerNotes({ answer, pushbacks = [], reason }: Node): readonly string[] {
  const told = answer === undefined || answer.kind === 'below' || reason !== undefined ? undefined : answer;
  const by = told?.by === undefined ? '' : ` by ${told.by}`;
  return [
    ...(told === undefined
      ? []
      : [`${answerWords[told.kind]}${by}${told.comment === undefined ? '' : `: ${told.comment}`}`]),
    ...(pushbacks.length === 0 ? [] : [`pushed back ${pushbacks.length === 1 ? 'once' : `${pushbacks.length} times`}`]),
  ];
}

/** A text over several lines, broken anywhere: a long value has no better places. */
function wrapped(text: string): readonly string[] {
  const characters = [...oneLine(text)];
  const count = Math.max(1, Math.ceil(characters.length / most));
  return Array.from({ length: count }, (_, line) => characters.slice(line * most, (line + 1) * most).join(''));
}
