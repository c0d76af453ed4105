// The plan of a retry beside the graph: what runs and why, what is blocked, stale or kept, and what stands in the way.

import { durationText } from '../base/duration';
import type { RefusalAction } from '../model/plan';
import { html, update } from './element';
import { glyph } from './glyph';
import { effectTitles } from './node-words';
import type { GraphPlan, GraphPlanStep, PlanEffect } from './protocol';

export interface PlanListEvents {
  readonly onShow: (step: string) => void;
  readonly onFix: (plan: number, action: RefusalAction) => void;
}

const actionTitles: { readonly [A in RefusalAction]: string } = {
  stop: 'Stop the run',
  'nearest-names': 'Choose a similar name',
  'include-upstream': 'Include the upstream steps',
  'mark-succeeded': 'Mark the upstream as succeeded',
  'ignore-upstream': 'Ignore the upstream once',
  'include-producer': 'Include the step that makes it',
  'enter-value': 'Enter the value',
  'ignore-precondition': 'Ignore the precondition once',
  'use-snapshot': 'Use the definition of the run',
  'open-diff': 'Compare the definitions',
  'plan-again': 'Plan again',
  'show-owner': 'Show who holds it',
  'start-new-run': 'Start a new run',
  confirm: 'Retry it nevertheless',
};

/** More names than this are counted, not listed. */
const mostListed = 200;

/** `3 steps run · 1 blocked · 5 kept` */
export function planSummary(plan: GraphPlan): string {
  const count = (effect: PlanEffect): number => plan.steps.filter(step => step.effect === effect).length;
  const [runs, blocked, stale, kept] = [count('runs'), count('blocked'), count('stale'), count('kept')];
  return [
    runs === 1 ? '1 step runs' : `${runs} steps run`,
    ...(blocked === 0 ? [] : [`${blocked} blocked`]),
    ...(stale === 0 ? [] : [`${stale} may be stale`]),
    ...(kept === 0 ? [] : [`${kept} kept`]),
  ].join(' · ');
}

/** Draws a plan into an element; what was there goes away. */
export function drawPlan(into: HTMLElement, plan: GraphPlan, events: PlanListEvents): void {
  const handlers = plan.handlers.length === 0 ? undefined : `Then the handlers: ${plan.handlers.join(', ')}.`;
  const expected =
    plan.expectedMs === undefined ? undefined : `Expected to take about ${durationText(plan.expectedMs)}.`;
  const parts = [
    ...plan.refusals.map(refusal =>
      html(
        'div',
        { class: 'refusal', role: 'alert' },
        glyph('plan-blocked'),
        html(
          'div',
          {},
          html('p', {}, refusal.message),
          html('div', { class: 'fixes' }, ...refusal.actions.map(action => fixButton(plan.id, action, events))),
        ),
      ),
    ),
    plan.steps.length === 0 ? undefined : html('p', { class: 'summary' }, planSummary(plan)),
    ...(['runs', 'blocked', 'stale', 'kept'] as const).map(effect => group(plan, effect, events)),
    ...[handlers, expected, ...plan.notes].filter(found).map(note => html('p', { class: 'note' }, note)),
  ];
  into.replaceChildren(...parts.filter(found));
}

function found<T>(value: T | undefined): value is T {
  return value !== undefined;
}

function fixButton(plan: number, action: RefusalAction, events: PlanListEvents): HTMLButtonElement {
  const button = html('button', { type: 'button', class: 'secondary' }, actionTitles[action]);
  button.addEventListener('click', () => events.onFix(plan, action));
  return button;
}

function group(plan: GraphPlan, effect: PlanEffect, events: PlanListEvents): HTMLElement | undefined {
  const steps = plan.steps.filter(step => step.effect === effect);
  if (steps.length === 0) return undefined;
  const rows = steps.slice(0, mostListed).map(step => row(step, events));
  const more = steps.length - rows.length;
  const list = html(
    effect === 'runs' ? 'ol' : 'ul',
    {},
    ...rows,
    more > 0 ? html('li', { class: 'more' }, `and ${more} more`) : undefined,
  );
  const details = html(
    'details',
    { class: `group effect-${effect}` },
    html('summary', {}, glyph(`plan-${effect}`), `${effectTitles[effect]} (${steps.length})`),
    list,
  );
  update(details, { open: effect !== 'kept' });
  return details;
}

function row(step: GraphPlanStep, events: PlanListEvents): HTMLLIElement {
  const name = html('button', { type: 'button', class: 'link', title: 'Show in the graph' }, step.label);
  name.addEventListener('click', () => events.onShow(step.name));
  return html('li', {}, name, html('span', { class: 'why' }, step.reason));
}
