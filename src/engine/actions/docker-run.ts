// The actions docker.run and container.run: a new container for one command, or a command in a container that runs (dagu-format.md 3.18).

import { isJsonObject, type Json, type JsonObject } from '../../base/json';
import { fail, ok, type Result } from '../../base/result';
import { markName, markOf, ownName, whenStopped } from '../command-stop';
import { execArguments, type NewContainerCall, newContainerArguments } from '../containers/container-arguments';
import { type ContainerClient, containerClient } from '../containers/container-client';
import { type ContainerCommand, textCommand } from '../containers/container-commands';
import { removeContainer } from '../containers/container-start';
import { stopCommand, stopContainer } from '../containers/container-stop';
import { wordFault } from '../containers/container-values';
import { setting, settingFlags } from '../containers/docker-settings';
import type { ExecutionContext, Outcome } from '../executor';
import { failed, resolvedInput, textOf } from './action-input';
import type { OtherAction } from './other-action';
import { outcomeOf } from './process-outcome';

export async function dockerRun(action: OtherAction, context: ExecutionContext): Promise<Outcome> {
  const input = resolvedInput(action, context.scope);
  const client = containerClient(context);
  if (!client.ok) return failed(client.error);
  try {
    const command = commandOf(action.with.command, input.command);
    if (!command.ok) return failed(command.error);
    const image = (textOf(input, 'image') ?? '').trim();
    const named = setting(input, 'containername');
    const name = typeof named === 'string' ? named.trim() : '';
    if (image !== '') return await runNew(image, name, command.value, input, client.value, context);
    if (name !== '') return await runInside(name, command.value, input, client.value, context);
    return failed('docker: give image for a new container, or container_name for one that runs.');
  } finally {
    await client.value.close();
  }
}

/** A list is words; a text may need a shell. None: what the image does by itself. */
function commandOf(
  written: Json | undefined,
  resolved: Json | undefined,
): Result<ContainerCommand | undefined, string> {
  if (Array.isArray(resolved)) {
    const [program, ...rest] = resolved.map(word => (typeof word === 'string' ? word : JSON.stringify(word)));
    return ok(program === undefined ? undefined : { words: [program, ...rest], isShell: false });
  }
  if (typeof resolved !== 'string' || resolved.trim() === '') return ok(undefined);
  return textCommand(typeof written === 'string' ? written : resolved, resolved);
}

async function runNew(
  image: string,
  named: string,
  command: ContainerCommand | undefined,
  input: JsonObject,
  client: ContainerClient,
  context: ExecutionContext,
): Promise<Outcome> {
  const [container, host, network] = [group(input, 'container'), group(input, 'host'), group(input, 'network')];
  const label = ownName(context.step.name, context.keepFile('', '.container'));
  const own = { name: named === '' ? label : named, label };
  const fault = wordFault('image', image) ?? wordFault('name of a container', own.name);
  if (fault !== undefined) return failed(fault);
  const more = allFlags(
    settingFlags('container', container),
    settingFlags('host', host),
    settingFlags('network', network),
  );
  if (!more.ok) return failed(`docker: ${more.error}`);
  const removed = setting(input, 'autoremove') === true || setting(host, 'autoremove') === true;
  const call: NewContainerCall = {
    ...own,
    image,
    pull: pullOf(input.pull),
    removed,
    detached: false,
    env: envOf(setting(container, 'env')),
    platform: textOf(input, 'platform'),
    stopSignal: context.step.signalOnStop,
    more: more.value,
    ...doing(command, container),
  };
  const settled = whenStopped(context, () => stopContainer(own, client, context));
  const end = await client.start(newContainerArguments(call), call.env).ended;
  await settled();
  if (removed && context.signal.aborted) await removeContainer(own, client);
  return outcomeOf(end);
}

/** What runs: the command, else what the settings say. */
function doing(
  command: ContainerCommand | undefined,
  container: JsonObject,
): Pick<NewContainerCall, 'entrypoint' | 'words'> {
  const [entry, ...before] = wordsOf(setting(container, 'entrypoint'));
  if (command === undefined) return { entrypoint: entry, words: [...before, ...wordsOf(setting(container, 'cmd'))] };
  const [program, ...rest] = command.words;
  if (command.isShell && entry === undefined) return { entrypoint: program, words: rest };
  return { entrypoint: entry, words: [...before, ...command.words] };
}

async function runInside(
  name: string,
  command: ContainerCommand | undefined,
  input: JsonObject,
  client: ContainerClient,
  context: ExecutionContext,
): Promise<Outcome> {
  const exec = group(input, 'exec');
  const fault = wordFault('name of a container', name);
  if (fault !== undefined) return failed(fault);
  if (command === undefined) return failed('docker: give the command that is executed in the container.');
  const more = settingFlags('exec', exec);
  if (!more.ok) return failed(`docker: ${more.error}`);
  const mark = markOf('1', context);
  const env = { ...envOf(setting(exec, 'env')), [markName]: mark };
  const user = setting(exec, 'user');
  const place = { name, mark, user: typeof user === 'string' ? user : undefined };
  const settled = whenStopped(context, () => stopCommand(place, client, context));
  const end = await client.start(execArguments({ name, env, more: more.value, words: command.words }), env).ended;
  await settled();
  return outcomeOf(end);
}

function group(input: JsonObject, name: string): JsonObject {
  const value = input[name];
  return value !== undefined && isJsonObject(value) ? value : {};
}

function allFlags(...results: readonly Result<readonly string[], string>[]): Result<readonly string[], string> {
  const flags: string[] = [];
  for (const result of results) {
    if (!result.ok) return fail(result.error);
    flags.push(...result.value);
  }
  return ok(flags);
}

function pullOf(value: Json | undefined): NewContainerCall['pull'] {
  if (value === true || value === 'always') return 'always';
  return value === false || value === 'never' ? 'never' : 'missing';
}

/** A mapping, or a list of `NAME=value`. */
function envOf(value: Json | undefined): Readonly<Record<string, string>> {
  if (value !== undefined && isJsonObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, String(one)]));
  const pairs = Array.isArray(value) ? value.map(String) : [];
  return Object.fromEntries(pairs.map(pair => [pair.replace(/=.*$/s, ''), pair.replace(/^[^=]*=?/, '')]));
}

function wordsOf(value: Json | undefined): readonly string[] {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' && value !== '' ? [value] : [];
}
