// The rows of the retry dialog as plain data: what can be chosen, and the plan below it in words.

import { durationText } from '../../base/duration';
import type { Plan, Refusal, RefusalAction } from '../../model/plan';
import { statusFacts } from '../../model/status';
import { labelText, someNames } from '../shown-text';

/** A way to retry that can be chosen, with its plan or why there is none. */
export interface Variant {
  readonly id: string;
  readonly icon: string;
  readonly label: string;
  readonly plan: Plan | undefined;
  readonly problem?: string;
}

export interface Toggles {
  readonly bypassPreconditions: boolean;
  readonly current: boolean;
}

export type RetryRow =
  | { readonly kind: 'heading'; readonly label: string }
  | { readonly kind: 'variant'; readonly id: string; readonly label: string; readonly description: string }
  | { readonly kind: 'toggle'; readonly id: keyof Toggles; readonly label: string; readonly description: string }
  | {
      readonly kind: 'fix';
      readonly refusal: Refusal;
      readonly action: RefusalAction;
      readonly label: string;
      readonly description: string;
    }
  | { readonly kind: 'plan'; readonly step?: string; readonly label: string; readonly description: string };

/** Kept steps beyond this are counted, not listed. */
const mostKept = 8;

/** All rows, with the plan of one variant below. */
export function retryRows(variants: readonly Variant[], shown: string, toggles: Toggles): RetryRow[] {
  const variant = variants.find(({ id }) => id === shown) ?? variants[0];
  return [
    ...variants.map(
      (each): RetryRow => ({
        kind: 'variant',
        id: each.id,
        label: `$(${each.icon}) ${each.label}`,
        description: effect(each),
      }),
    ),
    { kind: 'heading', label: 'For this attempt only' },
    toggleRow('bypassPreconditions', 'Skip preconditions', toggles.bypassPreconditions, conditionsText(variant?.plan)),
    toggleRow('current', 'Use the current file', toggles.current, fileText(variant?.plan, toggles.current)),
    ...(variant === undefined ? [] : planRows(variant)),
  ];
}

/** What an action does, as a button or row says it. */
export function actionTitle(action: RefusalAction, refusal: Refusal): string {
  const steps = someNames(refusal.steps ?? []);
  const titles: { readonly [A in RefusalAction]: string } = {
    stop: 'Stop the run',
    'nearest-names': `Choose another step: ${steps}`,
    'include-upstream': `Run ${steps} too`,
    'mark-succeeded': `Mark ${steps} as succeeded`,
    'ignore-upstream': `Ignore ${steps} this once`,
    'include-producer': `Run ${steps} too`,
    'enter-value': `Enter ${someNames(refusal.outputs ?? [])}`,
    'ignore-precondition': 'Ignore the precondition this once',
    'use-snapshot': 'Use the definition stored with the run',
    'open-diff': 'Compare the file with the definition of the run',
    'plan-again': 'Plan again',
    'show-owner': 'Show who drives the run',
    'start-new-run': 'Start a new run',
    confirm: 'Run it again',
  };
  return titles[action];
}

function effect({ plan, problem }: Variant): string {
  if (plan === undefined) return problem ?? '';
  const [refusal] = plan.refusals;
  if (refusal !== undefined) return `cannot: ${labelText(refusal.message)}`;
  const spoken = [
    plan.runs.length === 1 ? 'runs 1 step' : `runs ${plan.runs.length} steps`,
    ...(plan.blocked.length === 0 ? [] : [`${plan.blocked.length} blocked`]),
    ...(plan.expectedMs === undefined ? [] : [`about ${durationText(plan.expectedMs)}`]),
  ];
  return spoken.join(' · ');
}

function toggleRow(id: keyof Toggles, label: string, on: boolean, description: string): RetryRow {
  return { kind: 'toggle', id, label: `$(${on ? 'pass-filled' : 'circle-large-outline'}) ${label}`, description };
}

function conditionsText(plan: Plan | undefined): string {
  const guarded = plan?.runs.filter(step => step.preconditions !== 'none').length ?? 0;
  if (guarded === 0) return 'none of the steps that run has one';
  return guarded === 1 ? '1 of the steps that run has one' : `${guarded} of the steps that run have one`;
}

function fileText(plan: Plan | undefined, current: boolean): string {
  if (plan?.definitionDiffers !== true) return 'it is what the run used';
  return current ? 'it has changed since the run' : 'it has changed since the run, which keeps its own definition';
}

function planRows({ label, plan }: Variant): RetryRow[] {
  if (plan === undefined) return [];
  const refused = plan.refusals.flatMap((refusal): RetryRow[] => [
    { kind: 'heading', label: 'Why it cannot run' },
    { kind: 'plan', label: `$(error) ${labelText(refusal.message)}`, description: '' },
    ...refusal.actions.map(
      (action): RetryRow => ({
        kind: 'fix',
        refusal,
        action,
        label: `$(lightbulb) ${labelText(actionTitle(action, refusal))}`,
        description: '',
      }),
    ),
  ]);
  const row = (icon: string, name: string, description: string): RetryRow => ({
    kind: 'plan',
    step: name,
    label: `$(${icon}) ${labelText(name)}`,
    description: labelText(description),
  });
  const conditions = {
    none: '',
    evaluated: ' Its preconditions are evaluated.',
    ignored: ' Its preconditions are ignored.',
  };
  const kept = plan.kept.slice(0, mostKept).map(step => {
    const { title } = statusFacts(step.status);
    return row('lock', step.name, `kept: ${title.toLowerCase()}. ${step.reason}`);
  });
  const more = plan.kept.length - kept.length;
  return [
    ...refused,
    { kind: 'heading', label: `Plan: ${label.toLowerCase()}` },
    ...plan.runs.map(step => row('play', step.name, `runs. ${step.reason}${conditions[step.preconditions]}`)),
    ...plan.blocked.map(step => row('circle-slash', step.name, `blocked. ${step.reason}`)),
    ...plan.stale.map(step =>
      row(
        'history',
        step.name,
        `${step.certain ? 'will be' : 'may become'} stale because of ${someNames(step.because)}`,
      ),
    ),
    ...(plan.handlers.length === 0
      ? []
      : [{ kind: 'plan', label: '$(bell) Handlers', description: `may run: ${plan.handlers.join(', ')}` } as const]),
    ...plan.notes.map((note): RetryRow => ({ kind: 'plan', label: `$(info) ${labelText(note)}`, description: '' })),
    ...kept,
    ...(more > 0 ? [{ kind: 'plan', label: `$(lock) … and ${more} more are kept`, description: '' } as const] : []),
  ];
}
