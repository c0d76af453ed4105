// The thread that runs jq filters: a filter may never end, and the host must stay able to end it.

import { parentPort } from 'node:worker_threads';
import { type Jq, loadJq } from 'jq-wasm/inline';
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
  jq ??= loadJq();
  const loaded = await jq;
  const stages = jqStages(filter);
  const sorted = seesOrder(stages) ? ran(loaded, text.value, '.', ['-cS']) : undefined;
  const known = sorted === undefined || sorted.exitCode !== 0 ? text.value : sorted.stdout;
  const { stdout, stderr, exitCode } = ran(loaded, known, `${definitions}${program(stages)}`, ['-c']);
  if (exitCode === 0) {
    const lines = stdout.split('\n').filter(line => line !== '');
    return { kind: 'done', results: lines.map(line => resultOf(line, style)) };
  }
  // In Dagu an unknown variable is something that goes wrong while the filter runs, which fails no step.
  const unknown = /error: (\$[A-Za-z_]\w*) is not defined/.exec(stderr)?.[1];
  if (unknown === undefined) return { kind: 'refused', error: stderr.trim().replace(/^jq: (error: )?/, '') };
  return { kind: 'done', results: [{ kind: 'fault', error: `variable not defined: ${unknown}` }] };
}

/** Loaded with the first filter, and again after one that broke it. */
let jq: Promise<Jq> | undefined;

function ran(loaded: Jq, input: string, query: string, flags: string[]): ReturnType<Jq['raw']> {
  try {
    return loaded.raw(input, query, flags);
  } catch (error) {
    // WebAssembly that has no memory left ends with this, and cannot go on.
    if (!(error instanceof Error) || error.name !== 'RuntimeError') throw error;
    jq = undefined;
    const size = Math.ceil(Buffer.byteLength(input) / 1e6);
    return { stdout: '', stderr: `the input of ${size} MB is too large`, exitCode: 1 };
  }
}

/** Whether a filter can tell in which order the members of an object come. They come sorted in Dagu; jq itself keeps them as they are. */
function seesOrder(stage: JqStage): boolean {
  if (stage.kind === 'pipe') return seesOrder(stage.from) || seesOrder(stage.into);
  if (stage.kind === 'comma') return stage.items.some(seesOrder);
  return stage.kind === 'step' ? stage.text.endsWith('[]') : stage.text.trim() !== '.';
}

/** What Dagu's jq has otherwise: the members of an object that a filter builds come sorted too, and there is no environment. */
const definitions = [
  'def keys_unsorted: keys;',
  'def to_entries: [keys[] as $key | {key: $key, value: .[$key]}];',
  'def with_entries(f): to_entries | map(f) | from_entries;',
  'def env: {};',
  '{} as $ENV |',
  '',
].join('\n');

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
