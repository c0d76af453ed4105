// The action harness.run: asks a command-line agent, and the next one when it fails (dagu-format.md 3.18).

import { isJsonObject, type JsonObject } from '../../base/json';
import type { ExecutionContext, Outcome } from '../executor';
import { readTail } from '../step-log';
import { expandJson } from '../values/expand';
import { policies } from '../values/policies';
import { failed, textOf } from './action-input';
import { printFile } from './file-print';
import { type HarnessCall, harnessCall, harnessOf } from './harness-call';
import type { OtherAction } from './other-action';
import { outcomeOf } from './process-outcome';
import { programPath } from './program-path';

const tailBytes = 1024;

export async function harnessRun({ with: input }: OtherAction, context: ExecutionContext): Promise<Outcome> {
  const { connections, scope } = context;
  const resolved = expandJson({ ...connections.harness, ...input }, scope, policies.with);
  const given = isJsonObject(resolved) ? resolved : {};
  const prompt = textOf(given, 'prompt') ?? '';
  if (prompt.trim() === '') return failed('harness: the prompt is empty.');
  const fallbacks = Array.isArray(given.fallback) ? given.fallback.filter(isJsonObject) : [];
  const attempts = [given, ...fallbacks];
  let outcome: Outcome = failed('harness: nobody was asked.');
  for (const [at, options] of attempts.entries()) {
    outcome = await ask(prompt, textOf(given, 'stdin'), options, context);
    const next = attempts[at + 1];
    if (outcome.exitCode === 0 || next === undefined || context.signal.aborted) break;
    const count = attempts.length;
    const [asked, asking] = [providerOf(options), providerOf(next)];
    context.write(
      'stderr',
      `harness: attempt ${at + 1}/${count} with ${asked} failed; trying fallback ${at + 2}/${count} with ${asking}\n`,
    );
  }
  return outcome;
}

function providerOf(options: JsonObject): string {
  return textOf(options, 'provider')?.trim() ?? '';
}

async function ask(
  prompt: string,
  stdin: string | undefined,
  options: JsonObject,
  context: ExecutionContext,
): Promise<Outcome> {
  const name = providerOf(options);
  const own = expandJson(context.connections.harnesses ?? {}, context.scope, policies.with);
  const harness = harnessOf(name, isJsonObject(own) ? own : {});
  if (harness === undefined) return failed(`harness: there is no provider "${name}"; define it under harnesses.`);
  if (programPath(harness.binary, context) === undefined)
    return failed(`harness: the program "${harness.binary}" of ${name} is not on the PATH: install it.`);
  return call(harnessCall(harness, prompt, stdin, options), context);
}

/** Standard output appears only when the call succeeded; what a failed one said last goes to stderr. */
async function call({ argv, stdin }: HarnessCall, context: ExecutionContext): Promise<Outcome> {
  const stdout = context.keepFile('', '.out');
  const end = await context.spawn({ argv, private: { stdout }, ...(stdin === undefined ? {} : { stdin }) }).ended;
  const outcome = outcomeOf(end);
  if (outcome.exitCode === 0 && outcome.error === undefined) {
    await printFile(stdout, context);
    return outcome;
  }
  const tail = readTail(stdout, 0, tailBytes);
  if (tail !== '') context.write('stderr', `recent stdout (tail):\n${tail}${tail.endsWith('\n') ? '' : '\n'}`);
  return outcome;
}
