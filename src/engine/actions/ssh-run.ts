// Runs commands on another machine through the system's ssh: the action ssh.run, and the commands of a workflow with `ssh` (dagu-format.md 3.18).

import { appendFileSync } from 'node:fs';
import type { Result } from '../../base/result';
import type { Action } from '../../model/dag';
import { graceOf, markName, markOf, stopScript, whenStopped } from '../command-stop';
import type { ExecutionContext, Outcome } from '../executor';
import { listed, quotedPath, quotedWords, type RemoteCommand, remoteCommands } from '../ssh/ssh-commands';
import { sshConfig, targetName } from '../ssh/ssh-config';
import { type AskedSecret, askpassEnv } from '../ssh/ssh-secrets';
import { type SshHost, type SshSettings, sshSettings } from '../ssh/ssh-settings';
import { expand } from '../values/expand';
import { policies } from '../values/policies';
import { failed, resolvedInput, textsOf } from './action-input';
import type { OtherAction } from './other-action';
import { outcomeOf } from './process-outcome';
import { programPath } from './program-path';
import { runQuietly } from './quiet-program';

/** How long the other machine is given for ending a command, besides the time that the command has. */
const helpMs = 15_000;

export async function sshRun(action: OtherAction, context: ExecutionContext): Promise<Outcome> {
  const input = resolvedInput(action, context.scope);
  const settings = sshSettings(input, context);
  if (!settings.ok) return failed(`ssh: ${settings.error}.`);
  const texts = textsOf(input, 'command');
  if (texts.every(text => text.trim() === '')) return failed('ssh: give the command that runs on the other machine.');
  return perform(listed(texts, settings.value.shell), settings.value, context);
}

/** The executor of commands in a workflow whose `ssh` names a machine. */
export async function sshCommand(action: Action, context: ExecutionContext): Promise<Outcome> {
  if (action.name !== 'run' && action.name !== 'exec')
    throw new Error(`Only commands run on other machines, and this is ${action.name}.`);
  const settings = sshSettings({}, context);
  if (!settings.ok) return failed(`ssh: ${settings.error}.`);
  return perform(remoteCommands(action, settings.value.shell, context.scope), settings.value, context);
}

async function perform(
  commands: Result<readonly RemoteCommand[], string>,
  settings: SshSettings,
  context: ExecutionContext,
): Promise<Outcome> {
  if (!commands.ok) return failed(`ssh: ${commands.error}`);
  const program = programPath('ssh', context);
  if (program === undefined) return failed('ssh: the program ssh is not on the PATH: install it.');
  const secrets = secretsOf(settings);
  if (secrets.length > 0 && process.platform === 'win32')
    return failed('ssh: a password cannot be handed over on Windows: use a key.');
  const config = context.keepFile(sshConfig(settings), '.ssh');
  const call: SshCall = {
    argv: [program, '-F', config, '-T', '--', targetName],
    env: {
      ...context.env,
      ...agentOf(settings, context),
      ...(secrets.length === 0 ? {} : askpassEnv(secrets, context)),
    },
  };
  const outputs = context.step.outputs.length === 0 ? undefined : `/tmp/${markOf('out', context)}`;
  for (const [index, command] of commands.value.entries()) {
    const outcome = await callOne(command, { label: `${index + 1}`, outputs }, call, context);
    if (outcome.exitCode !== 0 || outcome.error !== undefined)
      return commands.value.length === 1
        ? outcome
        : { ...outcome, error: `command ${index + 1} failed: ${outcome.error ?? ''}` };
    if (context.signal.aborted) return { exitCode: 0 };
  }
  if (outputs !== undefined) await fetchOutputs(outputs, call, context);
  return { exitCode: 0 };
}

/** Brings the declared outputs from the file there into the file here. */
async function fetchOutputs(file: string, { argv, env }: SshCall, context: ExecutionContext): Promise<void> {
  const here = context.scope.env[outputVariable];
  const { good, stdout } = await runQuietly({ argv: [...argv, `cat ${file} && rm -f ${file}`], env }, context);
  if (good && here !== undefined) appendFileSync(here, stdout);
}

const outputVariable = 'DAGU_OUTPUT_FILE';

interface SshCall {
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
}

async function callOne(
  { words, stdin }: RemoteCommand,
  { label, outputs }: { readonly label: string; readonly outputs: string | undefined },
  { argv, env }: SshCall,
  context: ExecutionContext,
): Promise<Outcome> {
  const mark = markOf(label, context);
  const settled = whenStopped(context, async () => {
    const { signal, seconds } = graceOf(context);
    const ending = quotedWords(['sh', '-c', stopScript, 'sh', mark, signal, String(seconds)]);
    const end = await runQuietly({ argv: [...argv, ending], env, lasting: true }, context, seconds * 1000 + helpMs);
    if (!end.good) context.write('stderr', `The command may still run on the other machine: ${end.stderr.trim()}\n`);
  });
  const { workingDir } = context.step;
  const there =
    workingDir === undefined ? '' : `cd ${quotedPath(expand(workingDir, context.scope, policies.workingDir))} && `;
  const told = outputs === undefined ? '' : ` ${outputVariable}=${outputs}`;
  const end = await context.spawn({
    argv: [...argv, `${there}exec env ${markName}=${mark}${told} ${words}`],
    env,
    ...(stdin === undefined ? {} : { stdin }),
  }).ended;
  await settled();
  return outcomeOf(end);
}

function secretsOf(settings: SshSettings): readonly AskedSecret[] {
  const { bastion } = settings;
  const asked = (one: SshHost): readonly AskedSecret[] =>
    one.password === undefined ? [] : [{ secret: one.password, about: `${one.user ?? ''}@${one.host}` }];
  return [...asked(settings), ...(bastion === undefined ? [] : asked(bastion))];
}

/** Without a key or a password of its own, the user's agent may answer. */
function agentOf({ key, password }: SshHost, { scope }: ExecutionContext): Readonly<Record<string, string>> {
  const socket = scope.os.SSH_AUTH_SOCK;
  return socket === undefined || key !== undefined || password !== undefined ? {} : { SSH_AUTH_SOCK: socket };
}
