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
  const { runJq } = await import('./jq');
  const answer = await runJq({ filter: textOf(input, 'filter') ?? '', input: text.value }, context.signal);
  if (answer.kind === 'refused') {
    // In Dagu an unknown variable is something that goes wrong while the filter runs, which fails no step.
    const unknown = /error: (\$[A-Za-z_]\w*) is not defined/.exec(answer.error)?.[1];
    if (unknown === undefined) return failed(answer.error);
    context.write('stderr', `failed to run jq query: variable not defined: ${unknown}`);
    return { exitCode: 0 };
  }
  const raw = flagOf(input, 'raw');
  const printed = answer.results.map(result => `${raw ? bare(result) : indented(result)}\n`).join('');
  if (printed !== '') context.write('stdout', printed);
  if (answer.error !== undefined) context.write('stderr', `failed to run jq query: ${answer.error}`);
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
