// Answering what runs wait for: tasks are completed, steps approved, rejected or pushed back, and the run goes on in a terminal.

import { userInfo } from 'node:os';
import * as vscode from 'vscode';
import type { JsonObject } from '../../base/json';
import { oneLine } from '../../base/terminal-text';
import type { AnswerRequest } from '../../engine/answers';
import type { AskingStep } from '../../host/answers';
import type { Refusal } from '../../model/plan';
import type { Run } from '../../model/run';
import type { EngineBridge } from '../engine-bridge';
import type { Execution } from '../execution';
import { labelText } from '../shown-text';

export type Decision = AnswerRequest['kind'];

export class Answers {
  readonly #bridge: EngineBridge;
  readonly #execution: Execution;

  constructor(bridge: EngineBridge, execution: Execution) {
    this.#bridge = bridge;
    this.#execution = execution;
  }

  /**
   * Asks what to answer, records it, and goes on with the run when nothing of it waits any more. `step`: the step that is meant, or one that
   * called a run in which somebody is asked; `decision`: what was chosen already.
   */
  async answer(run: Run, step?: string, decision?: Decision): Promise<void> {
    const asking = await this.#choose(run, step, decision);
    if (asking === undefined) return;
    const kind = decision ?? (await chooseDecision(asking));
    if (kind === undefined) return;
    const given = await askFor(asking, kind);
    if (given === undefined) return;
    const { node, path } = asking;
    const request = { step: node.name, kind, ...given, by: userInfo().username, path, attempt: node.attempt };
    const answered = await this.#execution.answer(run, request);
    if (answered === undefined) return;
    if (!answered.ok) await tell(answered.error);
    else if (answered.value.goesOn) await this.resume(run);
    else if (answered.value.waiting.length > 0) {
      const left = answered.value.waiting.map(oneLine).join(', ');
      await vscode.window.showInformationMessage(
        vscode.l10n.t('The run goes on when these are answered too: {0}', left),
      );
    }
  }

  /** Goes on with a run that was answered. */
  async resume(run: Pick<Run, 'dag' | 'runId' | 'file'>): Promise<void> {
    const refusal = await this.#execution.resume(run);
    // Another window or a scheduler was faster: the run goes on, which is what was wanted.
    if (refusal !== undefined && refusal.code !== 'locked' && refusal.code !== 'nothing-to-do') await tell(refusal);
  }

  async #choose(run: Run, step: string | undefined, decision: Decision | undefined): Promise<AskingStep | undefined> {
    const planner = await this.#bridge.planner();
    const all = await planner.asking(run, step);
    const fitting = all.filter(
      ({ node }) => decision === undefined || (node.ask.kind === 'task') === (decision === 'completed'),
    );
    const [only] = fitting;
    if (only === undefined) {
      await vscode.window.showInformationMessage(vscode.l10n.t('Nothing waits for this answer.'));
      return undefined;
    }
    if (fitting.length === 1) return only;
    const rows = fitting.map(asking => ({
      label: labelText(asking.node.name),
      description: asking.path
        .map(child => child.item ?? child.dag)
        .map(labelText)
        .join(' › '),
      detail: labelText(asking.node.ask.prompt ?? ''),
      asking,
    }));
    return (await vscode.window.showQuickPick(rows, { title: vscode.l10n.t('Answer which step?') }))?.asking;
  }
}

async function chooseDecision({ node }: AskingStep): Promise<Decision | undefined> {
  if (node.ask.kind === 'task') return 'completed';
  const again =
    node.ask.rewindTo === node.name
      ? vscode.l10n.t('It runs again and waits anew')
      : vscode.l10n.t('The run goes back to {0}', labelText(node.ask.rewindTo));
  const rows: readonly (vscode.QuickPickItem & { readonly decision: Decision })[] = [
    {
      label: `$(thumbsup) ${vscode.l10n.t('Approve')}`,
      description: vscode.l10n.t('The run goes on'),
      decision: 'approved',
    },
    {
      label: `$(thumbsdown) ${vscode.l10n.t('Reject')}`,
      description: vscode.l10n.t('What is behind it is aborted'),
      decision: 'rejected',
    },
    { label: `$(discard) ${vscode.l10n.t('Push back')}`, description: again, decision: 'pushed-back' },
  ];
  const picked = await vscode.window.showQuickPick(rows, {
    title: oneLine(node.name),
    placeHolder: oneLine(node.ask.prompt ?? vscode.l10n.t('How does the run go on?')),
    ignoreFocusOut: true,
  });
  return picked?.decision;
}

/** The inputs and the comment for a decision. Undefined: the user left. */
async function askFor(
  { node }: AskingStep,
  kind: Decision,
): Promise<{ readonly inputs: JsonObject; readonly comment?: string } | undefined> {
  const { ask, name } = node;
  if (kind === 'rejected') {
    const comment = await askForReason(vscode.l10n.t('Reject {0}', oneLine(name)));
    return comment === undefined ? undefined : { inputs: {}, comment };
  }
  const partial = kind === 'pushed-back';
  const { askForInputs, hasFields } = await import('./form-dialog');
  if (hasFields(ask)) {
    const inputs = await askForInputs({ title: name, ask, partial });
    return inputs === undefined ? undefined : { inputs };
  }
  if (partial) {
    const comment = await askForReason(vscode.l10n.t('Push {0} back', oneLine(name)));
    return comment === undefined ? undefined : { inputs: {}, comment };
  }
  const sure = kind === 'completed' ? vscode.l10n.t('Complete') : vscode.l10n.t('Approve');
  const said = await vscode.window.showInformationMessage(
    oneLine(ask.prompt ?? name),
    { modal: true, detail: oneLine(name) },
    sure,
  );
  return said === sure ? { inputs: {} } : undefined;
}

async function askForReason(title: string): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Why? The reason is kept with the run and may be empty.'),
    ignoreFocusOut: true,
  });
}

async function tell(refusal: Refusal): Promise<void> {
  await vscode.window.showWarningMessage(oneLine(refusal.message));
}
