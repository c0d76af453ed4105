// The panel beside the graph: facts about the chosen node, what can be done with it, and the plan of its retry.

import type { RefusalAction } from '../model/plan';
import { html, say, update } from './element';
import { glyph } from './glyph';
import { statusLine } from './node-words';
import { drawPlan } from './plan-list';
import type { GraphNode, GraphSnapshot } from './protocol';

/** What the user asks a retry to be. */
export interface RetryWish {
  readonly scope: 'step' | 'downstream';
  readonly bypassPreconditions: boolean;
}

export interface SidePanelEvents {
  readonly onClose: () => void;
  readonly onLog: (node: GraphNode) => void;
  readonly onReveal: (node: GraphNode) => void;
  readonly onFocusMode: (node: GraphNode) => void;
  readonly onRun: (node: GraphNode) => void;
  readonly onAnswer: (node: GraphNode) => void;
  readonly onPreview: (node: GraphNode, wish: RetryWish) => void;
  readonly onClearPreview: () => void;
  readonly onMoreOptions: (node: GraphNode, wish: RetryWish) => void;
  readonly onConfirm: (plan: number) => void;
  readonly onFix: (plan: number, action: RefusalAction) => void;
  readonly onShow: (step: string) => void;
}

export class SidePanel {
  readonly element: HTMLElement;
  readonly #events: SidePanelEvents;
  readonly #title = html('h2');
  readonly #icon = html('span', { class: 'status-icon' });
  readonly #line = html('p', { class: 'status-line' });
  readonly #facts = html('div', { class: 'facts' });
  readonly #log = button('Log', 'secondary');
  readonly #reveal = button('Go to definition', 'secondary');
  readonly #focus = button('Focus here', 'secondary');
  readonly #run = button('Run this step', 'primary');
  readonly #answer = button('Answer…', 'primary');
  readonly #retry = html('section', { class: 'retry', 'aria-label': 'Retry' });
  readonly #stepOnly = button('Retry this step', 'choice');
  readonly #downstream = button('+ downstream', 'choice');
  readonly #bypass = html('input', { type: 'checkbox' });
  readonly #more = button('More options…', 'link');
  readonly #plan = html('div', { class: 'plan', 'aria-live': 'polite' });
  readonly #confirm = button('Confirm', 'primary');
  readonly #cancel = button('Cancel', 'secondary');
  readonly #locked = html('p', { class: 'note' });
  #node: GraphNode | undefined;
  #wish: RetryWish = { scope: 'step', bypassPreconditions: false };
  #asked = false;
  #confirmed: number | undefined;
  #shownFacts = '';
  #shownPlan = '';
  #plannedId: number | undefined;

  constructor(events: SidePanelEvents) {
    this.#events = events;
    const close = html('button', { type: 'button', class: 'icon', title: 'Close (Esc)', 'aria-label': 'Close' });
    close.append(glyph('close'));
    close.addEventListener('click', events.onClose);
    this.#retry.append(
      html('div', { class: 'choices', role: 'group', 'aria-label': 'What to retry' }, this.#stepOnly, this.#downstream),
      html('label', { class: 'toggle' }, this.#bypass, 'Skip preconditions'),
      this.#plan,
      html('div', { class: 'confirm' }, this.#confirm, this.#cancel),
      this.#more,
    );
    this.element = html(
      'aside',
      { id: 'side', hidden: true },
      html('header', {}, this.#icon, this.#title, close),
      this.#line,
      this.#facts,
      html('div', { class: 'actions' }, this.#log, this.#reveal, this.#focus),
      this.#locked,
      this.#run,
      this.#answer,
      this.#retry,
    );
    this.#listen();
  }

  get node(): GraphNode | undefined {
    return this.#node;
  }

  /** Whether a plan has been asked for and not been given up. */
  get previews(): boolean {
    return this.#asked;
  }

  /** Shows a node, or hides the panel. A plan that was asked for another node is given up, and its options with it. */
  show(node: GraphNode | undefined, snapshot: GraphSnapshot): void {
    if (node === undefined || node.name !== this.#node?.name || node.handler !== this.#node.handler) {
      this.#asked = false;
      this.#wish = { scope: 'step', bypassPreconditions: false };
    }
    if (this.#confirmed !== undefined && snapshot.plan?.id !== this.#confirmed) {
      this.#confirmed = undefined;
      if (snapshot.plan === undefined) this.#asked = false;
    }
    this.#node = node;
    update(this.element, { hidden: node === undefined });
    if (node === undefined) return;
    this.#drawNode(node, snapshot);
    this.#drawRetry(node, snapshot);
  }

  /** Moves the keyboard to the first thing that can be done. */
  focus(): void {
    const first = [this.#stepOnly, this.#run, this.#answer, this.#log, this.#reveal, this.#focus].find(
      control => !control.disabled && control.offsetParent !== null,
    );
    first?.focus();
  }

  cancelPreview(): void {
    this.#asked = false;
    this.#events.onClearPreview();
  }

  #drawNode(node: GraphNode, snapshot: GraphSnapshot): void {
    update(this.element, { 'aria-label': `${node.handler === undefined ? 'Step' : 'Handler'} ${node.label}` });
    say(this.#title, node.label);
    say(this.#line, statusLine(node, snapshot.now));
    const facts = JSON.stringify([
      node.status,
      node.id,
      node.action,
      node.reason,
      node.error,
      node.prompt,
      node.stale,
      node.exitCode,
    ]);
    if (facts !== this.#shownFacts) {
      this.#shownFacts = facts;
      this.#icon.className = `status-icon status-${node.status}`;
      this.#icon.replaceChildren(glyph(node.status));
      this.#facts.replaceChildren(...factsOf(node));
    }
    const locked = snapshot.locked !== undefined;
    update(this.#locked, { hidden: !locked });
    say(this.#locked, snapshot.locked ?? '');
    update(this.#log, { disabled: !node.can.includes('log') });
    update(this.#reveal, { disabled: !node.can.includes('reveal') });
    update(this.#focus, { hidden: node.handler !== undefined });
    update(this.#run, { hidden: !node.can.includes('run'), disabled: locked });
    update(this.#answer, { hidden: !node.can.includes('answer'), disabled: locked });
  }

  #drawRetry(node: GraphNode, snapshot: GraphSnapshot): void {
    const locked = snapshot.locked !== undefined;
    const { scope, bypassPreconditions } = this.#wish;
    const plan = snapshot.plan;
    const current =
      plan?.step === node.name && plan.scope === scope && plan.bypassPreconditions === bypassPreconditions
        ? plan
        : undefined;
    update(this.#retry, { hidden: !node.can.includes('retry') });
    for (const [control, means] of [
      [this.#stepOnly, 'step'],
      [this.#downstream, 'downstream'],
    ] as const)
      update(control, { 'aria-pressed': this.#asked && scope === means ? 'true' : 'false', disabled: locked });
    this.#bypass.checked = bypassPreconditions;
    this.#bypass.disabled = locked;
    update(this.#more, { disabled: locked });
    const shown = this.#asked ? (current === undefined ? 'planning' : String(current.id)) : '';
    if (shown !== this.#shownPlan) {
      this.#shownPlan = shown;
      if (this.#asked && current !== undefined) drawPlan(this.#plan, current, this.#events);
      else this.#plan.replaceChildren(...(this.#asked ? [html('p', { class: 'note' }, 'Planning…')] : []));
    }
    const ready = this.#asked && current !== undefined && current.refusals.length === 0;
    const count = current?.steps.filter(step => step.effect === 'runs').length ?? 0;
    this.#plannedId = ready ? current.id : undefined;
    update(this.#confirm, {
      hidden: !this.#asked,
      disabled: !ready || locked || this.#confirmed !== undefined,
    });
    say(this.#confirm, !ready ? 'Confirm' : count === 1 ? 'Confirm: retry 1 step' : `Confirm: retry ${count} steps`);
    update(this.#cancel, { hidden: !this.#asked });
  }

  #listen(): void {
    const whenNode = (act: (node: GraphNode) => void) => (): void => {
      if (this.#node !== undefined) act(this.#node);
    };
    const preview = (node: GraphNode, change: Partial<RetryWish>): void => {
      this.#asked = true;
      this.#wish = { ...this.#wish, ...change };
      this.#events.onPreview(node, this.#wish);
      // The plan and its confirmation come below: the part that was asked for moves to the top.
      this.element.scrollTop = this.#retry.offsetTop;
    };
    const on = (control: HTMLElement, act: (node: GraphNode) => void): void =>
      control.addEventListener('click', whenNode(act));
    on(this.#log, this.#events.onLog);
    on(this.#reveal, this.#events.onReveal);
    on(this.#focus, this.#events.onFocusMode);
    on(this.#run, this.#events.onRun);
    on(this.#answer, this.#events.onAnswer);
    on(this.#stepOnly, node => preview(node, { scope: 'step' }));
    on(this.#downstream, node => preview(node, { scope: 'downstream' }));
    on(this.#more, node => this.#events.onMoreOptions(node, this.#wish));
    this.#bypass.addEventListener(
      'change',
      whenNode(node => preview(node, { bypassPreconditions: this.#bypass.checked })),
    );
    this.#cancel.addEventListener('click', () => this.cancelPreview());
    this.#confirm.addEventListener('click', () => {
      if (this.#plannedId === undefined) return;
      this.#confirmed = this.#plannedId;
      update(this.#confirm, { disabled: true });
      this.#events.onConfirm(this.#plannedId);
    });
  }
}

function button(text: string, className: string): HTMLButtonElement {
  return html('button', { type: 'button', class: className }, text);
}

function factsOf(node: GraphNode): HTMLElement[] {
  const small = [
    node.id === undefined ? undefined : `id ${node.id}`,
    node.action,
    node.exitCode === undefined ? undefined : `exit code ${node.exitCode}`,
    node.attempt === undefined || node.attempt === 0 ? undefined : `attempt ${node.attempt}`,
  ].filter(fact => fact !== undefined);
  return [
    ...(small.length === 0 ? [] : [html('p', { class: 'small' }, small.join(' · '))]),
    ...(node.reason === undefined ? [] : [html('p', {}, node.reason)]),
    ...(node.prompt === undefined ? [] : [html('p', {}, node.prompt)]),
    ...(node.error === undefined ? [] : [html('pre', { class: 'error' }, node.error)]),
    ...(node.stale ?? []).map(cause => html('p', { class: 'stale' }, glyph('stale'), html('span', {}, cause))),
  ];
}
