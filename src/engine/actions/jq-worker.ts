// The thread that runs jq filters: a filter may never end, and the host must stay able to end it.

import { parentPort } from 'node:worker_threads';
import { raw } from 'jq-wasm';
import type { Json } from '../../base/json';
import { readInput, type TextInput } from '../data/text-input';
import { jqFault } from '../values/jq-fault';
import { type JqStage, jqStages } from '../values/jq-stages';
import { compactJson, escapedJson, indentedJson, parseJson } from '../values/json-text';

/** One filter and its input, which must be JSON. */
export interface JqRequest {
  readonly filter: string;
  readonly input: TextInput;
  /** How values are written: as they come, over several lines, or texts without quotes and null as nothing. */
  readonly style: 'compact' | 'indented' | 'bare';
}

/** What came out, in order: a value as text, or what went wrong in place of one. */
export type JqResult =
  | { readonly kind: 'value'; readonly text: string }
  | { readonly kind: 'fault'; readonly error: string };

export type JqAnswer =
  | { readonly kind: 'done'; readonly results: readonly JqResult[] }
  | { readonly kind: 'refused'; readonly error: string };

parentPort?.on('message', (request: JqRequest) => {
  void answerOf(request).then(answer => parentPort?.postMessage(answer));
});

async function answerOf({ filter, input, style }: JqRequest): Promise<JqAnswer> {
  const text = readInput(input);
  if (!text.ok) return { kind: 'refused', error: text.error };
  if (parseJson(text.value) === undefined) return { kind: 'refused', error: 'the input is not JSON' };
  try {
    const printed = await raw(text.value, program(jqStages(filter)), ['-c']);
    const lines = printed.split('\n').filter(line => line !== '');
    return { kind: 'done', results: lines.map(line => resultOf(line, style)) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // In Dagu an unknown variable is something that goes wrong while the filter runs, which fails no step.
    const unknown = /error: (\$[A-Za-z_]\w*) is not defined/.exec(message)?.[1];
    if (unknown === undefined) return { kind: 'refused', error: message };
    return { kind: 'done', results: [{ kind: 'fault', error: `variable not defined: ${unknown}` }] };
  }
}

/** Every result is wrapped, so that what a piece raises takes the place of a value and the other pieces go on. */
function program(stage: JqStage): string {
  switch (stage.kind) {
    case 'pipe':
      return `(${program(stage.from)} | if has("v") then .v | ${program(stage.into)} else . end)`;
    case 'comma':
      return `(${stage.items.map(program).join(', ')})`;
    case 'step':
      return `(. as $before | try (${stage.text} | {v: .}) catch {e: ., before: $before})`;
    case 'rest':
      return `(try ((${stage.text}\n) | {v: .}) catch {e: .})`;
  }
}

function resultOf(line: string, style: JqRequest['style']): JqResult {
  if (line.startsWith('{"v":')) return { kind: 'value', text: styled(line.slice('{"v":'.length, -1), style) };
  const { e, before } = JSON.parse(line) as { readonly e: Json; readonly before?: Json };
  return { kind: 'fault', error: jqFault(e, before === undefined ? undefined : { value: before }) };
}

function styled(json: string, style: JqRequest['style']): string {
  if (style === 'compact') return json;
  const value = JSON.parse(json) as Json;
  if (style === 'indented') return escapedJson(indentedJson(value, 4));
  return value === null ? '' : typeof value === 'string' ? value : escapedJson(compactJson(value));
}
