// Ready-made choices for a retry: failed, failed and affected, stale, pending, changed in the file (retry.md, "Batch and selection").

import type { RetryChoice, Run } from '../../model/run';

export type PresetName = 'failed' | 'failed-and-affected' | 'stale' | 'pending' | 'changed';

export const presetNames: readonly PresetName[] = ['failed', 'failed-and-affected', 'stale', 'pending', 'changed'];

/** What a preset decides about a choice. No targets: there is nothing of that kind in the run. */
export type PresetChoice = Pick<RetryChoice, 'targets' | 'scope' | 'definition'>;

/**
 * The targets of a preset for this run. `changed` are the names, in the current file, of the steps whose text is another there
 * (`changedSteps`); only the preset of that name needs them, and it uses the current file.
 */
export function presetChoice(preset: PresetName, run: Run, changed: readonly string[] = []): PresetChoice {
  const named = (test: (node: Run['nodes'][number]) => boolean): string[] =>
    run.nodes.filter(test).map(node => node.name);
  switch (preset) {
    case 'failed':
      return choose(named(node => node.status === 'failed'));
    case 'failed-and-affected':
      return { ...choose(unfinishedSteps(run)), scope: 'downstream' };
    case 'stale':
      return choose(named(node => node.stale !== undefined && node.stale.length > 0));
    case 'pending':
      return choose(run.pending);
    case 'changed':
      return { ...choose(changed), definition: 'current' };
  }
}

/**
 * What a retry of the whole run begins with: failed steps (tolerated ones too), aborted and rejected ones, and those that never began
 * (dagu-format.md 3.21). Skipped steps are left alone unless they lie below one of these.
 */
export function unfinishedSteps(run: Pick<Run, 'nodes'>): string[] {
  const unfinished = new Set(['failed', 'aborted', 'rejected', 'retrying', 'not_started']);
  return run.nodes.filter(node => unfinished.has(node.status)).map(node => node.name);
}

function choose(targets: readonly string[]): PresetChoice {
  return { targets, scope: 'step', definition: 'snapshot' };
}
