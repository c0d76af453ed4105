// What the store refuses, in the words and with the actions of retry.md.

import type { Refusal } from '../model/plan';
import type { RunKey } from '../model/source';
import { type LockOwner, ownerText } from './lock';

export function malformedId(runId: string): Refusal {
  const shown = JSON.stringify(runId.length > 80 ? `${runId.slice(0, 80)}…` : runId);
  return {
    code: 'params-invalid',
    message: `${shown} cannot be the id of a run: letters, digits, "-" and "_", at most 63 of them.`,
    actions: ['start-new-run'],
  };
}

export function usedId({ dag, runId }: RunKey): Refusal {
  return {
    code: 'params-invalid',
    message: `There is already a run ${runId} of ${dag}: choose another id, or retry that run.`,
    actions: [],
  };
}

export function missingRun({ dag, runId }: RunKey): Refusal {
  return { code: 'no-state', message: `There is no run ${runId} of ${dag}.`, actions: ['start-new-run'] };
}

export function runLocked({ dag, runId }: RunKey, owner: LockOwner): Refusal {
  return {
    code: 'locked',
    message: `Run ${runId} of ${dag} is in the hands of ${ownerText(owner)}.`,
    actions: ['show-owner'],
  };
}

/** `why`: what the system says. */
export function noPlace({ dag, runId }: RunKey, why: string): Refusal {
  return { code: 'no-state', message: `Run ${runId} of ${dag} cannot begin: ${why}.`, actions: [] };
}

export function unwritable({ dag, runId }: RunKey, why: string): Refusal {
  return {
    code: 'no-state',
    message: `Run ${runId} of ${dag} cannot be continued: ${why}.`,
    actions: ['start-new-run'],
  };
}
