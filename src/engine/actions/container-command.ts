// Runs the commands of a step in a container: its own, the workflow's, or one that runs already (dagu-format.md 3.17).

import type { Result } from '../../base/result';
import type { Container, NewContainer } from '../../model/container';
import type { Action } from '../../model/dag';
import { markName, markOf, ownName, whenStopped } from '../command-stop';
import { execArguments, newContainerArguments } from '../containers/container-arguments';
import { type ContainerClient, containerClient } from '../containers/container-client';
import { type ContainerCommand, containerCommands } from '../containers/container-commands';
import { innerOutputs } from '../containers/container-outputs';
import {
  callOf,
  type OwnContainer,
  pullIfPossible,
  removeContainer,
  startContainer,
} from '../containers/container-start';
import { stopCommand, stopContainer } from '../containers/container-stop';
import { containerEnv, containerText, wordFault } from '../containers/container-values';
import type { ExecutionContext, Executor, Outcome } from '../executor';
import { failed } from './action-input';
import { outcomeOf } from './process-outcome';

type CommandAction = Extract<Action, { name: 'run' | 'exec' }>;

/** The executor of commands in a container. */
export function containerCommand(container: Container): Executor {
  return async (action, context) => {
    if (action.name !== 'run' && action.name !== 'exec')
      throw new Error(`Only commands run in containers, and this is ${action.name}.`);
    const client = containerClient(context);
    if (!client.ok) return failed(client.error);
    try {
      return await perform(action, container, client.value, context);
    } finally {
      await client.value.close();
    }
  };
}

async function perform(
  action: CommandAction,
  container: Container,
  client: ContainerClient,
  context: ExecutionContext,
): Promise<Outcome> {
  const commands = containerCommands(action, container.shell, context.scope);
  if (!commands.ok) return failed(commands.error);
  if (container.kind === 'running') {
    const name = containerText(container.name, context) ?? '';
    const fault = wordFault('name of a container', name);
    return fault === undefined ? executeAll(commands.value, name, container, client, context) : failed(fault);
  }
  if (context.step.container === undefined && context.dagContainer !== undefined) {
    return inside(await context.dagContainer.enter(client.call, context), commands.value, container, client, context);
  }
  const label = ownName(context.step.name, context.keepFile('', '.container'));
  const own = { name: containerText(container.name, context) ?? label, label };
  const [only, ...others] = commands.value;
  const isAll =
    (container.startup ?? 'keepalive') === 'keepalive' &&
    container.waitFor === 'running' &&
    context.step.outputs.length === 0;
  if (only !== undefined && others.length === 0 && isAll) return runAlone(only, own, container, client, context);
  return serve(own, commands.value, container, client, context);
}

/** The command is all that the container does. */
async function runAlone(
  { words, isShell, stdin }: ContainerCommand,
  own: OwnContainer,
  container: NewContainer,
  client: ContainerClient,
  context: ExecutionContext,
): Promise<Outcome> {
  const call = callOf(container, own, context);
  if (!call.ok) return failed(call.error);
  await pullIfPossible(container, call.value.image, client);
  const [program, ...rest] = words;
  const doing = isShell ? { entrypoint: program, words: rest } : { words };
  const settled = whenStopped(context, () => stopContainer(own, client, context));
  const args = newContainerArguments({ ...call.value, ...doing, interactive: stdin !== undefined });
  const end = await client.start(args, call.value.env, stdin === undefined ? {} : { stdin }).ended;
  await settled();
  if (!container.keep && (context.signal.aborted || call.value.restart !== undefined))
    await removeContainer(own, client);
  return outcomeOf(end);
}

/** The container does what its `startup` says, and the commands are executed in it. */
async function serve(
  own: OwnContainer,
  commands: readonly ContainerCommand[],
  container: NewContainer,
  client: ContainerClient,
  context: ExecutionContext,
): Promise<Outcome> {
  try {
    const started = await startContainer(container, own, client, context);
    return started.ok ? await executeAll(commands, own.name, container, client, context) : failed(started.error);
  } finally {
    if (!container.keep) await removeContainer(own, client);
  }
}

async function inside(
  entered: Result<string, string>,
  commands: readonly ContainerCommand[],
  container: Container,
  client: ContainerClient,
  context: ExecutionContext,
): Promise<Outcome> {
  return entered.ok ? executeAll(commands, entered.value, container, client, context) : failed(entered.error);
}

async function executeAll(
  commands: readonly ContainerCommand[],
  name: string,
  container: Container,
  client: ContainerClient,
  context: ExecutionContext,
): Promise<Outcome> {
  const user = containerText(container.user, context);
  const workingDir = containerText(context.step.workingDir ?? container.workingDir, context);
  const outputs = await innerOutputs({ name, user, mark: markOf('out', context) }, client, context);
  const env = { ...containerEnv(container, context), ...outputs.env };
  for (const [index, { words, stdin }] of commands.entries()) {
    const mark = markOf(String(index + 1), context);
    const settled = whenStopped(context, () => stopCommand({ name, mark, user }, client, context));
    const marked = { ...env, [markName]: mark };
    const args = execArguments({ name, env: marked, user, workingDir, words, interactive: stdin !== undefined });
    const outcome = outcomeOf(await client.start(args, marked, stdin === undefined ? {} : { stdin }).ended);
    await settled();
    if (outcome.exitCode !== 0 || outcome.error !== undefined)
      return commands.length === 1
        ? outcome
        : { ...outcome, error: `command ${index + 1} failed: ${outcome.error ?? ''}` };
    if (context.signal.aborted) return { exitCode: 0 };
  }
  await outputs.fetch();
  return { exitCode: 0 };
}
