// The rows of the view *Runs*, and how each looks: DAGs, their runs, the attempts of a run, the steps of an attempt.

import * as vscode from 'vscode';
import { durationText } from '../../base/duration';
import { clip, oneLine } from '../../base/terminal-text';
import { decisionText } from '../../engine/build/build-decision';
import { handlerNodeNames } from '../../model/dag';
import type { NodeRef } from '../../model/event';
import type { Attempt, ChildRun, Execution, Node, Run } from '../../model/run';
import type { RunSummary } from '../../model/source';
import { statusFacts } from '../../model/status';
import type { Target } from '../commands/target';
import { statusIcon, statusText, whenText } from './status-icon';

export interface GroupRow {
  readonly kind: 'group';
  readonly id: string;
  readonly target: Target;
  /** Newest first. */
  readonly runs: readonly RunSummary[];
}

export interface RunRow {
  readonly kind: 'run';
  readonly id: string;
  readonly target: Target;
  readonly summary: RunSummary;
  readonly parent: GroupRow;
}

export interface AttemptRow {
  readonly kind: 'attempt';
  readonly id: string;
  readonly target: Target;
  readonly run: Run;
  readonly attempt: Attempt;
  readonly parent: RunRow;
}

export interface StepRow {
  readonly kind: 'step';
  readonly id: string;
  readonly target: Target;
  readonly run: Run;
  readonly node: Node;
  readonly ref: NodeRef;
  readonly attempt: number;
  readonly parent: Row;
}

/** A run that a step called. */
export interface ChildRow {
  readonly kind: 'child';
  readonly id: string;
  readonly target: Target;
  readonly child: ChildRun;
  /** What is known of it; absent when it cannot be read. */
  readonly run?: Pick<Run, 'status' | 'startedAt' | 'finishedAt'>;
  readonly parent: StepRow;
}

export interface MoreRow {
  readonly kind: 'more';
  readonly id: string;
  readonly left: number;
  readonly parent: GroupRow;
}

export type Row = GroupRow | RunRow | AttemptRow | StepRow | ChildRow | MoreRow;

/** Steps and handlers of an attempt: all of them for the newest, those that came to an end in it for an earlier one. */
export function stepRows(run: Run, attempt: Attempt, parent: Row): readonly StepRow[] {
  const newest = run.attempts.at(-1)?.number === attempt.number;
  const nodes: readonly (readonly [Node, NodeRef])[] = [
    ...run.nodes.map(node => [node, { step: node.name }] as const),
    ...(Object.keys(handlerNodeNames) as (keyof typeof handlerNodeNames)[]).flatMap(handler => {
      const node = run.handlers[handler];
      return node === undefined || node.executions.length === 0 ? [] : [[node, { handler }] as const];
    }),
  ];
  return nodes
    .filter(([node]) => newest || outcomeIn(node, attempt.number) !== undefined)
    .map(([node, ref]) => ({
      kind: 'step',
      id: `${parent.id}/${'step' in ref ? 'step' : 'handler'}:${node.name}`,
      target: {
        file: run.file,
        dag: run.dag,
        runId: run.runId,
        step: node.name,
        ...(newest ? {} : { attempt: attempt.number }),
      },
      run,
      node,
      ref,
      attempt: attempt.number,
      parent,
    }));
}

export function itemOf(row: Row, now: number): vscode.TreeItem {
  const item = look(row, now);
  item.id = row.id;
  return item;
}

function look(row: Row, now: number): vscode.TreeItem {
  switch (row.kind) {
    case 'group':
      return groupItem(row, now);
    case 'run':
      return runItem(row, now);
    case 'attempt':
      return attemptItem(row, now);
    case 'step':
      return stepItem(row);
    case 'child':
      return childItem(row);
    case 'more': {
      const item = new vscode.TreeItem(vscode.l10n.t('Show more runs ({0} older)', row.left));
      item.iconPath = new vscode.ThemeIcon('ellipsis');
      item.command = { command: 'restep.showMoreRuns', title: vscode.l10n.t('Show More Runs'), arguments: [row] };
      return item;
    }
  }
}

function childItem({ child, run, parent }: ChildRow): vscode.TreeItem {
  const title = child.item ?? child.dag;
  const item = new vscode.TreeItem(oneLine(title), vscode.TreeItemCollapsibleState.Collapsed);
  const state = run === undefined ? [] : [statusText(run.status, run.startedAt, run.finishedAt)];
  item.description = [
    ...state,
    ...(child.item === undefined || child.dag === parent.node.name ? [] : [child.dag]),
  ].join(' · ');
  item.iconPath = run === undefined ? new vscode.ThemeIcon('references') : statusIcon(run.status);
  item.contextValue = 'child';
  item.accessibilityInformation = { label: `${title}, ${item.description}` };
  return item;
}

function groupItem({ target, runs }: GroupRow, now: number): vscode.TreeItem {
  const [newest] = runs;
  const item = new vscode.TreeItem(target.dag ?? '', vscode.TreeItemCollapsibleState.Expanded);
  if (newest !== undefined) {
    item.iconPath = statusIcon(newest.status);
    item.description = `${statusFacts(newest.status).title} · ${whenText(newest.startedAt, now)}`;
  }
  item.tooltip = target.file;
  item.contextValue = 'runs';
  return item;
}

function runItem({ summary, parent }: RunRow, now: number): vscode.TreeItem {
  const { status, startedAt, finishedAt, attempts, params } = summary;
  const facts = statusFacts(status);
  // The newest run is what one looks at: it comes open.
  const newest = parent.runs[0]?.runId === summary.runId;
  const open = newest ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
  const item = new vscode.TreeItem(whenText(startedAt, now), open);
  const more = attempts > 1 ? [vscode.l10n.t('{0} attempts', attempts)] : [];
  const given = Object.entries(params).map(([name, value]) => `${name}=${value}`);
  item.iconPath = statusIcon(status);
  item.description = [
    statusText(status, startedAt, attempts > 1 ? undefined : finishedAt),
    ...more,
    given.join(' ').slice(0, 80),
  ]
    .filter(part => part !== '')
    .join(' · ');
  item.tooltip = `${summary.dag} · ${summary.runId}\n${facts.title}${given.length === 0 ? '' : `\n${given.join('\n')}`}`;
  item.contextValue = [
    'run',
    facts.final ? 'ended' : 'active',
    ...(status === 'partially_succeeded' ? ['pending'] : []),
    ...(status === 'queued' ? ['answered'] : []),
  ].join(' ');
  return item;
}

function attemptItem({ run, attempt }: AttemptRow, now: number): vscode.TreeItem {
  const newest = run.attempts.at(-1) === attempt;
  const item = new vscode.TreeItem(
    vscode.l10n.t('Attempt {0}', attempt.number),
    newest ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed,
  );
  const what =
    attempt.choice === undefined || attempt.resumes !== undefined
      ? (attempt.resumes ?? []).map(name => vscode.l10n.t('behind {0}', name))
      : [
          attempt.choice.targets.join(', ') +
            (attempt.choice.scope === 'downstream' ? vscode.l10n.t(' and downstream') : ''),
        ];
  const status = newest ? run.status : attempt.status;
  item.iconPath = statusIcon(status);
  item.description = [statusText(status, attempt.startedAt, attempt.finishedAt), ...what].join(' · ');
  item.tooltip = [
    whenText(attempt.startedAt, now),
    ...(attempt.choice?.comment === undefined ? [] : [attempt.choice.comment]),
  ].join('\n');
  item.contextValue = 'attempt';
  return item;
}

function stepItem({ node, ref, run, attempt }: StepRow): vscode.TreeItem {
  const newest = run.attempts.at(-1)?.number === attempt;
  const shown: Outcome = newest ? node : (outcomeIn(node, attempt) ?? node);
  const item = new vscode.TreeItem(
    node.name,
    node.children.length > 0 ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None,
  );
  const kept =
    newest && node.attempt > 0 && node.attempt < attempt ? [vscode.l10n.t('kept from attempt {0}', node.attempt)] : [];
  const retries = node.retries > 0 ? [vscode.l10n.t('{0} retries', node.retries)] : [];
  const stale = (node.stale?.length ?? 0) > 0 ? [vscode.l10n.t('stale')] : [];
  const prompt = shown.status === 'waiting' && newest ? (node.ask?.prompt ?? '') : '';
  const asked = prompt === '' ? [] : [clip(oneLine(prompt), 80)];
  item.iconPath = statusIcon(shown.status);
  item.description = [
    statusText(shown.status, shown.startedAt, shown.finishedAt),
    ...asked,
    ...stale,
    ...retries,
    ...kept,
  ].join(' · ');
  item.tooltip = tooltipOf(node, shown);
  item.contextValue = contextOf(node, ref, run, newest, executionIn(node, attempt));
  item.accessibilityInformation = { label: `${node.name}, ${item.description}` };
  return item;
}

function tooltipOf(node: Node, { error, reason }: Outcome): string {
  const why = error ?? reason?.text ?? (node.status === 'waiting' ? node.ask?.prompt : undefined);
  const stale = (node.stale ?? []).map(
    cause =>
      `stale: ${cause.producer}${cause.output === undefined ? '' : `.${cause.output} ${cause.before ?? ''} → ${cause.after ?? ''}`}`,
  );
  const took = node.executions.map(
    one =>
      `attempt ${one.attempt}: ${statusFacts(one.status).title}${one.startedAt === undefined || one.finishedAt === undefined ? '' : ` ${durationText(one.finishedAt - one.startedAt)}`}`,
  );
  const build = node.build === undefined ? [] : [decisionText(node.build)];
  return [node.name, ...(why === undefined ? [] : [why]), ...build, ...stale, ...took].join('\n');
}

function contextOf(node: Node, ref: NodeRef, run: Run, newest: boolean, execution: Execution | undefined): string {
  const ended = statusFacts(run.status).final;
  // What is below a step is retried and answered through that step.
  const top = 'step' in ref && newest && run.parent === undefined;
  const mine = top && ended;
  const asks = top && node.status === 'waiting';
  const words: readonly (readonly [string, boolean])[] = [
    ['step', true],
    ['retryable', mine],
    ['logged', execution !== undefined || (newest && node.executions.length > 0)],
    ['comparable', node.executions.length > 1],
    ['markable', mine && ['failed', 'aborted', 'rejected', 'not_started'].includes(node.status)],
    ['stale', mine && (node.stale?.length ?? 0) > 0],
    ['task', asks && node.ask?.kind === 'task'],
    ['approval', asks && node.ask?.kind === 'approval'],
    ['answerable', asks && node.ask === undefined],
  ];
  return words.flatMap(([word, holds]) => (holds ? [word] : [])).join(' ');
}

/** What a row tells of how a step ended. */
type Outcome = Pick<Node, 'status' | 'startedAt' | 'finishedAt' | 'error' | 'reason'>;

function outcomeIn(node: Node, attempt: number): Outcome | undefined {
  return executionIn(node, attempt) ?? node.unrun?.find(one => one.attempt === attempt);
}

function executionIn(node: Node, attempt: number): Execution | undefined {
  return node.executions.find(execution => execution.attempt === attempt);
}
