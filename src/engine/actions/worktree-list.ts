// The working trees of a repository, as git lists them.

import { type GitPlace, git } from './git-program';

export interface Worktree {
  /** Absolute. */
  readonly path: string;
  /** Absent: it is at a commit. */
  readonly branch?: string;
  readonly bare: boolean;
}

/** The primary one first; none outside a repository. */
export async function worktreesOf(place: GitPlace): Promise<readonly Worktree[]> {
  const end = await git(place, 'worktree', 'list', '--porcelain');
  if (!end.good) return [];
  return end.stdout.split('\n\n').flatMap(entry => {
    const path = /^worktree (.+)$/m.exec(entry)?.[1];
    const branch = /^branch refs\/heads\/(.+)$/m.exec(entry)?.[1];
    if (path === undefined) return [];
    return [{ path, bare: /^bare$/m.test(entry), ...(branch === undefined ? {} : { branch }) }];
  });
}
