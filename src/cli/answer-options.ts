// The flags with which a waiting step is answered, and the inputs they give.

import { isJsonObject, type Json, type JsonObject } from '../base/json';
import { fail, ok, type Result } from '../base/result';
import type { Ask } from '../model/ask';
import { askedFields, valueOfText } from '../model/asked-field';
import { type Arguments, type Flag, listFlag, textFlag } from './arguments';

export const answerFlags: readonly Flag[] = [
  { name: 'run-id', short: 'r', kind: 'text', value: 'ID', help: 'The run; required' },
  { name: 'step', short: 's', kind: 'text', value: 'STEP', help: 'The waiting step by its id or name; required' },
  { name: 'input', short: 'i', kind: 'list', value: 'NAME=VALUE', help: 'One value, as the form asks for it' },
  { name: 'inputs-json', kind: 'text', value: 'JSON', help: 'All values as one JSON object; --input goes over it' },
  { name: 'sub-run-id', kind: 'text', value: 'ID', help: 'The step is one of this child run' },
];

export const reasonFlag: Flag = { name: 'reason', kind: 'text', value: 'TEXT', help: 'Why; kept with the run' };

/** What a command asks for, as far as the flags alone tell. */
export interface AnswerOptions {
  readonly runId: string;
  readonly step: string;
  readonly childId?: string;
  readonly comment?: string;
  /** The inputs for a question, texts converted as it asks for them. */
  inputs(ask: Ask | undefined): JsonObject;
}

/** The flags as options. The error is a whole message. */
export function answerOptions(args: Arguments, name: string): Result<AnswerOptions, string> {
  const runId = textFlag(args, 'run-id') ?? '';
  const step = textFlag(args, 'step') ?? '';
  if (runId === '') return fail(`${name} needs --run-id`);
  if (step === '') return fail(`${name} needs --step`);
  const texts: (readonly [string, string])[] = [];
  for (const input of listFlag(args, 'input')) {
    const equals = input.indexOf('=');
    if (equals < 1) return fail(`invalid --input value "${input}": write NAME=VALUE`);
    texts.push([input.slice(0, equals), input.slice(equals + 1)]);
  }
  const whole = jsonInputs(textFlag(args, 'inputs-json'));
  if (!whole.ok) return whole;
  const childId = textFlag(args, 'sub-run-id');
  const comment = textFlag(args, 'reason');
  return ok({
    runId,
    step,
    ...(childId === undefined || childId === '' ? {} : { childId }),
    ...(comment === undefined ? {} : { comment }),
    inputs: ask => ({ ...whole.value, ...convertedInputs(ask, texts) }),
  });
}

function convertedInputs(ask: Ask | undefined, texts: readonly (readonly [string, string])[]): JsonObject {
  const fields = new Map((ask === undefined ? [] : askedFields(ask)).map(field => [field.name, field]));
  return Object.fromEntries(
    texts.map(([name, text]): [string, Json] => {
      const field = fields.get(name);
      return [name, field === undefined ? text : valueOfText(field, text)];
    }),
  );
}

function jsonInputs(text: string | undefined): Result<JsonObject, string> {
  if (text === undefined || text === '') return ok({});
  try {
    const value = JSON.parse(text) as Json;
    return isJsonObject(value) ? ok(value) : fail('--inputs-json must be a JSON object');
  } catch (error) {
    if (error instanceof SyntaxError) return fail(`--inputs-json is not JSON: ${error.message}`);
    throw error;
  }
}
