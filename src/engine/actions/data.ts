// The actions data.convert and data.pick: data in one format printed in another, or one value of them (dagu-format.md 3.18).

import { resolve } from 'node:path';
import type { JsonObject } from '../../base/json';
import { fail, ok, type Result } from '../../base/result';
import type { DataFormat, DataRequest, DataSource, DataTarget, TableOptions } from '../data/data-request';
import type { ExecutionContext, Executor, Outcome } from '../executor';
import { parseJson } from '../values/json-text';
import { failed, flagOf, resolvedInput, textOf, textsOf } from './action-input';
import { fromHome } from './home-path';
import type { OtherAction } from './other-action';

export const dataConvert: Executor<OtherAction> = async (action, context) => {
  const input = resolvedInput(action, context.scope);
  const source = sourceOf(input, context);
  const to = formatOf(input, 'to') ?? 'json';
  return print(await converted({ source, to, table: tableOf(input) }, context), context);
};

export const dataPick: Executor<OtherAction> = async (action, context) => {
  const input = resolvedInput(action, context.scope);
  const select = textOf(input, 'select')?.trim() ?? '';
  if (!select.startsWith('.'))
    return failed(`data: select is a jq path that begins with a dot, and "${select}" is none.`);
  const source = sourceOf(input, context);
  const to: DataTarget = flagOf(input, 'raw') ? 'raw' : (formatOf(input, 'to') ?? 'json');
  return print(await converted({ source, select, to, table: tableOf(input) }, context), context);
};

function print(text: Result<string, string>, context: ExecutionContext): Outcome {
  if (!text.ok) return failed(`data: ${text.error}.`);
  if (text.value !== '') context.write('stdout', text.value);
  return { exitCode: 0 };
}

/** What is asked for, as text. When more than a path is to be selected, jq finds its first result. */
async function converted(request: DataRequest, host: Host): Promise<Result<string, string>> {
  const answer = await host.threads.ask('data-worker', request, host.signal);
  if (!answer.ok) return answer;
  const { value } = answer;
  if (value.kind === 'done') return ok(value.text);
  if (value.kind === 'refused') return fail(value.error);
  const found = await firstResult(request.select ?? '.', value.json, host);
  if (!found.ok) return found;
  const { to, table } = request;
  const source: DataSource = value.whole
    ? { kind: 'value', value: parseJson(found.value)?.value ?? null }
    : { kind: 'input', from: 'json', input: { text: found.value }, table };
  return converted({ source, to, table }, host);
}

type Host = Pick<ExecutionContext, 'threads' | 'signal'>;

async function firstResult(filter: string, text: string, { threads, signal }: Host): Promise<Result<string, string>> {
  const answer = await threads.ask('jq-worker', { filter, input: { text }, style: 'compact' }, signal);
  if (!answer.ok) return answer;
  if (answer.value.kind === 'refused') return fail(`${filter} is no jq path: ${answer.value.error}`);
  const [first] = answer.value.results;
  if (first === undefined) return fail(`${filter} finds nothing`);
  return first.kind === 'value' ? ok(first.text) : fail(`${filter} does not fit the data: ${first.error}`);
}

function sourceOf(given: JsonObject, { cwd, env }: ExecutionContext): DataSource {
  const { data = null } = given;
  const path = textOf(given, 'input');
  if (path === undefined && typeof data !== 'string') return { kind: 'value', value: data };
  const input = path === undefined ? { text: String(data) } : { file: resolve(cwd, fromHome(path, env)) };
  return { kind: 'input', from: formatOf(given, 'from') ?? 'json', input, table: tableOf(given) };
}

function formatOf(input: JsonObject, key: 'from' | 'to'): DataFormat | undefined {
  const text = textOf(input, key);
  return formats.find(format => format === text);
}

const formats = ['json', 'yaml', 'csv', 'tsv', 'text'] as const;

function tableOf(input: JsonObject): TableOptions {
  const delimiter = textOf(input, 'delimiter');
  return {
    hasHeader: flagOf(input, 'has_header', true),
    headers: flagOf(input, 'headers', true),
    ...(delimiter === undefined ? {} : { delimiter }),
    columns: textsOf(input, 'columns'),
  };
}
