// The lenses above a DAG and its steps: what can be done there, and how it last went.

import { durationText } from '../base/duration';
import type { TextRange } from '../base/text';
import type { Dag, Step } from '../model/dag';
import { findNode, type Run } from '../model/run';
import { statusFacts } from '../model/status';

export type LensAction = 'runDag' | 'showGraph' | 'runStep' | 'retryStep' | 'answerStep' | 'openLog' | 'showStatus';

export interface Lens {
  /** The place that the lens stands above. */
  readonly range: TextRange;
  readonly title: string;
  readonly tooltip: string;
  readonly action: LensAction;
  /** The step's name; absent for the DAG's own lenses. */
  readonly step?: string;
}

/**
 * Two lenses for the DAG (`Run`, `Graph`) and three for each step (`Run step`, `Retry step…` or `Answer…`, `Log`, its last status). The number never
 * depends on the state of a run, or the text would jump while it runs (vscode.md, "CodeLens").
 * `start` is where the DAG's lenses stand; `run` is the latest run of the DAG, if there is one.
 */
export function lensesOf(dag: Dag, start: TextRange, run: Run | undefined): Lens[] {
  return [
    { range: start, title: '$(play) Run', tooltip: `Run ${dag.name}`, action: 'runDag' },
    { range: start, title: '$(type-hierarchy) Graph', tooltip: `Show the graph of ${dag.name}`, action: 'showGraph' },
    ...dag.steps.flatMap(step => stepLenses(step, run)),
  ];
}

function stepLenses(step: Step, run: Run | undefined): Lens[] {
  const node = run === undefined ? undefined : findNode(run, step.name);
  const place = { range: step.nameRange, step: step.name };
  const facts = statusFacts(node?.status ?? 'not_started');
  const ran = node !== undefined && node.executions.length > 0;
  const first: Pick<Lens, 'title' | 'tooltip' | 'action'> =
    run === undefined
      ? { title: '$(play) Run step', tooltip: `Run only ${step.name}`, action: 'runStep' }
      : node?.status === 'waiting'
        ? {
            title: '$(person) Answer…',
            tooltip: node.ask?.prompt ?? `${step.name} waits for you`,
            action: 'answerStep',
          }
        : { title: '$(debug-restart) Retry step…', tooltip: `Choose how to retry ${step.name}`, action: 'retryStep' };
  return [
    { ...place, ...first },
    {
      ...place,
      title: '$(output) Log',
      tooltip: ran ? `Open the log of ${step.name}` : `${step.name} has not run yet`,
      action: 'openLog',
    },
    {
      ...place,
      title: `$(${facts.icon}) ${facts.title}${durationOf(node)}`,
      tooltip: node?.error ?? node?.reason?.text ?? facts.title,
      action: 'showStatus',
    },
  ];
}

function durationOf(node: { readonly startedAt?: number; readonly finishedAt?: number } | undefined): string {
  if (node?.startedAt === undefined || node.finishedAt === undefined) return '';
  return ` · ${durationText(node.finishedAt - node.startedAt)}`;
}
