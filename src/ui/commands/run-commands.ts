// Commands that start and stop runs.

import * as vscode from 'vscode';
import { oneLine } from '../../base/terminal-text';
import type { FirstRunOptions } from '../../engine/plan';
import type { Refusal, RefusalAction } from '../../model/plan';
import { statusFacts } from '../../model/status';
import type { EngineBridge } from '../engine-bridge';
import type { Execution } from '../execution';
import { actionTitle } from '../retry/retry-rows';
import type { TrustGate } from '../trust';
import type { CommandHandlers } from './command-registry';
import { type AskedParams, askForParams, needsParams } from './param-dialog';
import type { Target } from './target';
import type { TargetFinder } from './target-finder';

export interface RunCommandParts {
  readonly bridge: EngineBridge;
  readonly execution: Execution;
  readonly finder: TargetFinder;
  readonly trust: TrustGate;
}

type RunCommands = Pick<CommandHandlers, 'runDag' | 'runDagWithParams' | 'runStep' | 'stopRun'>;

/** What a first run is asked for with. */
interface StartWish {
  readonly options: FirstRunOptions;
  readonly askParams: boolean;
}

export function runCommands({ bridge, execution, finder, trust }: RunCommandParts): RunCommands {
  const start = async (target: Target | undefined, wish: StartWish): Promise<void> => {
    if (target === undefined || !trust.allows()) return;
    await startRun(target.file, wish, bridge, execution);
  };
  return {
    runDag: async argument => start(await finder.target(argument), { options: {}, askParams: false }),
    runDagWithParams: async argument => start(await finder.target(argument), { options: {}, askParams: true }),
    runStep: async argument => {
      const target = await finder.stepTarget(argument);
      await start(target, { options: { targets: target === undefined ? [] : [target.step] }, askParams: false });
    },
    stopRun: async argument => {
      const target = await finder.target(argument);
      if (target === undefined) return;
      const run = await finder.run(target);
      if (run !== undefined && !statusFacts(run.status).final) await execution.stop(run);
      else await vscode.window.showInformationMessage(vscode.l10n.t('Nothing of this workflow is running.'));
    },
  };
}

/** Starts a first run of a file; nothing is changed when its plan is refused, and the user chooses what to do then. */
export async function startRun(
  file: string,
  wish: StartWish,
  bridge: EngineBridge,
  execution: Execution,
): Promise<void> {
  if (!(await saved(file))) return;
  const planner = await bridge.planner();
  let params: AskedParams | undefined;
  for (let options: FirstRunOptions | undefined = wish.options; options !== undefined; ) {
    const prepared = planner.planStart(file, options);
    if (!prepared.ok) {
      await showProblem(prepared.error, file);
      return;
    }
    const { definition, plan } = prepared.value;
    const [blocked] = plan.refusals;
    if (blocked === undefined && params === undefined && (wish.askParams || needsParams(definition.dag))) {
      params = await askForParams(definition.dag);
      if (params === undefined) return;
    }
    const refusal = blocked ?? (await execution.start(file, prepared.value, params));
    if (refusal === undefined) return;
    const answer = await askAboutRefusal(refusal);
    options = answer === undefined ? undefined : mendedStart(options, refusal, answer);
  }
}

async function askAboutRefusal(refusal: Refusal): Promise<RefusalAction | undefined> {
  const offered = refusal.actions.filter(action => startActions.has(action));
  const items = offered.map(action => ({ action, title: actionTitle(action, refusal) }));
  return (await vscode.window.showWarningMessage(oneLine(refusal.message), { modal: items.length > 0 }, ...items))
    ?.action;
}

/** What can be done about a refused start: a run that does not exist yet has nothing that could be marked. */
const startActions: ReadonlySet<RefusalAction> = new Set(['include-upstream', 'ignore-upstream']);

function mendedStart(options: FirstRunOptions, refusal: Refusal, action: RefusalAction): FirstRunOptions {
  if (action === 'ignore-upstream') return { ...options, ignoreUpstream: true };
  return { ...options, targets: [...new Set([...(refusal.steps ?? []), ...(options.targets ?? [])])] };
}

/** Saves the document of a file if it is open and changed: what is run is what is on the disk. */
async function saved(file: string): Promise<boolean> {
  const document = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'file' && uri.fsPath === file);
  return document === undefined || !document.isDirty || document.save();
}

async function showProblem(message: string, file: string): Promise<void> {
  const open = vscode.l10n.t('Open File');
  if ((await vscode.window.showErrorMessage(oneLine(message), open)) !== open) return;
  await vscode.window.showTextDocument(vscode.Uri.file(file));
}
