// The retry dialog: what may be retried, the options of this attempt, and below them the plan as it would be carried out now.

import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposal';
import type { PreparedRetry } from '../../host/machine';
import type { Refusal, RefusalAction } from '../../model/plan';
import type { RunKey } from '../../model/source';
import type { Planner } from '../engine-bridge';
import type { RunFeed } from '../runs/run-feed';
import { mended, type RetryRequest } from './retry-request';
import { type RetryRow, retryRows, type Toggles, type Variant } from './retry-rows';

/** A way to retry that the dialog offers. */
export interface RetryVariant {
  readonly id: string;
  readonly icon: string;
  readonly label: string;
  readonly request: RetryRequest;
}

export interface RetryDialogParts {
  readonly planner: Planner;
  readonly runs: RunFeed;
  readonly key: RunKey;
  readonly title: string;
  /** At least one; the first is preselected. */
  readonly variants: readonly RetryVariant[];
  /** The variant that is preselected instead. */
  readonly first?: string;
  readonly toggles?: Partial<Toggles>;
  readonly onBug: (error: unknown) => void;
}

/** How the dialog ended: with a plan to be carried out, or with a fix that changes something outside the dialog. */
export type RetryAnswer =
  | { readonly kind: 'confirmed'; readonly prepared: PreparedRetry }
  | { readonly kind: 'fix'; readonly refusal: Refusal; readonly action: RefusalAction; readonly request: RetryRequest };

/** Shows the dialog; undefined: the user left it. Nothing is changed by it. */
export function askForRetry(parts: RetryDialogParts): Promise<RetryAnswer | undefined> {
  return new RetryDialog(parts).answer;
}

interface Item extends vscode.QuickPickItem {
  readonly row: RetryRow;
}

interface Planned {
  readonly variant: RetryVariant;
  readonly prepared: PreparedRetry | undefined;
  readonly problem?: string;
}

class RetryDialog {
  readonly answer: Promise<RetryAnswer | undefined>;
  readonly #parts: RetryDialogParts;
  readonly #pick = vscode.window.createQuickPick<Item>();
  readonly #store = new DisposableStore();
  readonly #variants: RetryVariant[];
  readonly #finish: (answer: RetryAnswer | undefined) => void;
  #plans: readonly Planned[] = [];
  #shown: string;
  #toggles: Toggles;
  #drawing = false;
  #round = 0;

  constructor(parts: RetryDialogParts) {
    this.#parts = parts;
    this.#variants = [...parts.variants];
    this.#shown = parts.first ?? this.#variants[0]?.id ?? '';
    this.#toggles = { bypassPreconditions: false, current: false, ...parts.toggles };
    let finish: (answer: RetryAnswer | undefined) => void = () => undefined;
    this.answer = new Promise(resolve => {
      finish = resolve;
    });
    this.#finish = answer => {
      this.#store.dispose();
      finish(answer);
    };
    this.#open();
  }

  #open(): void {
    const { key, title, runs, onBug } = this.#parts;
    const pick = this.#store.add(this.#pick);
    pick.title = title;
    pick.placeholder = vscode.l10n.t('Choose what runs again; the plan below says what will happen');
    pick.matchOnDescription = true;
    pick.busy = true;
    this.#store.add(pick.onDidHide(() => this.#finish(undefined)));
    this.#store.add(pick.onDidChangeActive(([active]) => this.#onActive(active)));
    this.#store.add(pick.onDidAccept(() => this.#onAccept(pick.activeItems[0])));
    // The run may move while the dialog is open: what is confirmed must be what is shown.
    this.#store.add(
      runs.onDidChange(changed => {
        if (changed.dag === key.dag && changed.runId === key.runId) this.#plan().catch(onBug);
      }),
    );
    pick.show();
    this.#plan().catch(onBug);
  }

  async #plan(): Promise<void> {
    const round = ++this.#round;
    const { planner, key } = this.#parts;
    const plans: Planned[] = [];
    for (const variant of this.#variants) {
      const { choice, facts } = this.#toggled(variant.request);
      const found = await planner.planRetry(key, choice, facts);
      plans.push(
        found.ok ? { variant, prepared: found.value } : { variant, prepared: undefined, problem: found.error },
      );
    }
    if (round !== this.#round) return;
    this.#plans = plans;
    this.#pick.busy = false;
    this.#draw();
  }

  /** The request with the options that are switched on. */
  #toggled({ choice, facts }: RetryRequest): RetryRequest {
    const bypassPreconditions = choice.bypassPreconditions || this.#toggles.bypassPreconditions;
    return {
      choice: { ...choice, bypassPreconditions, definition: this.#toggles.current ? 'current' : choice.definition },
      facts,
    };
  }

  /** Draws all rows and keeps the row that is active, by what it means. */
  #draw(): void {
    const before = this.#pick.activeItems[0]?.row;
    const variants = this.#plans.map(({ variant, prepared, problem }): Variant => {
      const { id, icon, label } = variant;
      return { id, icon, label, plan: prepared?.plan, ...(problem === undefined ? {} : { problem }) };
    });
    const items = retryRows(variants, this.#shown, this.#toggles).map(itemOf);
    const isActive = (row: RetryRow): boolean =>
      before === undefined || before.kind === 'fix' || before.kind === 'plan' || before.kind === 'heading'
        ? row.kind === 'variant' && row.id === this.#shown
        : row.kind === before.kind && 'id' in row && row.id === before.id;
    const active = items.find(({ row }) => isActive(row));
    this.#drawing = true;
    this.#pick.keepScrollPosition = before !== undefined;
    this.#pick.items = items;
    if (active !== undefined) this.#pick.activeItems = [active];
    this.#drawing = false;
  }

  #onActive(item: Item | undefined): void {
    if (this.#drawing || item?.row.kind !== 'variant' || item.row.id === this.#shown) return;
    this.#shown = item.row.id;
    this.#draw();
  }

  #onAccept(item: Item | undefined): void {
    const row = item?.row;
    if (row?.kind === 'toggle') {
      this.#toggles = { ...this.#toggles, [row.id]: !this.#toggles[row.id] };
      this.#plan().catch(this.#parts.onBug);
    }
    if (row?.kind === 'fix') this.#fix(row.refusal, row.action);
    if (row?.kind !== 'variant') return;
    const planned = this.#plans.find(({ variant }) => variant.id === row.id);
    if (planned?.prepared === undefined) return;
    if (planned.prepared.plan.refusals.length === 0) this.#finish({ kind: 'confirmed', prepared: planned.prepared });
    else if (this.#shown !== row.id) {
      this.#shown = row.id;
      this.#draw();
    }
  }

  /** A fix of the request is planned at once; one that changes the run is handed back. */
  #fix(refusal: Refusal, action: RefusalAction): void {
    const variant = this.#variants.find(({ id }) => id === this.#shown);
    if (variant === undefined) return;
    if (action === 'use-snapshot') this.#toggles = { ...this.#toggles, current: false };
    const request = mended(variant.request, refusal, action);
    if (request === undefined) {
      this.#finish({ kind: 'fix', refusal, action, request: this.#toggled(variant.request) });
      return;
    }
    this.#variants[this.#variants.indexOf(variant)] = { ...variant, request };
    this.#plan().catch(this.#parts.onBug);
  }
}

function itemOf(row: RetryRow): Item {
  if (row.kind === 'heading') return { row, label: row.label, kind: vscode.QuickPickItemKind.Separator };
  // What can be chosen stays in sight whatever is typed; the plan is searched.
  return { row, label: row.label, description: row.description, alwaysShow: row.kind !== 'plan' };
}
