// What the terminal of a run says for each event: one line for a person, the end of the log for a failure.

import { durationText } from '../../base/duration';
import { clip, firstLine, oneLine, outputText } from '../../base/terminal-text';
import { handlerNodeNames } from '../../model/dag';
import type { RunEvent, StepFinished } from '../../model/event';
import { type Node, paramsOf, type Run } from '../../model/run';
import { failureCauses } from '../../model/run-failure';
import { type Status, statusFacts } from '../../model/status';

const colors: Readonly<Record<string, number>> = {
  'charts.blue': 34,
  'charts.yellow': 33,
  'testing.iconPassed': 32,
  'charts.red': 31,
  'testing.iconSkipped': 90,
  disabledForeground: 90,
};

/** How much of a failed step's log is shown. */
const tailLines = 12;

/** Lines for the terminal, without line ends. `tail` gives the end of a log file as text. */
export function linesOf(event: RunEvent, run: Run, tail: (path: string) => string): readonly string[] {
  switch (event.type) {
    case 'run.created': {
      const params = paramsOf(event).map(([name, value]) => `${oneLine(name)}=${clip(oneLine(value), 60)}`);
      return [
        `${bold(oneLine(event.dag))} ${dim(`run ${event.runId}`)}${params.length === 0 ? '' : dim(`  ${params.join('  ')}`)}`,
      ];
    }
    case 'attempt.started':
      return event.attempt === 1
        ? []
        : [
            `${bold(oneLine(run.dag))} ${dim(`run ${run.runId}, attempt ${event.attempt}: ${event.runs.length} of ${event.nodes.length} steps`)}`,
          ];
    case 'step.started':
      return event.try > 1 ? [] : [`${mark('running')} ${oneLine(titleOf(event))}`];
    case 'step.again':
      return [
        dim(
          `  ${oneLine(titleOf(event))}: ${event.why === 'retry' ? `${firstLine(event.error ?? 'failed')}; next try in ${durationText(event.delayMs)}` : `again in ${durationText(event.delayMs)}`}`,
        ),
      ];
    case 'step.finished':
      return finished(event, nodeOf(run, event), tail);
    case 'attempt.finished':
      return ending(run);
    default:
      return [];
  }
}

function finished(event: StepFinished, node: Node | undefined, tail: (path: string) => string): readonly string[] {
  const took =
    node?.startedAt === undefined || event.reason !== undefined || event.status === 'waiting'
      ? ''
      : `  ${dim(durationText(event.at - node.startedAt))}`;
  const why = event.status === 'succeeded' ? undefined : (event.error ?? event.reason?.text ?? event.ask?.prompt);
  const title =
    event.status === 'succeeded' ? '' : ` ${paint(event.status, statusFacts(event.status).title.toLowerCase())}`;
  const line = `${mark(event.status)} ${oneLine(titleOf(event))}${title}${took}${why === undefined ? '' : `  ${clip(firstLine(why), 200)}`}`;
  // What called others only repeats in its report how they ended.
  return event.status === 'failed' && node !== undefined && node.children.length === 0
    ? [line, ...logTail(node, tail)]
    : [line];
}

/** The end of stderr, or of stdout when stderr is empty. */
function logTail(node: Node, tail: (path: string) => string): readonly string[] {
  const paths = [node.stderr, node.stdout].flatMap(path => (path === undefined ? [] : [path]));
  const text = paths.map(tail).find(found => found.trim() !== '') ?? '';
  const lines = text.replace(/\s+$/, '').split(/\r?\n/);
  if (text.trim() === '') return [];
  const cut = lines.length > tailLines ? [dim(`  │ … ${lines.length - tailLines} lines above`)] : [];
  return [...cut, ...lines.slice(-tailLines).map(line => `  ${dim('│')} ${outputText(line, true)}\u001b[0m`)];
}

function ending(run: Run): readonly string[] {
  const took = run.attempts.at(-1);
  const span = took?.finishedAt === undefined ? '' : ` in ${durationText(took.finishedAt - took.startedAt)}`;
  const causes = statusFacts(run.status).good ? '' : clip(failureCauses(run), 300);
  const pause =
    took?.retryAt === undefined ? '' : `, next attempt in ${durationText(took.retryAt - (took.finishedAt ?? 0))}`;
  const pending = run.pending.length === 0 ? [] : [dim(`Pending: ${run.pending.map(oneLine).join(', ')}`)];
  return [
    '',
    `${mark(run.status)} ${paint(run.status, statusFacts(run.status).title)}${span}${causes === '' ? '' : `: ${causes}`}${pause}`,
    ...pending,
  ];
}

function titleOf(event: { readonly step: string } | { readonly handler: keyof typeof handlerNodeNames }): string {
  return 'step' in event ? event.step : handlerNodeNames[event.handler];
}

function nodeOf(run: Run, event: StepFinished): Node | undefined {
  return 'step' in event ? run.nodes.find(node => node.name === event.step) : run.handlers[event.handler];
}

function mark(status: Status): string {
  return paint(status, statusFacts(status).mark);
}

function paint(status: Status, text: string): string {
  return `\u001b[${colors[statusFacts(status).color] ?? 39}m${text}\u001b[39m`;
}

function bold(text: string): string {
  return `\u001b[1m${text}\u001b[22m`;
}

function dim(text: string): string {
  return `\u001b[2m${text}\u001b[22m`;
}
