// The thread that runs jq filters: a filter may never end, and the host must stay able to end it.

import { parentPort } from 'node:worker_threads';
import { raw } from 'jq-wasm';

/** One filter and its input, which must be JSON text. */
export interface JqRequest {
  readonly filter: string;
  readonly input: string;
}

/** `results`: one compact JSON text each. */
export type JqAnswer =
  | { readonly kind: 'done'; readonly results: readonly string[]; readonly error?: string }
  | { readonly kind: 'refused'; readonly error: string };

parentPort?.on('message', ({ filter, input }: JqRequest) => {
  void answerOf(filter, input).then(answer => parentPort?.postMessage(answer));
});

/** Every result is wrapped, so that what a filter raises arrives beside what it printed before. */
async function answerOf(filter: string, input: string): Promise<JqAnswer> {
  const program = `try ((\n${filter}\n) | [.]) catch {e: (if type == "string" then . else tojson end)}`;
  try {
    const lines = (await raw(input, program, ['-c'])).split('\n').filter(line => line !== '');
    const last = lines.at(-1);
    const error = last?.startsWith('{') ? (JSON.parse(last) as { readonly e: string }).e : undefined;
    const results = lines.filter(line => line.startsWith('[')).map(line => line.slice(1, -1));
    return { kind: 'done', results, ...(error === undefined ? {} : { error }) };
  } catch (error) {
    return { kind: 'refused', error: error instanceof Error ? error.message : String(error) };
  }
}
