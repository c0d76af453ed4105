// Everything that executes, as the editor's parts ask for it: runs and retries in terminals, stops, marks. All of it passes the bridge's gate.

import * as vscode from 'vscode';
import { fail, ok, type Result } from '../base/result';
import { oneLine } from '../base/terminal-text';
import type { Answered, AnswerRequest } from '../engine/answers';
import type { FirstRunOptions } from '../engine/plan';
import type { Machine, PreparedRetry, PreparedStart } from '../host/machine';
import type { Refusal } from '../model/plan';
import type { Run } from '../model/run';
import type { RunKey } from '../model/source';
import { statusFacts } from '../model/status';
import type { EngineBridge } from './engine-bridge';
import { setting } from './settings';
import { someNames } from './shown-text';
import { beginEarly } from './task/early-begin';
import { runTask, taskType } from './task/run-tasks';
import type { Begin, TerminalParts } from './task/run-terminal';
import type { DaguTaskDefinition } from './task/task-provider';

export interface ExecutionParts {
  readonly bridge: EngineBridge;
  readonly onBug: (error: unknown) => void;
  /** Called when the user wants to see why a run failed, or to retry it. */
  readonly onFailureWish: (run: Run, step: string | undefined, wish: 'log' | 'retry') => Promise<void>;
  /** Called when the user wants to answer what a run waits for. */
  readonly onAnswerWish: (run: Run) => Promise<void>;
}

export class Execution {
  readonly #bridge: EngineBridge;
  readonly #onBug: (error: unknown) => void;
  readonly #onFailureWish: ExecutionParts['onFailureWish'];
  readonly #onAnswerWish: ExecutionParts['onAnswerWish'];

  constructor({ bridge, onBug, onFailureWish, onAnswerWish }: ExecutionParts) {
    this.#bridge = bridge;
    this.#onBug = onBug;
    this.#onFailureWish = onFailureWish;
    this.#onAnswerWish = onAnswerWish;
  }

  /** Starts a run in a terminal; `params` as a person or a task wrote them. Answers when it has begun, or with why it was refused. */
  async start(file: string, prepared: PreparedStart, params: unknown): Promise<Refusal | undefined> {
    const { targets, scope } = prepared.plan.choice;
    const step = targets.length === 1 ? targets[0] : undefined;
    const definition = {
      type: taskType,
      dag: file,
      ...(step === undefined ? {} : { step, scope }),
      ...(params === undefined ? {} : { params }),
    };
    const name = step === undefined ? prepared.definition.dag.name : `${prepared.definition.dag.name}: ${step}`;
    return this.#inTerminal(definition, name, file, async (machine, hear) => {
      const { givenParams } = await import('../host/machine');
      return machine.start(prepared, givenParams(params), hear);
    });
  }

  /** Carries out a plan in a terminal. Answers when it has begun, or with why it was refused. */
  async retry(prepared: PreparedRetry): Promise<Refusal | undefined> {
    const { run, plan } = prepared;
    const { targets, scope, bypassPreconditions } = plan.choice;
    const definition = {
      type: taskType,
      dag: run.file,
      runId: run.runId,
      ...(targets.length === 1 ? { step: targets[0] } : {}),
      scope,
      bypassPreconditions,
    };
    const name = `${run.dag}: retry ${someNames(targets, 2)}`;
    return this.#inTerminal(definition, name, run.file, (machine, hear) => machine.retry(prepared, hear));
  }

  /** Goes on, in a terminal, with a run that its host left behind. Nothing happens when somebody drives it. */
  async recover(run: Pick<Run, 'dag' | 'runId' | 'file'>): Promise<void> {
    const machine = await this.#bridge.executor();
    if (machine === undefined) return;
    // Whether there is anything to recover shows only when it is tried; a terminal is opened when there is.
    const early = beginEarly(
      async hear => {
        const handle = await machine.recover(run, hear);
        return handle === undefined ? fail('') : ok(handle);
      },
      nothing => nothing,
    );
    if (!(await early.begun).ok) return;
    const definition = { type: taskType, dag: run.file, runId: run.runId };
    const terminal = { begin: early.begin, onDone: (done: Run) => this.#done(done), onBug: this.#onBug };
    await runTask({ definition, name: `${run.dag}: continued`, folder: folderOf(run.file), terminal });
  }

  /** Records what a person answers; undefined: nothing may be executed here, and the user has been told. */
  async answer(key: RunKey, request: AnswerRequest): Promise<Result<Answered, Refusal> | undefined> {
    return (await this.#bridge.executor())?.answer(key, request);
  }

  /** Goes on, in a terminal, with a run that was answered. Nothing happens when somebody else was faster. */
  async resume(run: Pick<Run, 'dag' | 'runId' | 'file'>): Promise<Refusal | undefined> {
    const machine = await this.#bridge.executor();
    if (machine === undefined) return undefined;
    // Other windows and a scheduler may go on with it too: a terminal is opened when it is ours.
    const early = beginEarly(
      hear => machine.resume(run, hear),
      refusal => refusal.message,
    );
    const begun = await early.begun;
    if (!begun.ok) return begun.error;
    // The task that a first run of the whole workflow is: it goes on in the same terminal.
    const definition = { type: taskType, dag: run.file };
    const terminal = { begin: early.begin, onDone: (done: Run) => this.#done(done), onBug: this.#onBug };
    await runTask({ definition, name: run.dag, folder: folderOf(run.file), terminal });
    return undefined;
  }

  /** What the terminal of a task does that VS Code starts by its definition: from tasks.json, a keybinding, "rerun last task". */
  ofTask(definition: DaguTaskDefinition): TerminalParts {
    const begin: Begin = async hear => {
      const machine = await this.#bridge.executor();
      if (machine === undefined) return fail(untrusted());
      const { givenParams } = await import('../host/machine');
      const { dag, step, scope = 'step', bypassPreconditions = false, runId, params } = definition;
      const targets = step === undefined ? [] : [step];
      if (runId !== undefined) {
        const name = machine.definition(dag);
        if (!name.ok) return name;
        const choice = {
          targets,
          scope,
          bypassPreconditions,
          definition: 'snapshot',
          runHandlers: true,
          ignoreUpstream: false,
        } as const;
        const prepared = await machine.planRetry({ dag: name.value.dag.name, runId }, choice);
        return prepared.ok ? said(await machine.retry(prepared.value, hear)) : prepared;
      }
      const options: FirstRunOptions = { targets, scope, bypassPreconditions };
      const prepared = machine.planStart(dag, options);
      return prepared.ok ? said(await machine.start(prepared.value, givenParams(params), hear)) : prepared;
    };
    return { begin, onDone: run => this.#done(run), onBug: this.#onBug };
  }

  /** Stops a run in order, whoever drives it. */
  async stop(run: Run): Promise<void> {
    await (await this.#bridge.executor())?.stop(run);
  }

  async markSucceeded(key: RunKey, step: string, comment?: string): Promise<Refusal | undefined> {
    return (await this.#bridge.executor())?.markSucceeded(key, step, comment);
  }

  async acceptStale(key: RunKey, step: string): Promise<Refusal | undefined> {
    return (await this.#bridge.executor())?.acceptStale(key, step);
  }

  async #inTerminal(
    definition: vscode.TaskDefinition,
    name: string,
    file: string,
    begin: (machine: Machine, hear: Parameters<Machine['retry']>[1]) => ReturnType<Machine['retry']>,
  ): Promise<Refusal | undefined> {
    const machine = await this.#bridge.executor();
    if (machine === undefined) return undefined;
    const early = beginEarly(
      hear => begin(machine, hear),
      refusal => refusal.message,
    );
    const terminal: TerminalParts = { begin: early.begin, onDone: run => this.#done(run), onBug: this.#onBug };
    await runTask({ definition, name, folder: folderOf(file), terminal });
    const begun = await early.begun;
    return begun.ok ? undefined : begun.error;
  }

  /**
   * A failure is said when nothing else shows it: the terminal comes to the front by itself where the settings say so. That a run waits for
   * a person is always said.
   */
  #done(run: Run): void {
    if (run.status === 'waiting') {
      this.#tellWaiting(run).catch(this.#onBug);
      return;
    }
    if (run.status !== 'failed' || setting('revealTerminal') !== 'never' || !setting('notifyOnFailure')) return;
    this.#tellFailure(run).catch(this.#onBug);
  }

  async #tellWaiting(run: Run): Promise<void> {
    const waiting = run.nodes.filter(node => node.status === 'waiting').map(node => node.name);
    const answer = vscode.l10n.t('Answer…');
    const message = vscode.l10n.t('{0} waits for you: {1}', oneLine(run.dag), someNames(waiting));
    if ((await vscode.window.showInformationMessage(message, answer)) === answer) await this.#onAnswerWish(run);
  }

  async #tellFailure(run: Run): Promise<void> {
    const failed = run.nodes.filter(node => node.status === 'failed').map(node => node.name);
    const log = vscode.l10n.t('Show Log');
    const retry = vscode.l10n.t('Retry Step…');
    const what = failed.length === 0 ? (run.error ?? statusFacts(run.status).title) : someNames(failed);
    const answer = await vscode.window.showErrorMessage(vscode.l10n.t('{0} failed: {1}', run.dag, what), log, retry);
    if (answer === undefined) return;
    await this.#onFailureWish(run, failed[0], answer === log ? 'log' : 'retry');
  }
}

function said<T>(result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Refusal }) {
  return result.ok ? ok(result.value) : fail(result.error.message);
}

function untrusted(): string {
  return vscode.l10n.t('Nothing is run in a workspace that is not trusted.');
}

function folderOf(file: string): vscode.WorkspaceFolder | undefined {
  return vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file));
}
