// The view *Runs*: DAGs → runs → attempts → steps, live whoever runs them.

import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposal';
import type { RunKey, RunSummary } from '../../model/source';
import { contextKeys, viewIds } from '../commands/ids';
import type { Target } from '../commands/target';
import type { RunFeed } from '../runs/run-feed';
import { type AttemptRow, type GroupRow, itemOf, type Row, type RunRow, type StepRow, stepRows } from './run-rows';

export interface RunsViewParts {
  readonly runs: RunFeed;
  readonly onBug: (error: unknown) => void;
}

export interface RunsView extends vscode.Disposable {
  /** Opens the rows down to the target and selects the last. */
  reveal(target: Target): Promise<void>;
  /** Shows more runs of the DAG whose row says so. */
  showMore(argument: unknown): void;
}

/** Runs that are listed at all, and at first for each DAG. */
const mostRuns = 1000;
const pageSize = 20;

export function registerRunsView(parts: RunsViewParts): RunsView {
  const provider = new RunTree(parts);
  const view = vscode.window.createTreeView<Row>(viewIds.runs, { treeDataProvider: provider, showCollapseAll: true });
  provider.onRunning(count => {
    view.badge = count === 0 ? undefined : { value: count, tooltip: vscode.l10n.t('{0} running', count) };
  });
  return {
    reveal: async target => {
      const row = await provider.find(target);
      if (row !== undefined) await view.reveal(row, { select: true, focus: true, expand: row.kind !== 'step' });
    },
    showMore: argument => provider.showMore(argument),
    dispose: () => {
      view.dispose();
      provider.dispose();
    },
  };
}

class RunTree implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly #runs: RunFeed;
  readonly #store = new DisposableStore();
  readonly #changes = this.#store.add(new vscode.EventEmitter<Row | undefined>());
  /** Rows by id: VS Code knows a row again by its object. */
  readonly #rows = new Map<string, Row>();
  readonly #limits = new Map<string, number>();
  #onRunning: (count: number) => void = () => undefined;

  readonly onDidChangeTreeData = this.#changes.event;

  constructor({ runs, onBug }: RunsViewParts) {
    this.#runs = runs;
    this.#store.add(runs.onDidChange(key => this.#refresh(key).catch(onBug)));
    this.#store.add(runs.onDidMove(() => this.#changes.fire(undefined)));
    this.#store.add(vscode.workspace.onDidChangeWorkspaceFolders(() => this.#changes.fire(undefined)));
  }

  onRunning(listener: (count: number) => void): void {
    this.#onRunning = listener;
  }

  getTreeItem(row: Row): vscode.TreeItem {
    return itemOf(row, Date.now());
  }

  getParent(row: Row): Row | undefined {
    return row.kind === 'group' ? undefined : row.parent;
  }

  async getChildren(row?: Row): Promise<Row[]> {
    if (row === undefined) return this.#groups();
    switch (row.kind) {
      case 'group':
        return this.#runsOf(row);
      case 'run':
        return this.#attemptsOf(row);
      case 'attempt':
        return stepRows(row.run, row.attempt, row).map(step => this.#keep(step));
      case 'step':
        return this.#childrenOf(row);
      case 'child':
        return this.#stepsOfChild(row);
      case 'more':
        return [];
    }
  }

  showMore(argument: unknown): void {
    const row =
      typeof argument === 'object' && argument !== null && 'id' in argument
        ? this.#rows.get(String(argument.id))
        : undefined;
    if (row?.kind !== 'more') return;
    this.#limits.set(row.parent.id, (this.#limits.get(row.parent.id) ?? pageSize) + pageSize);
    this.#changes.fire(row.parent);
  }

  /** The row that shows the target, with the rows above it made. */
  async find(target: Target): Promise<Row | undefined> {
    const group = (await this.#groups()).find(row => row.target.file === target.file && row.target.dag === target.dag);
    if (group === undefined) return undefined;
    const runs = await this.#runsOf(group);
    const run =
      target.runId === undefined ? runs[0] : runs.find(row => row.kind === 'run' && row.summary.runId === target.runId);
    if (run?.kind !== 'run' || target.step === undefined) return run ?? group;
    const attempts = await this.#attemptsOf(run);
    const attempt = attempts.find(row => row.attempt.number === target.attempt) ?? attempts[0];
    if (attempt === undefined) return run;
    return (
      stepRows(attempt.run, attempt.attempt, attempt)
        .map(step => this.#keep(step))
        .find(step => step.node.name === target.step) ?? attempt
    );
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #groups(): Promise<GroupRow[]> {
    const found = (await this.#runs.list({ limit: mostRuns })).filter(isHere);
    const groups = new Map<string, RunSummary[]>();
    for (const run of found) {
      const id = JSON.stringify([run.dag, run.file]);
      const runs = groups.get(id) ?? [];
      groups.set(id, runs);
      runs.push(run);
    }
    this.#onRunning(found.filter(run => run.status === 'running').length);
    await vscode.commands.executeCommand('setContext', contextKeys.runsListed, true);
    return [...groups].map(([id, runs]) =>
      this.#keep({ kind: 'group', id, target: { file: runs[0]?.file ?? '', dag: runs[0]?.dag ?? '' }, runs }),
    );
  }

  #runsOf(group: GroupRow): Row[] {
    const shown = this.#limits.get(group.id) ?? pageSize;
    const rows: Row[] = group.runs.slice(0, shown).map(summary => this.#keep(runRow(summary, group)));
    const left = group.runs.length - shown;
    return left <= 0 ? rows : [...rows, this.#keep({ kind: 'more', id: `${group.id}/more`, left, parent: group })];
  }

  async #attemptsOf(row: RunRow): Promise<AttemptRow[]> {
    const run = await this.#runs.read(row.summary);
    return [...(run?.attempts ?? [])].reverse().flatMap(attempt =>
      run === undefined
        ? []
        : [
            this.#keep({
              kind: 'attempt',
              id: `${row.id}/${attempt.number}`,
              target: { ...row.target, attempt: attempt.number },
              run,
              attempt,
              parent: row,
            } satisfies AttemptRow),
          ],
    );
  }

  async #childrenOf(row: Extract<Row, { kind: 'step' }>): Promise<Row[]> {
    const rows: Row[] = [];
    for (const child of row.node.children) {
      const run = await this.#runs.readChild(child);
      const known = { id: `${row.id}/child:${child.runId}`, target: row.target, child, parent: row };
      rows.push(this.#keep({ kind: 'child', ...known, ...(run === undefined ? {} : { run }) }));
    }
    return rows;
  }

  async #stepsOfChild(row: Extract<Row, { kind: 'child' }>): Promise<StepRow[]> {
    const run = await this.#runs.readChild(row.child);
    const attempt = run?.attempts.at(-1);
    return run === undefined || attempt === undefined ? [] : stepRows(run, attempt, row).map(step => this.#keep(step));
  }

  /** The one object for a row: what it shows is exchanged, the object stays. */
  #keep<R extends Row>(row: R): R {
    const known = this.#rows.get(row.id);
    if (known?.kind !== row.kind) {
      this.#rows.set(row.id, row);
      return row;
    }
    return Object.assign(known, row) as R;
  }

  /** Only the row of the run changes, unless the list of runs itself did. */
  async #refresh(key: RunKey): Promise<void> {
    const row = [...this.#rows.values()].find(
      (one): one is RunRow => one.kind === 'run' && one.summary.runId === key.runId && one.summary.dag === key.dag,
    );
    if (row === undefined) {
      this.#changes.fire(undefined);
      return;
    }
    const summary = (await this.#runs.list({ dag: key.dag, runIdPart: key.runId })).find(
      one => one.runId === key.runId,
    );
    if (summary === undefined || summary.status !== row.summary.status) {
      // The row of the DAG and the badge show it too.
      this.#changes.fire(undefined);
      return;
    }
    this.#keep(runRow(summary, row.parent));
    this.#changes.fire(row);
  }
}

function runRow(summary: RunSummary, parent: GroupRow): RunRow {
  const target = { file: summary.file, dag: summary.dag, runId: summary.runId };
  return { kind: 'run', id: `${parent.id}/${summary.runId}`, target, summary, parent };
}

/** Runs of the workflows in this workspace; without a folder, all. */
function isHere({ file }: RunSummary): boolean {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.length === 0 || vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file)) !== undefined;
}
