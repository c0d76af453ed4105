// What a command step says, as words for a container: its own shell, or words, or a text for the container's sh (dagu-format.md 3.17).

import { fail, ok, type Result } from '../../base/result';
import type { Action, Shell } from '../../model/dag';
import { shebang, shellFamily } from '../../model/shell-family';
import { commandCall, splitWords } from '../shell';
import { expand } from '../values/expand';
import { policies } from '../values/policies';
import type { Scope } from '../values/scope';

export interface ContainerCommand {
  readonly words: readonly [string, ...string[]];
  /** The first word reads a text: it runs in the place of the image's entrypoint. */
  readonly isShell: boolean;
  readonly stdin?: string;
}

type CommandAction = Extract<Action, { name: 'run' | 'exec' }>;

/** Texts without anything that only a shell understands. */
const plain = /^(?!\s*\w+=)[\w\s@%+=:,./'"-]*$/;
const scoped = /\$\{(params|consts|env|steps|context|foreach)(\.[^{}]*)?\}/g;

/** `shell`: that of the container, for steps that name none. */
export function containerCommands(
  action: CommandAction,
  shell: Shell | undefined,
  scope: Scope,
): Result<readonly ContainerCommand[], string> {
  if (action.name === 'exec') {
    const [program = '', ...args] = [action.command, ...action.args].map(word =>
      expand(word, scope, policies.execArgs),
    );
    return ok([{ words: [program.trim(), ...args], isShell: false }]);
  }
  const { form, texts, interpreter } = action;
  if (interpreter !== undefined) {
    const [program = 'sh', ...args] = splitWords(expand(interpreter, scope, policies.execArgs));
    const stdin = expand(texts.join('\n'), scope, policies.runShell);
    return ok([{ words: [program, ...args], isShell: false, stdin }]);
  }
  const chosen = (action.shell ?? shell)?.map(word => expand(word, scope, policies.withShell));
  const commands: ContainerCommand[] = [];
  for (const text of form === 'script' ? [texts.join('\n')] : texts) {
    const command = commandOf(text, chosen, scope);
    if (!command.ok) return command;
    commands.push(command.value);
  }
  return ok(commands);
}

function commandOf(written: string, shell: Shell | undefined, scope: Scope): Result<ContainerCommand, string> {
  if (shell !== undefined && shell.length > 0) {
    const policy = shellFamily(shell) === 'posix' ? policies.runShell : policies.runOther;
    const call = commandCall({ shell, explicit: true }, expand(written, scope, policy));
    return call.ok ? ok({ words: call.value.argv, isShell: true }) : call;
  }
  const text = expand(written, scope, policies.runShell);
  const [interpreter, ...args] = shebang(text) ?? [];
  if (interpreter !== undefined) return ok({ words: [interpreter, ...args], isShell: true, stdin: text });
  return textCommand(written, text);
}

/** A text for no shell in particular: words where that is all it is, else a text for the container's sh. `written`: before values came in. */
export function textCommand(written: string, text: string): Result<ContainerCommand, string> {
  const trimmed = text.trim();
  if (trimmed === '') return fail('The text of the command is empty.');
  const isPlain = plain.test(written.trim().replace(scoped, '')) && !written.trim().includes('\n');
  const [program = '', ...args] = isPlain ? splitWords(trimmed) : [];
  return ok(
    program === ''
      ? { words: ['sh', '-e', '-c', trimmed], isShell: true }
      : { words: [program, ...args], isShell: false },
  );
}
