// One open graph without its editor: content in, snapshots out, and what each intent of the page leads to.

import type { Clock } from '../../base/clock';
import { type Disposable, DisposableStore } from '../../base/disposal';
import type { Plan } from '../../model/plan';
import { pageMessage } from '../../webview/message-check';
import type { HostMessage, PageMessage } from '../../webview/protocol';
import { type GraphContent, type GraphHost, type GraphSubject, type StepWish, subjectText } from './graph-host';
import { mermaidText } from './mermaid';
import { Pulse } from './pulse';
import { graphSnapshot, type ShownPlan } from './snapshot';
import { svgText } from './svg-text';

export interface GraphSessionParts {
  readonly subject: GraphSubject;
  readonly host: GraphHost;
  readonly clock: Clock;
  readonly post: (message: HostMessage) => void;
  readonly onTitle: (title: string) => void;
  /** Asks where to save and saves. `extension` is without a dot. */
  readonly save: (name: string, extension: 'svg' | 'mmd', text: string) => Promise<void>;
}

/** Snapshots are sent at most ten times a second. */
const restMs = 100;

export class GraphSession implements Disposable {
  readonly #parts: GraphSessionParts;
  readonly #store = new DisposableStore();
  readonly #pulse: Pulse;
  #content: GraphContent | undefined;
  #plan: ShownPlan | undefined;
  #wish: StepWish | undefined;
  #planCount = 0;
  /** A plan is being carried out: until that is over, no other is made, and none is carried out twice. */
  #acting = false;
  #ready = false;
  #selection: string | undefined;

  constructor(parts: GraphSessionParts) {
    this.#parts = parts;
    this.#pulse = this.#store.add(new Pulse(() => this.#send(), restMs, parts.clock));
    this.#store.add(parts.host.watch(parts.subject, content => this.#take(content)));
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** Selects a step in the page, as soon as it is there. */
  select(step: string): void {
    this.#selection = step;
    this.#pulse.ask();
  }

  /** The page is hidden, and VS Code has let go of it: it says that it is ready when it is back. */
  leave(): void {
    this.#ready = false;
  }

  /** Takes whatever the page posted. Never throws and never rejects: this is the net for the page's messages. */
  async receive(posted: unknown): Promise<void> {
    const message = pageMessage(posted);
    if (message === undefined) {
      this.#parts.host.log('The graph sent a message that is none; it was ignored.');
      return;
    }
    try {
      await this.#obey(message);
    } catch (error) {
      this.#parts.host.onBug(error);
    }
  }

  #take(content: GraphContent): void {
    const moved = content.run?.attempts.length !== this.#content?.run?.attempts.length;
    if (content.title !== this.#content?.title) this.#parts.onTitle(content.title);
    this.#content = content;
    this.#pulse.ask();
    // A plan speaks of one attempt: when there is a newer one, what is on the screen must not be confirmed.
    if (moved && !this.#acting && this.#wish !== undefined)
      this.#preview(this.#wish).catch(error => this.#parts.host.onBug(error));
  }

  #send(): void {
    if (!this.#ready || this.#content === undefined) return;
    const { dag, run, title, problem, locked } = this.#content;
    this.#parts.post(
      graphSnapshot({
        subject: subjectText(this.#parts.subject),
        title,
        now: this.#parts.clock.now(),
        ...(dag === undefined ? {} : { dag }),
        ...(run === undefined ? {} : { run }),
        ...(this.#plan === undefined ? {} : { plan: this.#plan }),
        ...(problem === undefined ? {} : { problem }),
        ...(locked === undefined ? {} : { locked }),
      }),
    );
    if (this.#selection !== undefined) this.#parts.post({ type: 'select', step: this.#selection });
    this.#selection = undefined;
  }

  async #obey(message: PageMessage): Promise<void> {
    const { host, subject } = this.#parts;
    switch (message.type) {
      case 'ready':
        // A page that begins anew shows no plan until it is asked for one.
        this.#ready = true;
        this.#wish = undefined;
        this.#show(undefined);
        return;
      case 'problem':
        host.log(`The graph's page: ${message.text}`);
        return;
      case 'previewRetry':
        await this.#preview(wishOf(message));
        return;
      case 'clearPreview':
        this.#wish = undefined;
        this.#show(undefined);
        return;
      case 'confirmPlan':
        await this.#withPlan(message.plan, plan => host.confirmPlan(subject, plan));
        return;
      case 'fixPlan':
        await this.#withPlan(message.plan, plan => host.fixRefusal(subject, plan, message.action));
        return;
      case 'retryStep':
        await host.retryStep(subject, wishOf(message));
        return;
      case 'runStep':
        await host.runStep(subject, message.step);
        return;
      case 'answerStep':
        await host.answerStep(subject, message.step);
        return;
      case 'openLog':
        await host.openLog(subject, message.node);
        return;
      case 'reveal':
        await host.reveal(subject, message.node);
        return;
      case 'exportMermaid':
      case 'exportSvg':
        await this.#export(message);
    }
  }

  async #preview(wish: StepWish): Promise<void> {
    this.#wish = wish;
    const plan = await this.#parts.host.planRetry(this.#parts.subject, wish);
    if (this.#wish === wish) this.#show(plan);
  }

  /** Acts on the plan that was on the screen, and only on that one: the page of an older plan is sent the newest instead. */
  async #withPlan(id: number, act: (plan: Plan) => Promise<Plan | undefined>): Promise<void> {
    const [shown, wish] = [this.#plan, this.#wish];
    if (shown === undefined || wish === undefined || shown.id !== id) {
      this.#pulse.ask();
      return;
    }
    if (this.#acting) return;
    this.#acting = true;
    try {
      const next = await act(shown.plan);
      if (this.#wish !== wish) return;
      if (next === undefined) this.#wish = undefined;
      this.#show(next);
    } finally {
      this.#acting = false;
    }
  }

  #show(plan: Plan | undefined): void {
    const wish = this.#wish;
    this.#plan = plan === undefined || wish === undefined ? undefined : { id: ++this.#planCount, wish, plan };
    this.#pulse.ask();
  }

  async #export(message: PageMessage & { readonly type: 'exportMermaid' | 'exportSvg' }): Promise<void> {
    if (this.#content === undefined) return;
    const { dag, run, title } = this.#content;
    const snapshot = graphSnapshot({
      subject: '',
      title,
      now: this.#parts.clock.now(),
      ...(dag === undefined ? {} : { dag }),
      ...(run === undefined ? {} : { run }),
    });
    if (message.type === 'exportMermaid') await this.#parts.save(title, 'mmd', mermaidText(snapshot));
    else await this.#parts.save(title, 'svg', svgText(snapshot, message.layout));
  }
}

function wishOf({ step, scope, bypassPreconditions }: StepWish): StepWish {
  return { step, scope, bypassPreconditions };
}
