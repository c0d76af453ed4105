// What happens to the child runs of a step that runs again: resume, restart or keep (retry.md, "Sub-DAGs").

import type { ChildRun } from '../../model/run';
import { type RunStatus, statusFacts } from '../../model/status';

export interface ChildState {
  readonly child: ChildRun;
  readonly status: RunStatus;
}

/** `resume`: only its failed cone runs; `restart`: all of it runs; `keep`: its result is taken as it is. */
export type ChildTreatment = 'resume' | 'restart' | 'keep';

/**
 * One treatment for each child, in the order given. A single child that failed resumes and one that succeeded restarts. Of the items of
 * a parallel step those that did not succeed run and the others are kept; when all succeeded, all restart. `picked` names items that the
 * user chose instead: those run, the others are kept.
 */
export function childTreatments(children: readonly ChildState[], picked?: ReadonlySet<string>): ChildTreatment[] {
  const good = (state: ChildState): boolean => statusFacts(state.status).good;
  const allGood = children.every(good);
  return children.map(state => {
    const chosen = picked === undefined ? allGood || !good(state) : picked.has(state.child.item ?? '');
    if (!chosen) return 'keep';
    return good(state) ? 'restart' : 'resume';
  });
}
