// What the graph sees of the rest: content from documents and runs, plans from the planner, intents turned into commands of the editor.

import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposal';
import { oneLine } from '../base/terminal-text';
import type { PreparedRetry } from '../host/machine';
import type { Plan, RefusalAction } from '../model/plan';
import type { RetryChoice, Run } from '../model/run';
import type { BugNet } from './bug-net';
import { revealStep } from './commands/show-commands';
import type { WorkflowDocuments } from './editor/workflow-documents';
import type { EngineBridge } from './engine-bridge';
import type { Execution } from './execution';
import type { GraphContent, GraphHost, GraphSubject, StepWish } from './graph/graph-host';
import type { Logs } from './logs/log-documents';
import type { Answers } from './people/answers';
import type { Retries } from './retry/retries';
import type { RunFeed } from './runs/run-feed';
import { lockedText, type TrustGate } from './trust';
import { workflowName } from './workflow-text';

export interface GraphBridgeParts {
  readonly bridge: EngineBridge;
  readonly documents: WorkflowDocuments;
  readonly runs: RunFeed;
  readonly execution: Execution;
  readonly retries: Retries;
  readonly answers: Answers;
  readonly logs: Logs;
  readonly trust: TrustGate;
  readonly channel: vscode.LogOutputChannel;
  readonly startStep: (file: string, step: string) => Promise<void>;
  readonly onBug: BugNet;
}

export function graphHost(parts: GraphBridgeParts): GraphHost {
  const { bridge, documents, runs, execution, retries, logs, channel, onBug } = parts;
  /** What a plan that is on a page was made from, so that exactly this is carried out. */
  const made = new WeakMap<Plan, PreparedRetry>();
  const plan = async (subject: GraphSubject, choice: RetryChoice, confirmed = {}): Promise<Plan> => {
    const run = await runOf(subject, documents, runs);
    if (run === undefined) return refusedPlan(choice, vscode.l10n.t('There is no run yet: run the workflow first.'));
    const found = await (await bridge.planner()).planRetry(run, choice, confirmed);
    if (!found.ok) return refusedPlan(choice, found.error);
    made.set(found.value.plan, found.value);
    return found.value.plan;
  };
  return {
    watch: (subject, listener) => watchSubject(subject, listener, parts),
    planRetry: (subject, wish) => plan(subject, choiceOf(wish)),
    confirmPlan: async (subject, shown) => {
      const prepared = made.get(shown);
      if (prepared === undefined) return plan(subject, shown.choice);
      if (!parts.trust.allows()) return shown;
      const refusal = await execution.retry(prepared);
      return refusal === undefined ? undefined : { ...shown, refusals: [refusal] };
    },
    fixRefusal: async (subject, shown, action) => {
      const run = await runOf(subject, documents, runs);
      const refusal = shown.refusals.find(({ actions }) => actions.includes(action));
      if (run === undefined || refusal === undefined) return undefined;
      const next = await retries.fix(run, refusal, action satisfies RefusalAction, {
        choice: shown.choice,
        facts: made.get(shown)?.facts ?? {},
      });
      return next === undefined ? undefined : plan(subject, next.choice, next.facts);
    },
    retryStep: async (subject, wish) => {
      const run = await runOf(subject, documents, runs);
      if (run !== undefined && parts.trust.allows()) await retries.step(run, wish.step, wish);
    },
    runStep: (subject, step) => parts.startStep(fileOfSubject(subject), step),
    answerStep: async (subject, step) => {
      const run = await runOf(subject, documents, runs);
      if (run !== undefined && parts.trust.allows()) await parts.answers.answer(run, step);
    },
    openLog: async (subject, node) => {
      const run = await runOf(subject, documents, runs);
      if (run !== undefined) await logs.open(run, node.kind === 'step' ? { step: node.name } : { handler: node.name });
    },
    reveal: (subject, node) => revealStep(fileOfSubject(subject), node.name, documents),
    log: text => channel.info(oneLine(text)),
    onBug,
  };
}

function watchSubject(
  subject: GraphSubject,
  listener: (content: GraphContent) => void,
  { documents, runs, trust, onBug }: GraphBridgeParts,
): Disposable {
  const store = new DisposableStore();
  const uri = vscode.Uri.parse(subject.file, true);
  let round = 0;
  const tell = async (): Promise<void> => {
    const mine = ++round;
    const content = await contentOf(subject, documents, runs, trust);
    if (mine === round) listener(content);
  };
  const again = (): void => {
    tell().catch(onBug);
  };
  store.add(
    documents.onDidChange(changed => {
      if (changed.toString() === uri.toString()) again();
    }),
  );
  store.add(runs.onDidChange(again));
  store.add(vscode.workspace.onDidGrantWorkspaceTrust(again));
  store.add({ dispose: () => round++ });
  again();
  return store;
}

async function contentOf(
  subject: GraphSubject,
  documents: WorkflowDocuments,
  runs: RunFeed,
  trust: TrustGate,
): Promise<GraphContent> {
  const uri = vscode.Uri.parse(subject.file, true);
  const title = uri.path.split('/').at(-1) ?? '';
  const locked = trust.trusted ? {} : { locked: lockedText() };
  const run = await runOf(subject, documents, runs);
  const document = await openDocument(uri);
  // A certain run is drawn as it was, whatever has become of the file.
  if (subject.runId !== undefined && run !== undefined) return { title: `${run.dag} · ${run.runId}`, run, ...locked };
  const workflow = document === undefined ? undefined : await documents.current(document);
  const dag = workflow?.dag;
  const shown = { ...(dag === undefined ? {} : { dag }), ...(run === undefined ? {} : { run }), ...locked };
  const problem = problemOf(document, workflow?.compilation.refusals[0]?.message, dag !== undefined);
  return { title: dag?.name ?? title, ...shown, ...(problem === undefined ? {} : { problem }) };
}

function problemOf(
  document: vscode.TextDocument | undefined,
  refusal: string | undefined,
  drawn: boolean,
): string | undefined {
  if (document === undefined) return vscode.l10n.t('The file does not exist.');
  if (refusal !== undefined)
    return drawn
      ? vscode.l10n.t('The file has errors; what is drawn is what it said before. {0}', refusal)
      : vscode.l10n.t('The file has errors. {0}', refusal);
  return drawn ? undefined : vscode.l10n.t('The file is no workflow: it has no steps at the top level.');
}

async function openDocument(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    await vscode.workspace.fs.stat(uri);
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return undefined;
    throw error;
  }
  return vscode.workspace.openTextDocument(uri);
}

async function runOf(subject: GraphSubject, documents: WorkflowDocuments, runs: RunFeed): Promise<Run | undefined> {
  const uri = vscode.Uri.parse(subject.file, true);
  if (uri.scheme !== 'file') return undefined;
  const file = uri.fsPath;
  if (subject.runId !== undefined) {
    const [found] = await runs.list({ file, runIdPart: subject.runId, limit: 1 });
    return found === undefined ? undefined : runs.read(found);
  }
  const document = await openDocument(uri);
  if (document === undefined) return undefined;
  const dag = (await documents.current(document))?.dag?.name ?? workflowName(document.getText(), uri.path);
  return runs.readLatest({ file, dag });
}

function fileOfSubject({ file }: GraphSubject): string {
  return vscode.Uri.parse(file, true).fsPath;
}

function choiceOf({ step, scope, bypassPreconditions }: StepWish): RetryChoice {
  return {
    targets: [step],
    scope,
    bypassPreconditions,
    definition: 'snapshot',
    runHandlers: true,
    ignoreUpstream: false,
  };
}

/** A plan of nothing, with the reason. */
function refusedPlan(choice: RetryChoice, message: string): Plan {
  return {
    dag: '',
    runId: '',
    attempt: 0,
    choice,
    definitionDiffers: false,
    targets: [],
    runs: [],
    kept: [],
    blocked: [],
    stale: [],
    pending: [],
    handlers: [],
    dropped: [],
    refusals: [{ code: 'no-state', message, actions: [] }],
    notes: [],
  };
}
