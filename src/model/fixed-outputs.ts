// Outputs that an action declares by itself, so that its step needs no `outputs` (dagu-format.md 3.18).

import type { Action } from './dag';

const names: Readonly<Record<string, readonly string[]>> = {
  'git.worktree.add': ['path', 'branch', 'commit', 'worktree_created', 'branch_created'],
  'git.worktree.remove': ['path', 'branch', 'worktree_removed', 'branch_deleted'],
};

/** The names that `${steps.ID.outputs.NAME}` can have for a step with this action; undefined when the step itself declares them. */
export function fixedOutputs(action: Action): readonly string[] | undefined {
  return action.name === 'other' && Object.hasOwn(names, action.action) ? names[action.action] : undefined;
}
