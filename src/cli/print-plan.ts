// A plan for people in a hurry: what runs and why, what does not, and what to do when it is refused.

import { oneLine, padTo, widthOf } from '../base/terminal-text';
import type { Plan, Refusal, RefusalAction } from '../model/plan';
import { type Ink, inkOf, type Paint } from './screen';
import { spanText } from './time-text';

/** What each action means on the command line. */
const advice: { readonly [A in RefusalAction]: string } = {
  stop: 'stop the run first: restep stop --run-id RUN DAG',
  'nearest-names': 'check the name of the step',
  'include-upstream': 'run the blockers too: add --step for each of them',
  'mark-succeeded': 'mark the blockers succeeded, in the editor',
  'ignore-upstream': 'ignore them once: --ignore-upstream',
  'include-producer': 'run the producer too: add --step for it',
  'enter-value': 'enter the value, in the editor',
  'ignore-precondition': 'ignore the precondition once, in the editor',
  'use-snapshot': 'use the stored definition: leave out --current',
  'open-diff': 'compare the file with the definition that the run used',
  'plan-again': 'call the same command again: the plan is made anew',
  'show-owner': 'wait for the owner, or stop the run: restep stop --run-id RUN DAG',
  'start-new-run': 'start a new run: restep start FILE',
  confirm: 'run it again all the same: --confirm',
};

/** How many kept steps that are fine are listed; more of them are counted, so that the rest is not lost among them. */
const mostFine = 8;

/** The whole plan, ending with a line end; of a plan that is refused, its heading and what stands in its way. */
export function planText(plan: Plan, paint: Paint): string {
  const heading = `${paint('bold', 'Retry')} of ${oneLine(plan.dag)}, run ${plan.runId}, attempt ${plan.attempt + 1}\n`;
  const names = [...plan.runs, ...plan.kept, ...plan.blocked, ...plan.stale].map(step => oneLine(step.name));
  const columns = Math.min(40, Math.max(0, ...names.map(widthOf)));
  const row = (name: string, text: string, ink?: Ink): string =>
    `    ${paint(ink, padTo(oneLine(name), columns))}  ${oneLine(text)}\n`;
  const section = (title: string, rows: readonly string[]): string =>
    rows.length === 0 ? '' : `  ${title}\n${rows.join('')}`;

  const runs = plan.runs.map((step, index) => row(step.name, `${index + 1}. ${step.reason}${conditionText(step)}`));
  const isFine = ({ status }: Plan['kept'][number]): boolean => status === 'succeeded';
  const fine = plan.kept.filter(isFine).length;
  const listed = fine > mostFine ? plan.kept.filter(step => !isFine(step)) : plan.kept;
  const kept = [
    ...listed.map(step => row(step.name, `${step.status}. ${step.reason}`, inkOf(step.status))),
    ...(listed.length < plan.kept.length
      ? [`    ${paint('dim', `${fine} that succeeded keep their results.`)}\n`]
      : []),
  ];
  const blocked = plan.blocked.map(step => row(step.name, `by ${step.by.join(', ')}. ${step.reason}`));
  const stale = plan.stale.map(step =>
    row(step.name, `${step.certain ? 'will be stale' : 'possibly stale'}: ${step.because.join(', ')} runs again`),
  );
  if (plan.refusals.length > 0)
    return [heading, section(paint('red', `Blocked (${plan.blocked.length})`), blocked)].join('');
  return [
    heading,
    section(paint('green', `Runs (${plan.runs.length})`), runs),
    section(paint('bold', `Kept (${plan.kept.length})`), kept),
    section(paint('red', `Blocked (${plan.blocked.length})`), blocked),
    section(paint('yellow', `Stale afterwards (${plan.stale.length})`), stale),
    line('Still pending', plan.pending),
    line('No longer in the file', plan.dropped),
    line('Handlers that may run', plan.handlers, 'none'),
    `  Definition: ${definitionText(plan)}\n`,
    plan.expectedMs === undefined ? '' : `  Expected duration: about ${spanText(plan.expectedMs)}\n`,
    plan.choice.comment === undefined ? '' : `  Comment: ${oneLine(plan.choice.comment)}\n`,
    ...plan.notes.map(note => `  ${paint('yellow', 'Note:')} ${oneLine(note)}\n`),
  ].join('');
}

/** What the user can do about a refusal, one line each. */
export function adviceText(refusal: Refusal): string {
  return refusal.actions.map(action => `    → ${advice[action]}\n`).join('');
}

function conditionText(step: { readonly preconditions: 'none' | 'evaluated' | 'ignored' }): string {
  if (step.preconditions === 'none') return '';
  return step.preconditions === 'evaluated' ? ' Its preconditions are evaluated.' : ' Its preconditions are IGNORED.';
}

function definitionText(plan: Plan): string {
  if (plan.choice.definition === 'current') return 'the current file';
  return plan.definitionDiffers
    ? 'the one stored with the run; the file has changed since (--current uses the file)'
    : 'the one stored with the run';
}

function line(title: string, names: readonly string[], empty?: string): string {
  if (names.length === 0 && empty === undefined) return '';
  return `  ${title}: ${names.length === 0 ? empty : names.map(oneLine).join(', ')}\n`;
}
