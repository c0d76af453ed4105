// restep log: what steps wrote.

import { nearest } from '../../base/nearest';
import { oneLine, outputText } from '../../base/terminal-text';
import { type HandlerName, handlerNodeNames } from '../../model/dag';
import { findNode, followsAfter, type Node, type Run } from '../../model/run';
import type { RunSource } from '../../model/source';
import { statusFacts } from '../../model/status';
import { switchFlag, textFlag } from '../arguments';
import { belowHint } from '../child-choice';
import { type Command, failure, type Surroundings } from '../command';
import { LineSplitter, LogReader } from '../log-reader';
import { runIdFlag } from '../output';
import { loadChildren } from '../print-tree';
import { chooseRun } from '../run-choice';
import { type Channel, painter, type Screen } from '../screen';
import { openStore } from '../wiring';

/** How often a followed log is looked at. */
const followMs = 200;

type Stream = 'stdout' | 'stderr';

interface Choice {
  readonly step?: string;
  readonly attempt?: number;
  readonly streams: readonly Stream[];
}

export const log: Command = {
  name: 'log',
  usage: 'log [--run-id ID] [--sub-run-id ID] [--attempt N] [--stderr] [--follow] DAG [STEP]',
  summary: 'Print what the steps of a run wrote',
  group: 'history',
  about: `Prints the log of one step, what it wrote to standard error to standard error again; or the logs of all steps under headings.
Logs of earlier attempts are kept: --attempt picks one.
Control sequences in logs are shown as text on a terminal, and passed on untouched into a pipe.`,
  flags: [
    runIdFlag,
    { name: 'sub-run-id', kind: 'text', value: 'ID', help: 'A child run inside that run, or an item of a foreach' },
    { name: 'attempt', short: 'a', kind: 'text', value: 'N', help: 'What the step wrote in this attempt' },
    { name: 'stderr', short: 'e', kind: 'switch', help: 'Standard error only' },
    { name: 'follow', short: 'F', kind: 'switch', help: 'Go on printing until the run has ended' },
  ],
  examples: ['restep log deploy build', 'restep log --follow deploy', 'restep log --attempt 1 --stderr deploy build'],
  words: { least: 1, most: 2, name: 'a DAG' },
  run: async (args, around) => {
    const [word = '', step] = args.words;
    const attempt = textFlag(args, 'attempt');
    if (attempt !== undefined && !/^[1-9]\d{0,5}$/.test(attempt))
      return failure(around, `invalid --attempt value '${attempt}': must be a positive integer`);
    const choice: Choice = {
      ...(step === undefined ? {} : { step }),
      ...(attempt === undefined ? {} : { attempt: Number(attempt) }),
      streams: switchFlag(args, 'stderr') ? ['stderr'] : ['stdout', 'stderr'],
    };
    const store = openStore(around);
    try {
      const key = await chooseRun(store.runs, word, textFlag(args, 'run-id'), around);
      if (!key.ok) return failure(around, key.error);
      const root = await store.runs.read(key.value);
      if (root === undefined) return failure(around, `the run ${key.value.runId} cannot be read`);
      const childId = textFlag(args, 'sub-run-id');
      const run = childId === undefined ? root : await childOf(root, childId, store.runs);
      if (run === undefined) return failure(around, `the run ${root.runId} has no child run ${childId ?? ''}`);
      const again = () => (run === root ? store.runs.read(run) : store.runs.readChild(run));
      const wrong = unreadable(run, choice);
      if (wrong !== undefined && !(switchFlag(args, 'follow') && !statusFacts(run.status).final)) {
        const missing = step !== undefined && chosenNodes(run, choice).length === 0;
        return failure(around, `${wrong}${missing ? await belowHint(run, step, store.runs) : ''}`);
      }
      if (!switchFlag(args, 'follow')) printOnce(run, choice, around);
      else await follow(again, run, choice, around);
      return 0;
    } finally {
      store.dispose();
    }
  },
};

async function childOf(root: Run, id: string, source: RunSource): Promise<Run | undefined> {
  return [...(await loadChildren(root, source)).values()].find(run => run.runId === id);
}

function nodesOf(run: Run): readonly Node[] {
  const handlers = Object.entries(run.handlers).flatMap(([name, node]) =>
    node === undefined ? [] : [{ ...node, name: handlerNodeNames[name as HandlerName] }],
  );
  return [...run.nodes, ...handlers];
}

function chosenNodes(run: Run, choice: Choice): readonly Node[] {
  if (choice.step === undefined) return nodesOf(run);
  const node = findNode(run, choice.step) ?? nodesOf(run).find(one => one.name === choice.step);
  return node === undefined ? [] : [node];
}

/** Absolute path of a node's log, in the attempt that was asked for or the one its result is from. */
function fileOf(node: Node, choice: Choice, stream: Stream): string | undefined {
  if (choice.attempt === undefined) return node[stream];
  return node.executions.findLast(one => one.attempt === choice.attempt)?.[stream];
}

function unreadable(run: Run, choice: Choice): string | undefined {
  if (choice.step === undefined) return undefined;
  const [node] = chosenNodes(run, choice);
  if (node === undefined) {
    const close = nearest(
      choice.step,
      nodesOf(run).flatMap(one => [one.name, one.id ?? one.name]),
    );
    const hint = close.length === 0 ? '' : ` (did you mean ${close.join(' or ')}?)`;
    return `the run ${run.runId} has no step ${choice.step}${hint}`;
  }
  if (choice.attempt !== undefined && !node.executions.some(one => one.attempt === choice.attempt)) {
    const attempts = [...new Set(node.executions.map(one => one.attempt))];
    const ran = attempts.length === 0 ? 'it never ran' : `it ran in ${attempts.join(', ')}`;
    return `${choice.step} did not run in attempt ${choice.attempt} (${ran})`;
  }
  if (node.stdout === undefined && node.executions.length === 0)
    return `${choice.step} has no log: it is ${node.status}${node.reason === undefined ? '' : ` (${node.reason.text})`}`;
  return undefined;
}

/** Where a stream goes: what is asked for to stdout, and beside the stdout of one step its stderr, so that a pipe gets the former alone. */
function channelOf(stream: Stream, choice: Choice, { out, err }: Screen): Channel {
  return stream === 'stderr' && choice.step !== undefined && choice.streams.length > 1 ? err : out;
}

function printOnce(run: Run, choice: Choice, around: Surroundings): void {
  for (const node of chosenNodes(run, choice)) {
    const seen = new Set<string>();
    for (const stream of choice.streams) {
      const file = fileOf(node, choice, stream);
      if (file === undefined || seen.has(file)) continue;
      seen.add(file);
      const to = channelOf(stream, choice, around.screen);
      let headed = choice.step !== undefined;
      new LogReader(file).readOn(text => {
        if (!headed) to.write(`${painter(to)('bold', `==> ${oneLine(node.name)} (${stream}) <==`)}\n`);
        headed = true;
        to.write(to.terminal ? outputText(text, to.color) : text);
      });
    }
  }
}

/** Prints what there is, then what is added, until the run is final. Lines of several steps are told apart by a prefix. */
async function follow(
  again: () => Promise<Run | undefined>,
  first: Run,
  choice: Choice,
  around: Surroundings,
): Promise<void> {
  const { out } = around.screen;
  const paint = painter(out);
  const readers = new Map<
    string,
    { readonly reader: LogReader; readonly lines: LineSplitter; readonly print: (line: string) => void }
  >();
  let stopped = false;
  const unhook = around.onSignal(() => {
    stopped = true;
  });
  const printer = (to: Channel, prefix: string) => (line: string) =>
    to.write(`${prefix}${to.terminal ? outputText(line, to.color) : line}`);
  try {
    for (let run: Run | undefined = first; run !== undefined && !stopped && !out.closed(); ) {
      const ended = statusFacts(run.status).final && !followsAfter(run, around.clock.now());
      const over = ended || run.status === 'waiting' || run.status === 'queued';
      for (const node of chosenNodes(run, choice))
        for (const stream of choice.streams) {
          const file = fileOf(node, choice, stream);
          if (file === undefined || readers.has(file)) continue;
          const prefix = choice.step === undefined ? `${paint('cyan', oneLine(node.name))} | ` : '';
          const print = printer(channelOf(stream, choice, around.screen), prefix);
          readers.set(file, { reader: new LogReader(file), lines: new LineSplitter(), print });
        }
      for (const { reader, lines, print } of readers.values()) reader.readOn(text => lines.take(text, print));
      if (over) break;
      await around.clock.delay(followMs);
      run = await again();
    }
    for (const { lines, print } of readers.values()) lines.end(print);
  } finally {
    unhook();
  }
}
