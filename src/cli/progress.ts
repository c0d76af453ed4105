// What a run does while it runs, for people: one plain line per event, or a tree that redraws itself.

import type { Disposable } from '../base/disposal';
import { clip, firstLine, oneLine, widthOf } from '../base/terminal-text';
import { handlerNodeNames } from '../model/dag';
import type { AttemptFinished, NodeRef, RunEvent } from '../model/event';
import { currentAttempt, type Node, type Run } from '../model/run';
import { statusFacts } from '../model/status';
import { nameColumns, nodeRow, statusWord } from './print-tree';
import { type Channel, inkOf, type Paint } from './screen';
import { isoTime, spanText } from './time-text';

/** Hears every event of a run right after it was written. */
export interface Progress extends Disposable {
  heard(event: RunEvent, run: () => Run): void;
}

/** How often the tree is redrawn, so that the clocks in it move. */
const redrawMs = 100;

/** One line per event, with the time of day in UTC. */
export function plainProgress(channel: Pick<Channel, 'write'>, paint: Paint): Progress {
  const begun = new Map<string, number>();
  return {
    heard: (event, run) => {
      if (event.type === 'step.started' && event.try === 1) begun.set(titleOf(event), event.at);
      const text = eventText(event, run, begun, paint);
      if (text !== undefined) channel.write(`${paint('dim', isoTime(event.at).slice(11, 19))} ${text}\n`);
    },
    dispose: () => undefined,
  };
}

/** A tree that is redrawn in place and taken away when it is disposed: the final tree is a result and goes elsewhere. */
export class LiveTree implements Progress {
  readonly #channel: Channel;
  readonly #paint: Paint;
  readonly #now: () => number;
  readonly #timer: NodeJS.Timeout;
  #run: (() => Run) | undefined;
  #drawn = 0;
  #message = '';

  constructor(channel: Channel, paint: Paint, now: () => number) {
    this.#channel = channel;
    this.#paint = paint;
    this.#now = now;
    this.#timer = setInterval(() => this.draw(), redrawMs);
    this.#timer.unref();
  }

  heard(_event: RunEvent, run: () => Run): void {
    this.#run = run;
  }

  /** Shows a message below the tree from now on. */
  say(message: string): void {
    this.#message = message;
    this.draw();
  }

  draw(): void {
    if (this.#run === undefined) return;
    const lines = liveLines(this.#run(), this.#now(), this.#paint, this.#channel.columns(), this.#channel.rows());
    if (this.#message !== '') lines.push(clip(oneLine(this.#message), this.#channel.columns() - 1));
    this.#channel.write(`${this.#erasure()}${lines.join('\n')}\n`);
    this.#drawn = lines.length;
  }

  dispose(): void {
    clearInterval(this.#timer);
    if (this.#drawn > 0) this.#channel.write(this.#erasure());
    this.#drawn = 0;
    this.#run = undefined;
  }

  #erasure(): string {
    return this.#drawn === 0 ? '' : `\u001b[${this.#drawn}A\r\u001b[0J`;
  }
}

/** The lines of a run in a window: what runs and what went wrong first when there is no room for all. No line is wider than the window. */
export function liveLines(run: Run, now: number, paint: Paint, columns: number, rows: number): string[] {
  const handlers = Object.entries(run.handlers).flatMap(([name, node]) =>
    node === undefined || node.status === 'not_started'
      ? []
      : [{ ...node, name: handlerNodeNames[name as keyof typeof handlerNodeNames] }],
  );
  const nodes = [...run.nodes, ...handlers];
  const room = Math.max(1, rows - 4);
  const shown = nodes.length <= room ? nodes : mostTelling(nodes, room - 1);
  const width = nameColumns(shown);
  const counts = new Map<Node['status'], number>();
  for (const node of nodes) counts.set(node.status, (counts.get(node.status) ?? 0) + 1);
  const summary = [...counts]
    .map(([status, count]) => paint(inkOf(status), `${count} ${statusWord(status)}`))
    .join(', ');
  const head = `${paint(inkOf(run.status), statusFacts(run.status).mark)} ${paint('bold', oneLine(run.dag))}  ${summary}`;
  const lines = shown.map(node => `  ${nodeRow(node, run, now, paint, width)}`);
  if (shown.length < nodes.length) lines.push(paint('dim', `  … ${nodes.length - shown.length} more`));
  return [head, ...lines].map(line => cut(line, columns - 1));
}

function mostTelling(nodes: readonly Node[], room: number): readonly Node[] {
  const rank = (node: Node): number => {
    if (node.status === 'running' || node.status === 'retrying') return 0;
    if (node.status === 'failed' || node.status === 'waiting') return 1;
    return node.status === 'not_started' ? 2 : 3;
  };
  const chosen = new Set([...nodes].sort((a, b) => rank(a) - rank(b)).slice(0, Math.max(0, room)));
  return nodes.filter(node => chosen.has(node));
}

/** Cuts painted text to a number of columns; a cut row loses its colours rather than leaving one switched on. */
function cut(line: string, columns: number): string {
  if (widthOf(line) <= columns) return line;
  return clip(line.replace(/\u001b\[[0-9;]*m/g, ''), columns);
}

function eventText(
  event: RunEvent,
  run: () => Run,
  begun: ReadonlyMap<string, number>,
  paint: Paint,
): string | undefined {
  switch (event.type) {
    case 'run.created':
    case 'step.child':
    case 'step.answered':
    case 'step.marked':
    case 'stale.accepted':
      return undefined;
    case 'attempt.started':
      return `${oneLine(run().dag)}: attempt ${event.attempt} of run ${run().runId}`;
    case 'step.started':
      return `${titleOf(event)} started${event.try > 1 ? ` (try ${event.try})` : ''}`;
    case 'step.again':
      return event.why === 'retry'
        ? `${titleOf(event)} failed (${firstLine(event.error ?? `exit code ${event.exitCode ?? '?'}`)}), next try in ${spanText(event.delayMs)}`
        : `${titleOf(event)} repeats in ${spanText(event.delayMs)}`;
    case 'step.finished': {
      const startedAt = begun.get(titleOf(event));
      const why = event.error ?? event.reason?.text ?? event.ask?.prompt;
      const span = startedAt === undefined || event.reason !== undefined ? '' : ` (${spanText(event.at - startedAt)})`;
      return `${titleOf(event)} ${paint(inkOf(event.status), statusWord(event.status))}${span}${why === undefined ? '' : `: ${firstLine(why)}`}`;
    }
    case 'attempt.finished':
      return `${oneLine(run().dag)} ${paint(inkOf(run().status), statusWord(run().status))}${nextAttempt(event, run())}`;
  }
}

function nextAttempt({ retryAfterMs = 0 }: AttemptFinished, run: Run): string {
  return currentAttempt(run)?.retryAt === undefined ? '' : `, next attempt in ${spanText(retryAfterMs)}`;
}

function titleOf(ref: NodeRef): string {
  return oneLine('step' in ref ? ref.step : handlerNodeNames[ref.handler]);
}
