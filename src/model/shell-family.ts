// Kinds of shells, told from the name of the program or the first line of a script (dagu-format.md 3.10).

import type { Shell } from './dag';

/** How a shell wants to be called; also decides which references of a `run` text are resolved by us (dagu-format.md 2.5). */
export type ShellFamily = 'posix' | 'powershell' | 'cmd' | 'nix' | 'other';

const posixShells = new Set(['sh', 'bash', 'zsh', 'ksh', 'mksh', 'ash', 'dash']);

/** The family of a shell, by the name of its program; `env bash` counts as bash. */
export function shellFamily(shell: Shell): ShellFamily {
  const name = programName(shell[0] ?? '');
  if (name === 'env') {
    const inner = shell.slice(1).findIndex(word => !word.startsWith('-') && !word.includes('='));
    return inner === -1 ? 'other' : shellFamily(shell.slice(inner + 1));
  }
  if (posixShells.has(name)) return 'posix';
  if (name === 'pwsh' || name === 'powershell') return 'powershell';
  if (name === 'cmd') return 'cmd';
  return name === 'nix-shell' ? 'nix' : 'other';
}

/** The interpreter that a script's first line names, as words. */
export function shebang(text: string): string[] | undefined {
  const line = /^#!\s*(\S[^\r\n]*)/.exec(text)?.[1];
  if (line === undefined) return undefined;
  const [program = '', ...rest] = line.trim().split(/\s+/);
  // The system passes everything behind the program as one argument, except that env splits it when it is told to.
  return programName(program) === 'env' ? [program, ...rest.filter(word => word !== '-S')] : [program, ...rest];
}

function programName(program: string): string {
  return (program.split(/[\\/]/).at(-1) ?? '').toLowerCase().replace(/\.exe$/, '');
}
