// What a try leaves for others: captured stdout, declared outputs, and outputs that are taken from what it printed (dagu-format.md 2.9).

import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Json } from '../base/json';
import { fail, ok, type Result } from '../base/result';
import { plainTable } from './data/data-request';
import type { ExecutionContext, Outcome } from './executor';
import { readOutputFile } from './output-file';
import type { RunningAttempt } from './running-attempt';
import { readFrom } from './step-log';
import { needsStdout, type StepPlace, stdoutAlone } from './step-place';
import type { Ended, TryEnd } from './try-end';
import type { TrySession } from './try-session';
import { readJson } from './values/json-text';
import { type OutputSources, outputSchemaFault, stdoutOutputs, structuredOutput } from './values/structured-output';

export interface TryTraces {
  readonly session: TrySession;
  readonly attempt: RunningAttempt;
  /** Sizes of stdout and stderr when the try began. */
  readonly outFrom: number;
  readonly errFrom: number;
}

/**
 * The whole end of a try. Declared and structured outputs are only looked at after a success; what is wrong with them fails the step. The
 * variable of `output: NAME` is captured from a failed try too, since `continue_on` may let it pass.
 */
export async function collectOutputs(end: Ended, outcome: Outcome, traces: TryTraces): Promise<TryEnd> {
  const { session, attempt } = traces;
  const { place } = session;
  const most = attempt.dag.maxOutputSize;
  const published = outcome.outputs ?? {};
  const good = end.status === 'succeeded' || end.status === 'partially_succeeded';
  const failed = (error: string, kept: Partial<TryEnd> = {}): TryEnd => ({
    ...end,
    ...nothing,
    published,
    ...kept,
    ...(good ? { status: 'failed', exitCode: 1, error } : {}),
  });
  const stdout = needsStdout(place.step) ? stdoutOf(traces, most) : { text: '', masked: false };
  if (stdout === undefined) return failed(`The output of the step is larger than max_output_size (${most} bytes).`);
  const name = place.step.output?.replace(/^\$/, '');
  const captured = {
    variables: name === undefined ? {} : { [name]: stdout.text.trim() },
    maskedCapture: stdout.masked,
  };
  if (!good) return { ...end, ...nothing, published, ...captured };
  const declared = declaredOutputs(place, most);
  if (!declared.ok) return failed(declared.error, captured);
  const taken = await takenOutputs(stdout.text, traces, most);
  if (!taken.ok) return failed(taken.error, captured);
  return {
    ...end,
    ...captured,
    declared: { ...declared.value, ...outcome.declared },
    published: { ...published, ...taken.value },
  };
}

const nothing = { variables: {}, declared: {}, published: {}, maskedCapture: false } as const;

/** Undefined: it is too large. */
function stdoutOf(
  { session, outFrom }: TryTraces,
  most: number,
): { readonly text: string; readonly masked: boolean } | undefined {
  const { raw, place } = session;
  if (raw !== undefined) return Buffer.byteLength(raw) > most ? undefined : { text: raw, masked: false };
  const bytes = readFrom(stdoutAlone(place), outFrom, most);
  return bytes === undefined ? undefined : { text: bytes.toString('utf8'), masked: true };
}

function declaredOutputs({ outputFile, step }: StepPlace, most: number): ReturnType<typeof readOutputFile> {
  const bytes = readFrom(outputFile, 0, most);
  if (bytes === undefined)
    return fail(`The step outputs exceeded the maximum size of ${most} bytes (max_output_size).`);
  return bytes.length === 0 && step.outputs.length === 0 ? ok({}) : readOutputFile(bytes, step.outputs, most);
}

async function takenOutputs(
  stdout: string,
  { session, errFrom }: TryTraces,
  most: number,
): Promise<Result<Readonly<Record<string, string>>, string>> {
  const { step, scope, cwd, logs } = session.place;
  const fault = step.outputSchema === undefined ? undefined : outputSchemaFault(stdout, step.outputSchema);
  if (fault !== undefined) return fail(fault);
  if (step.structuredOutput === undefined && step.stdoutOutputs === undefined) return ok({});
  const sources: OutputSources = {
    stdout,
    stderr: readFrom(logs.stderr, errFrom, most)?.toString('utf8') ?? '',
    file: path => textOf(resolve(cwd, path), most),
    yaml: text => yamlValue(text, session.context),
    select: (value, filter) => firstResult(value, filter, session.context),
  };
  const fromStdout =
    step.stdoutOutputs === undefined ? ok({}) : await stdoutOutputs(step.stdoutOutputs, scope, sources);
  if (!fromStdout.ok || step.structuredOutput === undefined) return fromStdout;
  const structured = await structuredOutput(step.structuredOutput, scope, sources);
  return structured.ok ? ok({ ...fromStdout.value, ...structured.value }) : structured;
}

async function yamlValue(text: string, { threads, signal }: ExecutionContext): Promise<Result<Json, string>> {
  const source = { kind: 'input', from: 'yaml', input: { text }, table: plainTable } as const;
  const answer = await threads.ask('data-worker', { source, to: 'json', table: plainTable }, signal);
  if (!answer.ok) return answer;
  const { value } = answer;
  if (value.kind === 'refused') return fail(`${value.error}.`);
  return readJson(value.kind === 'done' ? value.text : value.json);
}

async function firstResult(
  value: Json,
  filter: string,
  { threads, signal }: ExecutionContext,
): Promise<Result<Json, string>> {
  const answer = await threads.ask(
    'jq-worker',
    { filter, input: { text: JSON.stringify(value) }, style: 'compact' },
    signal,
  );
  if (!answer.ok) return answer;
  if (answer.value.kind === 'refused') return fail(answer.value.error);
  const [first] = answer.value.results;
  if (first === undefined) return ok(null);
  return first.kind === 'value' ? readJson(first.text) : fail(first.error);
}

function textOf(path: string, most: number): Result<string, string> {
  if (!existsSync(path)) return fail(`the file ${path} does not exist.`);
  try {
    const bytes = readFileSync(path);
    return bytes.length > most ? fail(`the file ${path} is larger than max_output_size.`) : ok(bytes.toString('utf8'));
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}
