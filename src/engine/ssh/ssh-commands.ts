// What runs on another machine: texts for its login shell, or for a shell that is named.

import { ok, type Result } from '../../base/result';
import type { Action } from '../../model/dag';
import { shebang } from '../../model/shell-family';
import { commandCall, splitWords } from '../shell';
import { expand } from '../values/expand';
import { policies } from '../values/policies';
import type { Scope } from '../values/scope';

export interface RemoteCommand {
  /** A program with its arguments, quoted for the login shell. */
  readonly words: string;
  readonly stdin?: string;
}

type CommandAction = Extract<Action, { name: 'run' | 'exec' }>;

/** `shell`: the one that is named for the other machine. */
export function remoteCommands(
  action: CommandAction,
  shell: readonly string[],
  scope: Scope,
): Result<readonly RemoteCommand[], string> {
  if (action.name === 'exec') {
    const words = [action.command, ...action.args].map(word => expand(word, scope, policies.execArgs));
    return ok([{ words: quotedWords(words) }]);
  }
  const { form, texts, interpreter } = action;
  // As for a shell here, $NAME is for the shell that reads the text: no value can become code by it.
  const resolved = (text: string): string => expand(text, scope, policies.runShell);
  const whole = resolved(texts.join('\n'));
  if (interpreter !== undefined) {
    const words = splitWords(expand(interpreter, scope, policies.execArgs));
    return ok([{ words: quotedWords(words), stdin: whole }]);
  }
  const named = action.shell?.map(word => expand(word, scope, policies.withShell)) ?? shell;
  const reader = form === 'script' && named.length === 0 ? shebang(whole) : undefined;
  if (reader !== undefined) return ok([{ words: quotedWords(reader), stdin: whole }]);
  if (form === 'script') return listed([whole], named);
  return listed(texts.map(resolved), named);
}

/** The texts, each for a call of its own. */
export function listed(texts: readonly string[], shell: readonly string[]): Result<readonly RemoteCommand[], string> {
  const commands: RemoteCommand[] = [];
  for (const text of texts) {
    const call = shell.length === 0 ? undefined : commandCall({ shell, explicit: true }, text);
    if (call?.ok === false) return call;
    commands.push({ words: call === undefined ? `"$SHELL" -c ${quoted(text)}` : quotedWords(call.value.argv) });
  }
  return ok(commands);
}

/** Words as a shell reads them back. */
export function quotedWords(words: readonly string[]): string {
  return words.map(quoted).join(' ');
}

/** A path as a word; a home folder at its start is that of the other machine. */
export function quotedPath(path: string): string {
  const [home = ''] = /^~[\w.-]*(?=\/|$)/.exec(path) ?? [];
  return home === path ? path : home + quoted(path.slice(home.length));
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
