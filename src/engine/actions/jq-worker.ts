// The thread that runs jq filters: a filter may never end, and the host must stay able to end it.

import { parentPort } from 'node:worker_threads';
import { raw } from 'jq-wasm';
import type { Json } from '../../base/json';
import { jqFault } from '../values/jq-fault';
import { type JqStage, jqStages } from '../values/jq-stages';

/** One filter and its input, which must be JSON text. */
export interface JqRequest {
  readonly filter: string;
  readonly input: string;
}

/** What came out, in order: a value as compact JSON, or what went wrong in place of one. */
export type JqResult =
  | { readonly kind: 'value'; readonly json: string }
  | { readonly kind: 'fault'; readonly error: string };

export type JqAnswer =
  | { readonly kind: 'done'; readonly results: readonly JqResult[] }
  | { readonly kind: 'refused'; readonly error: string };

parentPort?.on('message', ({ filter, input }: JqRequest) => {
  void answerOf(filter, input).then(answer => parentPort?.postMessage(answer));
});

async function answerOf(filter: string, input: string): Promise<JqAnswer> {
  try {
    const printed = await raw(input, program(jqStages(filter)), ['-c']);
    return { kind: 'done', results: printed.split('\n').flatMap(line => (line === '' ? [] : [resultOf(line)])) };
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

function resultOf(line: string): JqResult {
  if (line.startsWith('{"v":')) return { kind: 'value', json: line.slice('{"v":'.length, -1) };
  const { e, before } = JSON.parse(line) as { readonly e: Json; readonly before?: Json };
  return { kind: 'fault', error: jqFault(e, before === undefined ? undefined : { value: before }) };
}
