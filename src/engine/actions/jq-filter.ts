// The action jq.filter: results as JSON indented by four spaces, or bare (dagu-format.md 3.18).

import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '../../base/json';
import type { TextInput } from '../data/text-input';
import type { ExecutionContext, Outcome } from '../executor';
import { failed, flagOf, resolvedInput, textOf } from './action-input';
import { fromHome } from './home-path';
import type { OtherAction } from './other-action';

export async function jqFilter(action: OtherAction, context: ExecutionContext): Promise<Outcome> {
  const given = resolvedInput(action, context.scope);
  const input = inputOf(given, context);
  if (input === undefined) return failed('jq: no input: give data, or the path of a file as input.');
  const style = flagOf(given, 'raw') ? 'bare' : 'indented';
  const request = { filter: textOf(given, 'filter') ?? '', input, style } as const;
  const answer = await context.threads.ask('jq-worker', request, context.signal);
  if (!answer.ok) return failed(`jq: ${answer.error}.`);
  if (answer.value.kind === 'refused') return failed(`jq: ${answer.value.error}`);
  const { results } = answer.value;
  const printed = results.flatMap(one => (one.kind === 'value' ? [`${one.text}\n`] : []));
  if (printed.length > 0) context.write('stdout', printed.join(''));
  for (const one of results) if (one.kind === 'fault') context.write('stderr', `failed to run jq query: ${one.error}`);
  return { exitCode: 0 };
}

function inputOf(given: JsonObject, { cwd, env }: ExecutionContext): TextInput | undefined {
  const { data } = given;
  const path = textOf(given, 'input') ?? (typeof data === 'string' ? filePath(data) : undefined);
  if (path !== undefined) return { file: resolve(cwd, fromHome(path, env)) };
  if (data === undefined) return undefined;
  return { text: typeof data === 'string' ? data : JSON.stringify(data) };
}

function filePath(data: string): string | undefined {
  if (!data.startsWith('file://')) return undefined;
  const path = data.slice('file://'.length);
  if (!/^(localhost)?\//.test(path)) return path;
  try {
    return fileURLToPath(data);
  } catch (error) {
    // A percent sign that is no escape stands for itself.
    if (!(error instanceof URIError)) throw error;
    return path;
  }
}
