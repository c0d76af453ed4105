// Which shell runs a text, and with which arguments (dagu-format.md 3.10).

import { fail, ok, type Result } from '../base/result';
import type { Shell } from '../model/dag';
import { shebang, shellFamily } from '../model/shell-family';

export type Argv = readonly [string, ...string[]];

/** A text, ready for a shell. `file`: it goes into a file whose path takes the place of `filePlace` in the arguments. */
export interface ShellCall {
  readonly argv: Argv;
  readonly file?: { readonly text: string; readonly ending: string };
  /** Windows: the arguments are passed on as they are, since cmd does not read quotes as other programs do. */
  readonly verbatim?: boolean;
}

export interface ShellChoice {
  readonly shell: Shell;
  /** Named by the step itself: no `-e` is added and a shebang does not count. */
  readonly explicit: boolean;
  readonly packages?: readonly string[];
}

/** Stands in `ShellCall.argv` where the path of the script file belongs. */
export const filePlace = '\u0000file';

const powershellHead = [
  "$ErrorActionPreference = 'Stop'",
  '[Console]::OutputEncoding = [System.Text.Encoding]::UTF8',
  '$OutputEncoding = [System.Text.Encoding]::UTF8',
].join('\n');
const powershellTail = 'if ($null -ne $LASTEXITCODE) { exit $LASTEXITCODE }';

/**
 * The shell for steps that name none: the root's `shell`, then `DAGU_DEFAULT_SHELL`, then `$SHELL`, then `sh`. On Windows the first of
 * pwsh, powershell and cmd that `exists`.
 */
export function defaultShell(
  root: Shell | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  exists: (program: string) => boolean,
): Shell {
  if (root !== undefined && root.length > 0) return root;
  const configured = environment.DAGU_DEFAULT_SHELL;
  if (configured !== undefined && configured.trim() !== '') return splitWords(configured);
  if (platform === 'win32') return [['pwsh', 'powershell'].find(exists) ?? environment.COMSPEC ?? 'cmd'];
  const login = environment.SHELL;
  return [login === undefined || login === '' ? 'sh' : login];
}

/** How a shell runs one text given as an argument. Fails with a message when the shell's own arguments stand in the way. */
export function commandCall(choice: ShellChoice, text: string): Result<ShellCall, string> {
  const refused = packagesFault(choice);
  if (refused !== undefined) return fail(refused);
  const { shell } = choice;
  switch (shellFamily(shell)) {
    case 'posix':
      return posixCommand(choice, text);
    case 'powershell':
      return ok({
        argv: argvOf(
          shell,
          '-NoProfile',
          '-NonInteractive',
          '-Command',
          [powershellHead, text, powershellTail].join('\n'),
        ),
      });
    case 'cmd':
      return ok({ argv: argvOf(shell, '/d', '/s', '/c', `"${text}"`), verbatim: true });
    case 'nix':
      return ok({ argv: argvOf(shell, ...packageArguments(choice), '--pure', '--run', text) });
    case 'other':
      return ok({ argv: shell.at(-1) === '-c' ? argvOf(shell, text) : argvOf(shell, '-c', text) });
  }
}

/** How a shell runs a text of several lines: through a file, by the interpreter of its first line unless the step names a shell. */
export function scriptCall(choice: ShellChoice, text: string): Result<ShellCall, string> {
  const refused = packagesFault(choice);
  if (refused !== undefined) return fail(refused);
  const { shell, explicit } = choice;
  const interpreter = explicit ? undefined : shebang(text);
  if (interpreter !== undefined) return ok({ argv: argvOf(interpreter, filePlace), file: { text, ending: '' } });
  switch (shellFamily(shell)) {
    case 'posix': {
      const carrier = shell.slice(1).find(word => isCarrier(word) || /^-c./.test(word) || word === '-s');
      if (carrier !== undefined) {
        return fail(
          `The script form cannot be used with the shell argument "${carrier}", since the text comes from a file.`,
        );
      }
      return ok({ argv: argvOf(shell, ...errexit(choice), filePlace), file: { text, ending: '.sh' } });
    }
    case 'powershell': {
      // Nothing may stand before these: such a script is taken as it is.
      const bare = /^\s*(#requires\b|using\s|param\s*\(|\[CmdletBinding)/i.test(text);
      const wrapped = bare ? text : [powershellHead, text, powershellTail].join('\n');
      const flags = ['-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File', filePlace];
      // Windows PowerShell reads a file without a byte order mark in the local code page.
      return ok({ argv: argvOf(shell, ...flags), file: { text: `\uFEFF${wrapped}`, ending: '.ps1' } });
    }
    case 'cmd':
      return ok({
        argv: argvOf(shell, '/d', '/c', filePlace),
        file: { text: `@echo off\r\n${text.replace(/\r?\n/g, '\r\n')}`, ending: '.cmd' },
      });
    case 'nix':
      return ok({
        argv: argvOf(shell, ...packageArguments(choice), '--pure', '--run', `bash '${filePlace}'`),
        file: { text, ending: '.sh' },
      });
    case 'other':
      return ok({ argv: argvOf(shell, filePlace), file: { text, ending: '' } });
  }
}

/** Legacy `command` beside `script`: the command's words, then the file, without the line break at its end. */
export function interpreterCall(interpreter: string, text: string): ShellCall {
  return { argv: argvOf(splitWords(interpreter), filePlace), file: { text: text.replace(/[\r\n]+$/, ''), ending: '' } };
}

/** The words of a command line; quotes hold a word together and a backslash takes the next character as it is, except in single quotes. */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const char = line[at] ?? '';
    if (quote !== '') {
      if (char === quote) quote = '';
      else if (char === '\\' && quote === '"' && /["\\$`]/.test(line[at + 1] ?? ''))
        word = (word ?? '') + (line[++at] ?? '');
      else word = (word ?? '') + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (char === '\\' && at + 1 < line.length) {
      word = (word ?? '') + (line[++at] ?? '');
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + char;
  }
  if (word !== undefined) words.push(word);
  return words;
}

function posixCommand(choice: ShellChoice, text: string): Result<ShellCall, string> {
  const { shell } = choice;
  const glued = shell.slice(1).find(word => /^-c./.test(word));
  if (glued !== undefined) {
    return fail(`A one-line run needs -c as a separate shell argument; got "${glued}".`);
  }
  const last = shell.at(-1) ?? '';
  if (shell.length > 1 && isCarrier(last)) {
    return ok({ argv: argvOf(shell.slice(0, -1), ...errexit(choice), last, text) });
  }
  return ok({ argv: argvOf(shell, ...errexit(choice), '-c', text) });
}

/** `-c`, alone or behind other letters: `-lc`. */
function isCarrier(word: string): boolean {
  return /^-[A-Za-z]*c$/.test(word);
}

function errexit({ shell, explicit }: ShellChoice): string[] {
  return explicit || shell.includes('-e') ? [] : ['-e'];
}

function packagesFault({ shell, packages }: ShellChoice): string | undefined {
  if (packages === undefined || packages.length === 0 || shellFamily(shell) === 'nix') return undefined;
  return `shell_packages needs the shell nix-shell, and this step runs in "${shell.join(' ')}".`;
}

function packageArguments({ packages = [] }: ShellChoice): string[] {
  return packages.flatMap(name => ['-p', name]);
}

function argvOf(shell: Shell, ...more: readonly string[]): Argv {
  const [program = 'sh', ...rest] = shell;
  return [program, ...rest, ...more];
}
