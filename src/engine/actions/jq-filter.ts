// The action jq.filter: results as JSON indented by four spaces, or bare (dagu-format.md 3.18).

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Json, JsonObject } from '../../base/json';
import { fail, ok, type Result } from '../../base/result';
import type { ExecutionContext, Outcome } from '../executor';
import { compactJson, escapedJson, indentedJson, parseJson } from '../values/json-text';
import { failed, flagOf, resolvedInput, textOf } from './action-input';
import { causeOf } from './file-cause';
import { fromHome } from './home-path';
import type { OtherAction } from './other-action';

export async function jqFilter(action: OtherAction, context: ExecutionContext): Promise<Outcome> {
  const input = resolvedInput(action, context.scope);
  const text = await inputText(input, context);
  if (!text.ok) return failed(`jq: ${text.error}`);
  const request = { filter: textOf(input, 'filter') ?? '', input: text.value };
  const answer = await context.threads.ask('jq-worker', request, context.signal);
  if (!answer.ok) return failed(`jq: ${answer.error}.`);
  if (answer.value.kind === 'refused') return failed(answer.value.error);
  const raw = flagOf(input, 'raw');
  const { results } = answer.value;
  const printed = results.flatMap(one => (one.kind === 'value' ? [raw ? bare(one.json) : indented(one.json)] : []));
  if (printed.length > 0) context.write('stdout', printed.map(text => `${text}\n`).join(''));
  for (const one of results) if (one.kind === 'fault') context.write('stderr', `failed to run jq query: ${one.error}`);
  return { exitCode: 0 };
}

async function inputText(input: JsonObject, { cwd, env }: ExecutionContext): Promise<Result<string, string>> {
  const { data } = input;
  const path = textOf(input, 'input') ?? (typeof data === 'string' ? filePath(data) : undefined);
  try {
    if (path === undefined && data === undefined) return fail('no input: give data, or the path of a file as input.');
    const text =
      path !== undefined
        ? await readFile(resolve(cwd, fromHome(path, env)), 'utf8')
        : typeof data === 'string'
          ? data
          : JSON.stringify(data);
    return parseJson(text) === undefined ? fail('the input is not JSON.') : ok(text);
  } catch (error) {
    return fail(`the input cannot be read: ${causeOf(error)}`);
  }
}

function filePath(data: string): string | undefined {
  if (!data.startsWith('file://')) return undefined;
  return /^file:\/\/(localhost)?\//.test(data) ? fileURLToPath(data) : data.slice('file://'.length);
}

function indented(text: string): string {
  return escapedJson(indentedJson(resultOf(text), 4));
}

function bare(text: string): string {
  const value = resultOf(text);
  if (value === null) return '';
  return typeof value === 'string' ? value : escapedJson(compactJson(value));
}

function resultOf(text: string): Json {
  return parseJson(text)?.value ?? null;
}
