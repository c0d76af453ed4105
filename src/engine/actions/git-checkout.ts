// The action git.checkout: clones a repository, or moves a clone to a branch, tag or commit (dagu-format.md 3.18).

import { existsSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { makeFolder } from '../../base/folder';
import type { JsonObject } from '../../base/json';
import type { ExecutionContext, Outcome } from '../executor';
import { escapedJson } from '../values/json-text';
import { failed, flagOf, numberOf, resolvedInput, textOf } from './action-input';
import { causeOf } from './file-cause';
import { gitAccess } from './git-access';
import { commitOf, complaint, type GitPlace, GitRefusal, git, gitAgrees, gitAnswer } from './git-program';
import { fromHome } from './home-path';
import type { OtherAction } from './other-action';

interface Checkout {
  /** Absolute. */
  readonly path: string;
  readonly address: string;
  /** Empty: what the clone is at. */
  readonly ref: string;
  readonly depth: readonly string[];
  readonly force: boolean;
  readonly place: GitPlace;
}

export async function gitCheckout(action: OtherAction, context: ExecutionContext): Promise<Outcome> {
  const input = resolvedInput(action, context.scope);
  try {
    const checkout = checkoutOf(input, context);
    const { path, ref } = checkout;
    const cloned = !existsSync(join(path, '.git'));
    const moved = cloned ? await clone(checkout) : await move(checkout);
    const told = {
      operation: 'checkout',
      path,
      ...(ref === '' ? {} : { ref }),
      commit: moved.commit,
      cloned,
      changed: moved.changed,
    };
    context.write('stdout', `${escapedJson(JSON.stringify(told))}\n`);
    return { exitCode: 0 };
  } catch (error) {
    return failed(`git checkout: ${error instanceof GitRefusal ? error.message : causeOf(error)}`);
  }
}

function checkoutOf(input: JsonObject, context: ExecutionContext): Checkout {
  const path = resolve(context.cwd, fromHome(textOf(input, 'path') ?? '', context.env));
  const ref = (textOf(input, 'ref') ?? '').trim();
  if (ref.startsWith('-')) throw new GitRefusal(`"${ref}" is no branch, tag or commit`);
  const { address, env } = gitAccess((textOf(input, 'repository') ?? '').trim(), input, context);
  const depth = numberOf(input, 'depth') ?? 0;
  return {
    path,
    address,
    ref,
    depth: depth > 0 ? [`--depth=${depth}`] : [],
    force: flagOf(input, 'force'),
    place: { cwd: path, context, env },
  };
}

interface Moved {
  readonly commit: string;
  readonly changed: boolean;
}

async function clone(checkout: Checkout): Promise<Moved> {
  const { path, address, depth, place } = checkout;
  const existed = existsSync(path);
  if (existed && readdirSync(path).length > 0)
    throw new GitRefusal('target directory is not a git repository and is not empty');
  makeFolder(dirname(path));
  const outside = { ...place, cwd: dirname(path) };
  try {
    // The clone of a folder on this machine would be a whole one otherwise.
    const shallow = depth.length === 0 ? [] : ['--no-local', ...depth];
    const end = await git(outside, 'clone', '--quiet', '--no-checkout', ...shallow, '--', address, path);
    if (!end.good) throw new GitRefusal(`clone failed: ${complaint(end)}`);
    return { commit: await settle(checkout, true), changed: true };
  } catch (error) {
    // A clone that is at no commit would be taken for a whole one the next time; git cannot remove one when it is killed.
    await rm(existed ? join(path, '.git') : path, { recursive: true, force: true, maxRetries: 5 });
    throw error;
  }
}

async function move(checkout: Checkout): Promise<Moved> {
  const { ref, force, place } = checkout;
  const before = await commitOf(place, 'HEAD');
  const changes = force ? '' : await gitAnswer(place, 'status', '--porcelain', '--untracked-files=no');
  if (changes !== '')
    throw new GitRefusal(
      `${ref === '' ? '' : `checkout "${ref}": `}worktree contains unstaged changes; set force to throw them away`,
    );
  const commit = await settle(checkout, force);
  return { commit, changed: commit !== before };
}

/** Brings the clone to the wished commit and returns it. */
async function settle(checkout: Checkout, force: boolean): Promise<string> {
  const { ref, place } = checkout;
  const flags = force ? ['--quiet', '--force'] : ['--quiet'];
  if (ref === '') {
    if ((await commitOf(place, 'HEAD')) === undefined) throw new GitRefusal('the repository has no commits');
    if (force) await gitAnswer(place, 'reset', '--quiet', '--hard');
  } else if (await gitAgrees(place, 'show-ref', '--verify', '--quiet', `refs/heads/${ref}`)) {
    await gitAnswer(place, 'checkout', ...flags, ref, '--');
  } else {
    await fetchUnknown(checkout);
    const isBranch = await gitAgrees(place, 'show-ref', '--verify', '--quiet', `refs/remotes/origin/${ref}`);
    const commit = isBranch ? undefined : await commitOf(place, ref);
    if (isBranch) await gitAnswer(place, 'checkout', ...flags, '-b', ref, '--no-track', `origin/${ref}`, '--');
    else if (commit === undefined) throw new GitRefusal(`ref "${ref}" not found`);
    else await gitAnswer(place, 'checkout', ...flags, '--detach', commit, '--');
  }
  return gitAnswer(place, 'rev-parse', 'HEAD');
}

/** Asks the server for a branch, tag or commit that the clone does not know: of a shallow one it has only the default branch. */
async function fetchUnknown({ ref, depth, place }: Checkout): Promise<void> {
  const known = [`refs/remotes/origin/${ref}^{commit}`, `${ref}^{commit}`];
  for (const name of known) {
    if (await gitAgrees(place, 'rev-parse', '--verify', '--quiet', '--end-of-options', name)) return;
  }
  const wishes = [`+refs/heads/${ref}:refs/remotes/origin/${ref}`, `+refs/tags/${ref}:refs/tags/${ref}`];
  // Only whole names of commits can be asked for.
  if (/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(ref)) wishes.unshift(ref);
  for (const wish of wishes) if (await gitAgrees(place, 'fetch', '--quiet', ...depth, 'origin', wish)) return;
}
