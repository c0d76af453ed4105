// Retrying, from the wish to the terminal: dialog, fixes of refusals, execution, and back to the dialog when the run moved meanwhile.

import * as vscode from 'vscode';
import { oneLine } from '../../base/terminal-text';
import type { PresetName } from '../../engine/retry/preset';
import type { Refusal, RefusalAction } from '../../model/plan';
import type { RetryChoice, Run } from '../../model/run';
import type { RunKey } from '../../model/source';
import type { EngineBridge } from '../engine-bridge';
import type { Execution } from '../execution';
import type { RunFeed } from '../runs/run-feed';
import { askForRetry, type RetryAnswer, type RetryVariant } from './retry-dialog';
import { mended, type RetryRequest, stepRequest } from './retry-request';
import { actionTitle, type Toggles } from './retry-rows';

export interface RetriesParts {
  readonly bridge: EngineBridge;
  readonly runs: RunFeed;
  readonly execution: Execution;
  /** Starts a new run of a file. */
  readonly startNew: (file: string) => Promise<void>;
  readonly onBug: (error: unknown) => void;
}

/** What a dialog is opened with. */
interface Wish {
  readonly title: string;
  readonly variants: readonly RetryVariant[];
  readonly first?: string;
  readonly toggles?: Partial<Toggles>;
}

export class Retries {
  readonly #parts: RetriesParts;

  constructor(parts: RetriesParts) {
    this.#parts = parts;
  }

  /** Opens the dialog for a step, with this step alone preselected. */
  async step(
    key: RunKey,
    step: string,
    wish: Partial<Pick<RetryChoice, 'scope' | 'bypassPreconditions'>> = {},
  ): Promise<void> {
    await this.#ask(key, {
      title: vscode.l10n.t('Retry {0}', oneLine(step)),
      variants: stepVariants(step),
      first: wish.scope ?? 'step',
      toggles: { bypassPreconditions: wish.bypassPreconditions === true },
    });
  }

  /** Retries a step alone without asking; the dialog opens when the plan is refused. */
  async stepNow(key: RunKey, step: string): Promise<void> {
    await this.#now(key, stepRequest(step), () => this.step(key, step));
  }

  /** Opens the dialog for what failed in a run. */
  async run(key: RunKey): Promise<void> {
    const planner = await this.#parts.bridge.planner();
    const variants = (await planner.variants(key)).map(
      ({ name, choice }): RetryVariant => ({ id: name, ...presetTexts[name], request: { choice, facts: {} } }),
    );
    if (variants.length > 0) await this.#ask(key, { title: vscode.l10n.t('Retry {0}', oneLine(key.dag)), variants });
    else
      await vscode.window.showInformationMessage(
        vscode.l10n.t('Nothing in this run failed or is left to do. Choose a step to run it again.'),
      );
  }

  /** Runs the steps that a run still has pending. */
  async continueRun(key: RunKey): Promise<void> {
    const planner = await this.#parts.bridge.planner();
    const pending = (await planner.variants(key)).find(({ name }) => name === 'pending');
    if (pending === undefined)
      await vscode.window.showInformationMessage(vscode.l10n.t('Nothing of this run is pending.'));
    else await this.#now(key, { choice: pending.choice, facts: {} }, () => this.run(key));
  }

  /** Does what a refusal offers when that changes more than the request. Answers with the request to plan next, if there is one. */
  async fix(
    key: RunKey,
    refusal: Refusal,
    action: RefusalAction,
    request: RetryRequest,
  ): Promise<RetryRequest | undefined> {
    const { execution, runs, startNew } = this.#parts;
    const changed = mended(request, refusal, action);
    if (changed !== undefined) return changed;
    const run = await runs.read(key);
    switch (action) {
      case 'stop':
        if (run !== undefined) await execution.stop(run);
        return undefined;
      case 'nearest-names': {
        const step = await vscode.window.showQuickPick([...(refusal.steps ?? [])], { title: oneLine(refusal.message) });
        return step === undefined ? undefined : { ...request, choice: { ...request.choice, targets: [step] } };
      }
      case 'enter-value':
        return withValues(request, refusal);
      case 'mark-succeeded': {
        for (const step of refusal.steps ?? []) {
          const refused = await execution.markSucceeded(key, step);
          if (refused !== undefined) return this.#refused(key, refused, request);
        }
        return request;
      }
      case 'open-diff':
        if (run !== undefined) await this.#compareDefinitions(run);
        return undefined;
      case 'start-new-run':
        if (run !== undefined) await startNew(run.file);
        return undefined;
      default:
        await vscode.window.showInformationMessage(oneLine(refusal.message));
        return undefined;
    }
  }

  async #now(key: RunKey, request: RetryRequest, dialog: () => Promise<void>): Promise<void> {
    const planner = await this.#parts.bridge.planner();
    const found = await planner.planRetry(key, request.choice, request.facts);
    if (!found.ok) await vscode.window.showErrorMessage(oneLine(found.error));
    else if (found.value.plan.refusals.length > 0) await dialog();
    else {
      const refusal = await this.#parts.execution.retry(found.value);
      if (refusal !== undefined) await dialog();
    }
  }

  async #ask(key: RunKey, first: Wish): Promise<void> {
    const { bridge, runs, onBug } = this.#parts;
    const planner = await bridge.planner();
    for (let wish: Wish | undefined = first; wish !== undefined; ) {
      const answer: RetryAnswer | undefined = await askForRetry({ planner, runs, key, onBug, ...wish });
      if (answer === undefined) return;
      const next = await this.#carryOut(key, answer);
      wish = next === undefined ? undefined : wishAgain(wish.title, next);
    }
  }

  async #carryOut(key: RunKey, answer: RetryAnswer): Promise<RetryRequest | undefined> {
    if (answer.kind === 'fix') return this.fix(key, answer.refusal, answer.action, answer.request);
    const { prepared } = answer;
    const refusal = await this.#parts.execution.retry(prepared);
    return refusal === undefined
      ? undefined
      : this.#refused(key, refusal, { choice: prepared.plan.choice, facts: prepared.facts });
  }

  /** Says why it was refused after all, and does what the user chooses. */
  async #refused(key: RunKey, refusal: Refusal, request: RetryRequest): Promise<RetryRequest | undefined> {
    const actions = refusal.actions.map(action => ({ action, title: actionTitle(action, refusal) }));
    const chosen = await vscode.window.showWarningMessage(oneLine(refusal.message), ...actions);
    return chosen === undefined ? undefined : this.fix(key, refusal, chosen.action, request);
  }

  async #compareDefinitions(run: Run): Promise<void> {
    const snapshot = (await this.#parts.bridge.planner()).snapshotFile(run);
    if (snapshot === undefined) return;
    const title = vscode.l10n.t('{0}: definition of the run ↔ file', oneLine(run.dag));
    await vscode.commands.executeCommand('vscode.diff', vscode.Uri.file(snapshot), vscode.Uri.file(run.file), title);
  }
}

/** Asks for the outputs that a refusal misses. What is entered is held until the retry has run and is written nowhere. */
async function withValues(request: RetryRequest, refusal: Refusal): Promise<RetryRequest | undefined> {
  const [producer] = refusal.steps ?? [];
  if (producer === undefined) return undefined;
  const values: Record<string, string> = { ...request.facts.entered?.[producer] };
  for (const output of refusal.outputs ?? []) {
    const value = await vscode.window.showInputBox({
      title: vscode.l10n.t('{0} of {1}', oneLine(output), oneLine(producer)),
      prompt: vscode.l10n.t('The value is used by this retry alone and is written nowhere.'),
      password: true,
      ignoreFocusOut: true,
    });
    if (value === undefined) return undefined;
    values[output] = value;
  }
  const entered = { ...request.facts.entered, [producer]: values };
  return { choice: request.choice, facts: { ...request.facts, entered } };
}

/** The two ways to retry a step; the first is the default. */
function stepVariants(step: string): readonly RetryVariant[] {
  return [
    { id: 'step', icon: 'debug-restart', label: vscode.l10n.t('This step only'), request: stepRequest(step) },
    {
      id: 'downstream',
      icon: 'debug-rerun',
      label: vscode.l10n.t('This step and everything downstream'),
      request: stepRequest(step, { scope: 'downstream' }),
    },
  ];
}

/** What was chosen, offered again after it was mended; its options are switched as they were. */
function wishAgain(title: string, { choice, facts }: RetryRequest): Wish {
  const { targets, scope, bypassPreconditions, definition } = choice;
  const steps = targets.map(oneLine).join(', ');
  const label =
    scope === 'downstream' ? vscode.l10n.t('{0} and everything downstream', steps) : vscode.l10n.t('Only {0}', steps);
  const request: RetryRequest = { choice: { ...choice, bypassPreconditions: false, definition: 'snapshot' }, facts };
  return {
    title,
    variants: [{ id: 'chosen', icon: 'debug-restart', label, request }],
    toggles: { bypassPreconditions, current: definition === 'current' },
  };
}

const presetTexts: { readonly [P in PresetName]: { readonly icon: string; readonly label: string } } = {
  'failed-and-affected': { icon: 'debug-rerun', label: 'Everything that failed and what depends on it' },
  failed: { icon: 'debug-restart', label: 'Only the steps that failed' },
  pending: { icon: 'debug-continue', label: 'Only the steps that are pending' },
  stale: { icon: 'history', label: 'Only the steps that are stale' },
  changed: { icon: 'edit', label: 'Only the steps whose text changed in the file' },
};
