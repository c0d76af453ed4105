// The actions git.worktree.add and git.worktree.remove: they say what they did as outputs, and print nothing (dagu-format.md 3.18).

import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { JsonObject } from '../../base/json';
import type { ExecutionContext, Executor, Outcome } from '../executor';
import { failed, flagOf, resolvedInput, textOf } from './action-input';
import { causeOf } from './file-cause';
import { commitOf, type GitPlace, GitRefusal, gitAgrees, gitAnswer } from './git-program';
import { fromHome } from './home-path';
import type { OtherAction } from './other-action';
import { type Worktree, worktreesOf } from './worktree-list';

type Outputs = Readonly<Record<string, string | boolean>>;
type Deed = (input: JsonObject, repository: Repository, context: ExecutionContext) => Promise<Outputs>;

interface Repository {
  /** The primary working tree. */
  readonly root: string;
  /** The others. */
  readonly others: readonly Worktree[];
  readonly place: GitPlace;
}

export const gitWorktreeAdd = performer(add);
export const gitWorktreeRemove = performer(remove);

function performer(deed: Deed): Executor<OtherAction> {
  return async (action, context): Promise<Outcome> => {
    let where = '';
    try {
      const repository = await repositoryOf(context);
      where = `repository "${repository.root}": `;
      const outputs = await deed(resolvedInput(action, context.scope), repository, context);
      const declared = Object.entries(outputs).map(([name, value]) => [name, String(value)]);
      return { exitCode: 0, declared: Object.fromEntries(declared) };
    } catch (error) {
      const message = `${where}${error instanceof GitRefusal ? error.message : causeOf(error)}`;
      context.write('stderr', `${message}\n`);
      return failed(message);
    }
  };
}

async function repositoryOf(context: ExecutionContext): Promise<Repository> {
  const here = { cwd: context.cwd, context };
  const [primary, ...others] = await worktreesOf(here);
  if (primary === undefined) throw new GitRefusal(`${context.cwd} is not in a git repository`);
  if (primary.bare) throw new GitRefusal(`the repository ${primary.path} has no working tree`);
  const place = { cwd: primary.path, context };
  if (others.some(({ path }) => !existsSync(path))) await gitAnswer(place, 'worktree', 'prune');
  return { root: primary.path, others: others.filter(({ path }) => existsSync(path)), place };
}

async function add(input: JsonObject, repository: Repository, context: ExecutionContext): Promise<Outputs> {
  const { root, others, place } = repository;
  const given = textOf(input, 'branch')?.trim();
  const branch = given ?? ownBranch(context);
  if (!(await gitAgrees(place, 'check-ref-format', '--branch', branch)))
    throw new GitRefusal(`"${branch}" is no name of a branch`);
  const path = pathOf(textOf(input, 'path') ?? `${root}.worktrees/${branch}`, root, context);
  const holder = [{ path: root, branch: await headOf(place) }, ...others].find(one => one.branch === branch);
  const created = { branch_created: false, worktree_created: false };
  if (holder?.path === path) return { path, branch, commit: await headCommit(path, place), ...created };
  if (holder !== undefined) throw new GitRefusal(`branch "${branch}" is already checked out at "${holder.path}"`);
  const other = others.find(one => one.path === path);
  if (other !== undefined) throw new GitRefusal(`"${path}" is a worktree already, of ${other.branch ?? 'a commit'}`);
  const exists = await gitAgrees(place, 'show-ref', '--verify', '--quiet', `refs/heads/${branch}`);
  if (!exists && given !== undefined && !flagOf(input, 'create_branch'))
    throw new GitRefusal(`branch "${branch}" does not exist; set create_branch to create it`);
  if (exists) await gitAnswer(place, 'worktree', 'add', '--quiet', '--', path, branch);
  else {
    const base = textOf(input, 'base')?.trim() ?? 'HEAD';
    const commit = await commitOf(place, base);
    if (commit === undefined) throw new GitRefusal(`base "${base}" is no branch, tag or commit`);
    await gitAnswer(place, 'worktree', 'add', '--quiet', '-b', branch, '--', path, commit);
  }
  const commit = await headCommit(path, place);
  return { path, branch, commit, worktree_created: true, branch_created: !exists };
}

async function remove(input: JsonObject, repository: Repository, context: ExecutionContext): Promise<Outputs> {
  const { root, others, place } = repository;
  const branch = textOf(input, 'branch')?.trim();
  const written = textOf(input, 'path');
  const path = written === undefined ? undefined : pathOf(written, root, context);
  if (path === root || (branch !== undefined && (await headOf(place)) === branch))
    throw new GitRefusal(`refusing to remove primary working tree "${root}"`);
  const found = others.find(one => (path === undefined ? one.branch === branch : one.path === path));
  if (found !== undefined && branch !== undefined && found.branch !== branch)
    throw new GitRefusal(`"${found.path}" is a worktree of ${found.branch ?? 'a commit'}, not of "${branch}"`);
  const deleted = branch !== undefined && flagOf(input, 'delete_branch') && (await isDeletable(branch, input, place));
  if (found !== undefined) await removeWorktree(found.path, flagOf(input, 'force'), place);
  if (deleted) await gitAnswer(place, 'branch', '--quiet', '-D', '--', branch);
  return {
    path: found?.path ?? '',
    branch: branch ?? found?.branch ?? '',
    worktree_removed: found !== undefined,
    branch_deleted: deleted,
  };
}

async function removeWorktree(path: string, force: boolean, place: GitPlace): Promise<void> {
  if (!force && (await gitAnswer({ ...place, cwd: path }, 'status', '--porcelain')) !== '')
    throw new GitRefusal(`worktree "${path}" has uncommitted changes`);
  await gitAnswer(place, 'worktree', 'remove', ...(force ? ['--force'] : []), '--', path);
}

/** Asked before anything is removed, so that a branch with work of its own keeps its worktree too. */
async function isDeletable(branch: string, input: JsonObject, place: GitPlace): Promise<boolean> {
  const name = `refs/heads/${branch}`;
  if (!(await gitAgrees(place, 'show-ref', '--verify', '--quiet', name))) return false;
  if (flagOf(input, 'force_delete_branch') || (await gitAgrees(place, 'merge-base', '--is-ancestor', name, 'HEAD')))
    return true;
  throw new GitRefusal(`branch "${branch}" is not merged; set force_delete_branch to delete it all the same`);
}

/** The branch of a step that names none: the same in every attempt of a run. */
function ownBranch({ step, scope }: ExecutionContext): string {
  const identity = `${scope.context['run.id'] ?? ''}\0${step.id ?? step.name}`;
  return `dagu/${createHash('sha256').update(identity).digest('hex').slice(0, 32)}`;
}

/** Absolute, and with the links resolved that git resolves too. */
function pathOf(written: string, root: string, { env }: ExecutionContext): string {
  const path = resolve(root, fromHome(written.trim(), env));
  let folder = dirname(path);
  while (!existsSync(folder)) folder = dirname(folder);
  return existsSync(path)
    ? realpathSync(path)
    : join(realpathSync(folder), path.slice(folder.length) || basename(path));
}

async function headOf(place: GitPlace): Promise<string | undefined> {
  const [primary] = await worktreesOf(place);
  return primary?.branch;
}

function headCommit(path: string, place: GitPlace): Promise<string> {
  return gitAnswer({ ...place, cwd: path }, 'rev-parse', 'HEAD');
}
