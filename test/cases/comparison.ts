// Compares what we did with what was recorded, and lists what differs.

import { readFileSync } from 'node:fs';
import type { CliPlace } from '../support/cli-run';
import type { RecordedNode, RecordedRun } from './recording';

/** The parts of our Run JSON that are compared (cli.md, "Run"). */
export interface OurNode {
  readonly id?: string;
  readonly name: string;
  readonly status: string;
  readonly reason?: string;
  readonly error?: string;
  readonly tries: number;
  readonly retries: number;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly children: readonly OurRun[];
}

export interface OurRun {
  readonly dag: string;
  readonly runId: string;
  readonly status: string;
  readonly params: Readonly<Record<string, string>>;
  readonly workDir: string;
  readonly steps: readonly OurNode[];
  readonly handlers: Readonly<Record<string, OurNode>>;
}

/** What of our text does not fit the recorded one; undefined when it fits. Placeholders stand for what they name. */
export function textFault(expected: string, actual: string, place: CliPlace): string | undefined {
  if (expected === actual) return undefined;
  const places: Readonly<Record<string, string>> = {
    DIR: escapeForPattern(place.dir),
    HOME: escapeForPattern(place.home),
    DAGU_HOME: escapeForPattern(place.daguHome),
    RUN_WORK: '[^\\s"]*',
    LOGS: '[^\\s"]*',
    LOG: '[^\\s"]*',
    DATA: '[^\\s"]*',
    SUB_RUN_ID: '[A-Za-z0-9_-]+',
    TIME: '\\d{4}-\\d{2}-\\d{2}[T ][0-9:.]*(?:Z|[+-]\\d{2}:\\d{2})?',
  };
  const pattern = expected
    .split(/(\{[A-Z_]+\})/)
    .map(piece => places[piece.slice(1, -1)] ?? escapeForPattern(piece))
    .join('');
  return new RegExp(`^${pattern}$`, 's').test(actual)
    ? undefined
    : `recorded ${JSON.stringify(expected)}, ours ${JSON.stringify(actual)}`;
}

/** Everything in which a run differs from the recorded one. `where` begins each line. */
export function runFaults(expected: RecordedRun, actual: OurRun, place: CliPlace, where: string): string[] {
  const faults: string[] = [];
  if (expected.status !== null && expected.status !== undefined && expected.status !== actual.status)
    faults.push(`${where}: status recorded ${expected.status}, ours ${actual.status}`);
  if (expected.params !== null && expected.params !== undefined) {
    const fault = paramsFault(expected.params, actual.params, place);
    if (fault !== undefined) faults.push(`${where}: params ${fault}`);
  }
  for (const [key, node] of Object.entries(expected.steps ?? {})) {
    const ours = actual.steps.find(step => step.id === key) ?? actual.steps.find(step => step.name === key);
    if (ours === undefined) faults.push(`${where}: step ${key} is missing`);
    else faults.push(...nodeFaults(node, ours, place, `${where} ${key}`));
  }
  const known = Object.keys(expected.steps ?? {});
  for (const step of actual.steps)
    if (expected.steps !== undefined && !known.includes(step.id ?? step.name) && !known.includes(step.name))
      faults.push(`${where}: step ${step.name} was not recorded`);
  for (const [name, node] of Object.entries(expected.handlers ?? {})) {
    const ours = actual.handlers[name];
    if (ours !== undefined) faults.push(...nodeFaults(node, ours, place, `${where} handler ${name}`));
    else if (node.status !== 'not_started') faults.push(`${where}: handler ${name} is missing`);
  }
  for (const [name, node] of Object.entries(actual.handlers))
    if (expected.handlers?.[name] === undefined && node.status !== 'not_started')
      faults.push(`${where}: handler ${name} was not recorded`);
  return faults;
}

function nodeFaults(expected: RecordedNode, actual: OurNode, place: CliPlace, where: string): string[] {
  const faults: string[] = [];
  if (expected.status !== null && expected.status !== undefined && expected.status !== actual.status)
    faults.push(
      `${where}: status recorded ${expected.status}, ours ${actual.status} (${actual.error ?? actual.reason ?? ''})`,
    );
  for (const stream of ['stdout', 'stderr'] as const) {
    if (expected[stream] === null) continue;
    const file = actual[stream];
    const merged = stream === 'stderr' && file === actual.stdout;
    if (merged && expected.stderr === undefined) continue;
    const fault = textFault(expected[stream] ?? '', file === undefined ? '' : contentOf(file), place);
    if (fault !== undefined) faults.push(`${where}: ${stream} ${fault}`);
  }
  const explained = actual.error ?? actual.reason;
  if (typeof expected.error === 'string' && explained === undefined)
    faults.push(`${where}: error recorded ${JSON.stringify(expected.error)}, ours none`);
  if (expected.error === undefined && actual.error !== undefined && expected.status === 'succeeded')
    faults.push(`${where}: error ours ${JSON.stringify(actual.error)}, recorded none`);
  if (expected.retries !== null && (expected.retries ?? 0) !== actual.retries)
    faults.push(`${where}: retries recorded ${expected.retries ?? 0}, ours ${actual.retries}`);
  if (typeof expected.done === 'number' && expected.retries === undefined && expected.done !== actual.tries)
    faults.push(`${where}: rounds recorded ${expected.done}, ours ${actual.tries}`);
  faults.push(...valueFaults(expected.variables, actual.variables, place, `${where} variable`));
  faults.push(...outputFaults(expected, actual, place, where));
  if (expected.children !== null) faults.push(...childFaults(expected.children ?? [], actual, place, where));
  return faults;
}

/** Only published outputs were recorded, as one JSON text; ours also has the declared ones. */
function outputFaults(expected: RecordedNode, actual: OurNode, place: CliPlace, where: string): string[] {
  if (typeof expected.outputs !== 'string') return [];
  const published = JSON.parse(expected.outputs) as Readonly<Record<string, unknown>>;
  const ours = Object.fromEntries(Object.entries(actual.outputs).filter(([name]) => Object.hasOwn(published, name)));
  return valueFaults(published, ours, place, `${where} output`);
}

function childFaults(expected: readonly RecordedRun[], actual: OurNode, place: CliPlace, where: string): string[] {
  if (expected.length !== actual.children.length)
    return [`${where}: children recorded ${expected.length}, ours ${actual.children.length}`];
  // Dagu starts and lists the items of a parallel step in random order.
  const left = [...actual.children];
  return expected.flatMap((child, index) => {
    const tried = left.map(ours => runFaults(child, ours, place, `${where} child ${index + 1}`));
    const best = tried.reduce((least, faults, at) => (faults.length < (tried[least]?.length ?? 0) ? at : least), 0);
    left.splice(best, 1);
    return tried[best] ?? [];
  });
}

function valueFaults(
  expected: Readonly<Record<string, unknown>> | null | undefined,
  actual: Readonly<Record<string, string>>,
  place: CliPlace,
  where: string,
): string[] {
  if (expected === null) return [];
  const faults: string[] = [];
  for (const [name, value] of Object.entries(expected ?? {})) {
    if (value === null) continue;
    const ours = actual[name];
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    // A text that looks like JSON is kept as a JSON text by us, so that it stays a text.
    const quoted = typeof value === 'string' && ours === JSON.stringify(value);
    const fault = ours === undefined ? `${name} is missing` : quoted ? undefined : textFault(text, ours, place);
    if (fault !== undefined) faults.push(`${where} ${name}: ${fault}`);
  }
  for (const name of Object.keys(actual))
    if (!Object.hasOwn(expected ?? {}, name)) faults.push(`${where} ${name} was not recorded`);
  return faults;
}

/** Recorded params are `A=x B=y z`, unquoted; ours are names and values. The order of names that are numbers is not kept in objects. */
function paramsFault(expected: string, actual: Readonly<Record<string, string>>, place: CliPlace): string | undefined {
  const pairs = Object.entries(actual).map(([name, value]) => `${name}=${value}`);
  if (textFault(expected, pairs.join(' '), place) === undefined) return undefined;
  const rest = pairs
    .sort((a, b) => b.length - a.length)
    .reduce((text, pair) => text.replace(pair, ''), expected.replaceAll('{DIR}', place.dir));
  return rest.trim() === '' ? undefined : `recorded ${JSON.stringify(expected)}, ours ${JSON.stringify(actual)}`;
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

function escapeForPattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
