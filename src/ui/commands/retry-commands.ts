// Commands that retry, continue, and settle steps of an earlier run.

import * as vscode from 'vscode';
import { oneLine } from '../../base/terminal-text';
import type { Refusal } from '../../model/plan';
import type { Run } from '../../model/run';
import type { Execution } from '../execution';
import type { Retries } from '../retry/retries';
import type { TrustGate } from '../trust';
import type { CommandHandlers } from './command-registry';
import type { TargetFinder } from './target-finder';

export interface RetryCommandParts {
  readonly retries: Retries;
  readonly execution: Execution;
  readonly finder: TargetFinder;
  readonly trust: TrustGate;
}

type RetryCommands = Pick<
  CommandHandlers,
  'retryStep' | 'retryStepNow' | 'retryRun' | 'continueRun' | 'markSucceeded' | 'acceptStale'
>;

export function retryCommands({ retries, execution, finder, trust }: RetryCommandParts): RetryCommands {
  const withStep = async (argument: unknown, act: (run: Run, step: string) => Promise<void>): Promise<void> => {
    if (!trust.allows()) return;
    const target = await finder.stepTarget(argument);
    if (target === undefined) return;
    const run = await finder.run(target);
    if (run === undefined) await neverRan();
    else await act(run, target.step);
  };
  const withRun = async (argument: unknown, act: (run: Run) => Promise<void>): Promise<void> => {
    if (!trust.allows()) return;
    const target = await finder.target(argument);
    if (target === undefined) return;
    const run = await finder.run(target);
    if (run === undefined) await neverRan();
    else await act(run);
  };
  return {
    retryStep: argument => withStep(argument, (run, step) => retries.step(run, step)),
    retryStepNow: argument => withStep(argument, (run, step) => retries.stepNow(run, step)),
    retryRun: argument => withRun(argument, run => retries.run(run)),
    continueRun: argument => withRun(argument, run => retries.continueRun(run)),
    markSucceeded: argument =>
      withStep(argument, async (run, step) => {
        const comment = await vscode.window.showInputBox({
          title: vscode.l10n.t('Mark {0} as succeeded without running it', oneLine(step)),
          prompt: vscode.l10n.t('Why? The comment is kept with the run and may be empty.'),
        });
        if (comment !== undefined) await tellRefusal(await execution.markSucceeded(run, step, comment));
      }),
    acceptStale: argument =>
      withStep(argument, async (run, step) => tellRefusal(await execution.acceptStale(run, step))),
  };
}

async function neverRan(): Promise<void> {
  await vscode.window.showInformationMessage(vscode.l10n.t('This workflow has not been run yet: run it first.'));
}

async function tellRefusal(refusal: Refusal | undefined): Promise<void> {
  if (refusal !== undefined) await vscode.window.showWarningMessage(oneLine(refusal.message));
}
