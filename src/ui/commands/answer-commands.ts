// Commands that answer what a run waits for.

import * as vscode from 'vscode';
import type { Run } from '../../model/run';
import type { Answers, Decision } from '../people/answers';
import type { TrustGate } from '../trust';
import type { CommandHandlers } from './command-registry';
import type { TargetFinder } from './target-finder';

export interface AnswerCommandParts {
  readonly answers: Answers;
  readonly finder: TargetFinder;
  readonly trust: TrustGate;
}

type AnswerCommands = Pick<
  CommandHandlers,
  'answerStep' | 'completeTask' | 'approveStep' | 'rejectStep' | 'pushBackStep' | 'resumeRun'
>;

export function answerCommands({ answers, finder, trust }: AnswerCommandParts): AnswerCommands {
  const withRun = async (
    argument: unknown,
    act: (run: Run, step: string | undefined) => Promise<void>,
  ): Promise<void> => {
    if (!trust.allows()) return;
    const target = await finder.target(argument);
    if (target === undefined) return;
    const run = await finder.run(target);
    // Where the cursor happens to stand in another step, whatever waits is meant.
    const step = run?.nodes.find(node => node.name === target.step && node.status === 'waiting')?.name;
    if (run === undefined) await vscode.window.showInformationMessage(vscode.l10n.t('Nothing waits for this answer.'));
    else await act(run, step);
  };
  const deciding = (decision?: Decision) => (argument: unknown) =>
    withRun(argument, (run, step) => answers.answer(run, step, decision));
  return {
    answerStep: deciding(),
    completeTask: deciding('completed'),
    approveStep: deciding('approved'),
    rejectStep: deciding('rejected'),
    pushBackStep: deciding('pushed-back'),
    resumeRun: argument => withRun(argument, run => answers.resume(run)),
  };
}
