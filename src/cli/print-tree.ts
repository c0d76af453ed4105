// A run as a tree for people: the run, its steps, what each did and why it did not.

import { firstLine, manyLines, oneLine, padTo, widthOf } from '../base/terminal-text';
import { decisionText } from '../engine/build/build-decision';
import { type HandlerName, handlerNodeNames } from '../model/dag';
import { type ChildRun, currentAttempt, followsAfter, type Node, paramsOf, type Run } from '../model/run';
import type { RunSource } from '../model/source';
import { type Status, statusFacts } from '../model/status';
import { answerNotes, askLines } from './print-ask';
import { inkOf, type Paint } from './screen';
import { spanText, tableTime } from './time-text';

export interface TreeOptions {
  readonly paint: Paint;
  /** Milliseconds since the epoch: durations of what still runs. */
  readonly now: number;
  /** Child runs by their directory. */
  readonly children?: ReadonlyMap<string, Run>;
  /** The last lines of a file, to show why a step failed. */
  readonly tail?: (file: string) => readonly string[];
}

/** The order in which handlers are shown. */
const handlerOrder: readonly HandlerName[] = ['init', 'success', 'failure', 'abort', 'exit', 'wait'];

/** The run with all its steps, ending with a line end. */
export function treeText(run: Run, options: TreeOptions): string {
  const { paint } = options;
  const attempt = currentAttempt(run);
  const title = paint(inkOf(run.status), paint('bold', statusFacts(run.status).title));
  const facts = [
    `run ${run.runId}`,
    ...(run.attempts.length > 1 ? [`attempt ${attempt?.number ?? 1}`] : []),
    `started ${tableTime(attempt?.startedAt ?? run.startedAt)} UTC`,
    spanText((attempt?.finishedAt ?? options.now) - (attempt?.startedAt ?? run.startedAt)),
  ];
  const head = `${title} - ${paint('bold', oneLine(run.dag))}  ${paint('dim', facts.join(' · '))}\n`;
  const params = paramsOf(run).map(([name, value]) => `${oneLine(name)}=${oneLine(value)}`);
  const lines = [
    ...(params.length > 0 ? [`params: ${params.join(' ')}`] : []),
    `logs: ${oneLine(run.logDir)}`,
    ...(run.error === undefined ? [] : [paint('red', `error: ${firstLine(run.error)}`)]),
    ...(followsAfter(run, options.now) ? [`next attempt: ${tableTime(attempt?.retryAt ?? 0)} UTC`] : []),
  ];
  const pending =
    run.pending.length === 0 ? '' : `${paint('yellow', 'Pending:')} ${run.pending.map(oneLine).join(', ')}\n`;
  const answered =
    run.answered === undefined || run.status !== 'queued'
      ? ''
      : `${paint('yellow', 'Answered:')} ${run.answered.map(oneLine).join(', ')}; restep resume goes on with the run\n`;
  const note = lines.map(line => `${paint('dim', '│')} ${line}\n`).join('');
  return `${head}${note}${branches(run, options, '')}${pending}${answered}Result: ${title}\n`;
}

/** One row: mark, name, status, span and the reason, without line end. Names are padded to `nameColumns`. */
export function nodeRow(node: Node, run: Run, now: number, paint: Paint, nameColumns: number): string {
  const ink = inkOf(node.status);
  const mark = paint(ink, statusFacts(node.status).mark);
  const name = padTo(oneLine(nodeTitle(node)), nameColumns);
  const span =
    node.startedAt === undefined || node.status === 'not_started'
      ? ''
      : ` ${spanText((node.finishedAt ?? now) - node.startedAt)}`;
  const notes = nodeNotes(node, run);
  const tail = notes.length === 0 ? '' : `  ${paint('dim', notes.join(' · '))}`;
  return `${mark} ${name} ${paint(ink, `[${node.status}]`)}${span}${tail}`;
}

/** Name, and the id when it says more. */
export function nodeTitle(node: Pick<Node, 'name' | 'id'>): string {
  return node.id === undefined || node.id === node.name ? node.name : `${node.name} (${node.id})`;
}

/** The columns that the longest title takes, up to 40. */
export function nameColumns(nodes: readonly Pick<Node, 'name' | 'id'>[]): number {
  return Math.min(40, Math.max(0, ...nodes.map(node => widthOf(oneLine(nodeTitle(node))))));
}

/** Every child run below a run, by directory. */
export async function loadChildren(run: Run, source: Pick<RunSource, 'readChild'>): Promise<ReadonlyMap<string, Run>> {
  const found = new Map<string, Run>();
  const visit = async (parent: Run): Promise<void> => {
    for (const node of [...parent.nodes, ...Object.values(parent.handlers)])
      for (const child of node.children) {
        const below = found.has(child.dir) ? undefined : await source.readChild(child);
        if (below === undefined) continue;
        found.set(child.dir, below);
        await visit(below);
      }
  };
  await visit(run);
  return found;
}

/** The words of a status for the end of a sentence. */
export function statusWord(status: Status): string {
  return statusFacts(status).title.toLowerCase();
}

function branches(run: Run, options: TreeOptions, indent: string): string {
  const { paint } = options;
  const handlers = handlerOrder.flatMap(name => {
    const node = run.handlers[name];
    return node === undefined || node.status === 'not_started' ? [] : [{ ...node, name: handlerNodeNames[name] }];
  });
  const nodes = [...run.nodes, ...handlers];
  const columns = nameColumns(nodes);
  return nodes
    .map((node, index) => {
      const last = index === nodes.length - 1;
      const below = `${indent}${last ? ' ' : '│'}   `;
      const row = `${paint('dim', `${indent}${last ? '└─' : '├─'}`)}${nodeRow(node, run, options.now, paint, columns)}\n`;
      const details = nodeDetails(node, run, options).map(line => `${paint('dim', below)}${line}\n`);
      return row + details.join('') + node.children.map(child => childText(child, options, below)).join('');
    })
    .join('');
}

function childText(child: ChildRun, options: TreeOptions, indent: string): string {
  const run = options.children?.get(child.dir);
  const { paint } = options;
  const item = child.item === undefined ? '' : ` (${oneLine(child.item)})`;
  if (run === undefined) return `${paint('dim', indent)}${oneLine(child.dag)}${item}\n`;
  const word = paint(inkOf(run.status), `[${run.status}]`);
  const head = `${paint('dim', indent)}${paint('bold', oneLine(child.dag))}${item} ${word} ${paint('dim', run.runId)}\n`;
  return head + branches(run, options, indent);
}

function nodeNotes(node: Node, run: Run): readonly string[] {
  const attempt = currentAttempt(run)?.number ?? 1;
  const stale = (node.stale ?? []).map(cause =>
    cause.output === undefined
      ? `possibly stale: ${cause.producer} ran again`
      : `stale: ${cause.output} of ${cause.producer} changed`,
  );
  return [
    ...(node.reason === undefined ? [] : [node.reason.text]),
    ...(node.tries > 1 ? [`${node.tries} tries`] : []),
    ...(node.tolerated === true ? ['failure tolerated'] : []),
    ...(node.marked === true ? ['marked succeeded by hand'] : []),
    ...answerNotes(node),
    ...(node.bypassed === undefined || node.bypassed === 0 ? [] : [`${node.bypassed} preconditions ignored`]),
    ...(node.attempt > 0 && node.attempt < attempt ? [`kept from attempt ${node.attempt}`] : []),
    ...stale,
  ].map(oneLine);
}

function nodeDetails(node: Node, run: Run, options: TreeOptions): readonly string[] {
  const { paint } = options;
  const lines: string[] = node.build === undefined ? [] : [paint('dim', oneLine(decisionText(node.build)))];
  lines.push(...askLines(node));
  if (node.error !== undefined && node.error !== node.reason?.text) lines.push(paint('red', firstLine(node.error)));
  const ownFailure = node.status === 'failed' && node.attempt === (currentAttempt(run)?.number ?? node.attempt);
  if (ownFailure) {
    const files = [...new Set([node.stderr, node.stdout].filter(file => file !== undefined))];
    // What called others only repeats in its report what stands below.
    const shown = (node.children.length > 0 ? [] : files)
      .map(file => ({ file, lines: options.tail?.(file) ?? [] }))
      .find(one => one.lines.length > 0);
    for (const line of shown?.lines ?? []) lines.push(paint('dim', `> ${manyLines(line).replaceAll('\n', '␊')}`));
    const log = shown?.file ?? node.stdout;
    if (log !== undefined) lines.push(paint('dim', `log: ${oneLine(log)}`));
  }
  return lines;
}
