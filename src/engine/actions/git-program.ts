// Calls of the system's git: nobody is asked anything, and no credential stands on a command line or in a log.

import type { ExecutionContext } from '../executor';
import { type QuietEnd, runQuietly } from './quiet-program';

/** Something that git or its user has to put right; the message is for people. */
export class GitRefusal extends Error {}

export interface GitPlace {
  /** Absolute. */
  readonly cwd: string;
  readonly context: ExecutionContext;
  /** Variables of this call alone: credentials. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What would lead git to another repository than the one that is meant. */
const misleading = /^GIT_(DIR|WORK_TREE|INDEX_FILE|COMMON_DIR|NAMESPACE|OBJECT_DIRECTORY|PREFIX)$/;

/** Runs git and returns how it ended. */
export async function git(place: GitPlace, ...args: readonly string[]): Promise<QuietEnd> {
  const { cwd, context, env } = place;
  const usual = Object.fromEntries(Object.entries(context.env).filter(([name]) => !misleading.test(name)));
  const end = await runQuietly(
    { argv: ['git', ...args], cwd, env: { ...usual, GIT_TERMINAL_PROMPT: '0', ...env } },
    context,
  );
  if (end.error?.code === 'ENOENT')
    throw new GitRefusal('git is not installed, or not on the PATH: install it to use this action');
  if (context.signal.aborted) throw new GitRefusal('git was ended');
  return end;
}

/** What git prints, without the line break at its end. Throws a GitRefusal with git's own words when it fails. */
export async function gitAnswer(place: GitPlace, ...args: readonly string[]): Promise<string> {
  const end = await git(place, ...args);
  if (!end.good) throw new GitRefusal(complaint(end));
  return end.stdout.replace(/\r?\n$/, '');
}

/** Whether git says yes: exit code 0. */
export async function gitAgrees(place: GitPlace, ...args: readonly string[]): Promise<boolean> {
  return (await git(place, ...args)).good;
}

/** The commit that a name stands for; undefined when there is none. */
export async function commitOf(place: GitPlace, name: string): Promise<string | undefined> {
  if (name.startsWith('-')) return undefined;
  const end = await git(place, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`);
  return end.good ? end.stdout.trim() : undefined;
}

/** What git complained of, in one line; advice behind it is left out. */
export function complaint({ stderr, code, signal }: QuietEnd): string {
  const [told = ''] = stderr.trim().split(/\n\s*\n/, 1);
  const lines = told.split('\n').filter(line => line.trim() !== '' && !/^(hint|warning):/.test(line));
  if (lines.length === 0) return `git ended with ${signal ?? `exit status ${code}`}`;
  return lines.map(line => line.replace(/^(fatal|error): /, '').trim()).join('; ');
}
