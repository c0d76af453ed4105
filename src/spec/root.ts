// A whole document: from its tree to the workflow (dagu-format.md 1.1).

import { Budget } from '../base/go-template/budget';
import type { Dag, DagType, HandlerName, Retention, Step, Unsupported } from '../model/dag';
import { handlerNodeNames } from '../model/dag';
import { everyStep } from '../model/foreach-body';
import { entryOf, isNull, type MappingNode, stringOf } from '../syntax/node';
import { readCustomActions } from './actions/custom';
import { readAddedUp } from './added-up';
import { checkAgent } from './agent';
import { type Below, isInherited } from './base-config';
import type { CompileOptions } from './compilation';
import { readConditions } from './conditions';
import { readConnections } from './connections';
import { readContainer } from './container';
import { handlerFields, rootFields } from './fields/root';
import { defaultsFields } from './fields/step';
import type { Findings } from './findings';
import { readHarnesses } from './harness';
import { nestingOf } from './migration-fixes';
import { type Fields, readFields } from './read';
import { readRootRetry } from './root-retry';
import { checkCycles } from './rules/cycles';
import { checkSchedule } from './schedule';
import { checkServerShapes } from './server-shapes';
import { readShell } from './shell';
import { readStep } from './step';
import type { StepContext } from './step-context';
import { bodyReader, readSteps } from './steps';
import { hasSecretProvider } from './supported';
import { noteOauth, noteUnsupportedRoot } from './unsupported';
import { describe, shorten } from './values';

export interface RootOptions extends CompileOptions {
  /** The name when the document gives none. */
  readonly fallbackName: string;
  /** The later documents, already compiled. */
  readonly documents: readonly Dag[];
  /** The document is the one that the file stands for. */
  readonly isEntry: boolean;
  /** What base configurations hold below values of the document that add up with it. */
  readonly below?: Below;
}

/** Calls of custom actions are filled whenever the text is compiled, so they may cost little. */
const templateLimits = { work: 1_000_000, text: 1_000_000 } as const;

/** Reads a document whose root is a mapping. The Dag is whole even where findings say that it must not run. */
export function readRoot(node: MappingNode, findings: Findings, options: RootOptions): Dag {
  const fields = readFields(node, rootFields, findings, '');
  const type = typeOf(fields);
  const unsupported: Unsupported[] = [];
  noteUnsupportedRoot(fields, unsupported);
  const logOutput = fields.text('log_output')?.toLowerCase() === 'merged' ? 'merged' : 'separate';
  const defaults = defaultsOf(fields);
  const context: StepContext = {
    findings,
    type,
    logOutput,
    harnesses: readHarnesses(fields),
    customActions: readCustomActions(fields),
    templateBudget: new Budget(templateLimits),
    inputWork: { left: templateLimits.work },
    unsupported,
    missingFor: options.missingFor,
    ...(defaults === undefined ? {} : { defaults }),
  };
  const stepsNode = entryOf(node, 'steps')?.value;
  const steps = stepsNode === undefined || isNull(stepsNode) ? [] : readSteps(stepsNode, 'steps', context);
  checkCycles(steps, findings, options.isEntry);
  const handlers = readHandlers(fields, context);
  const all = [...steps, ...Object.values(handlers)];
  checkCounts(fields);
  checkSchedule(fields);
  const container = readContainer(fields);
  noteOauth(fields, all, unsupported);
  checkServerShapes(fields);
  checkAgent(fields, type === 'agent');
  const { shellArgs, ...addedUp } = readAddedUp(fields, options.below ?? new Map(), options);
  const shell = readShell(fields.node('shell'), shellArgs, findings, 'shell');
  for (const secret of addedUp.secrets) {
    const range = fields.node('secrets')?.range ?? node.range;
    if (!hasSecretProvider(secret.provider))
      unsupported.push({
        field: 'secrets',
        message: `secrets: Restep reads secrets from env and file only, not from ${shorten(secret.provider)}`,
        range,
      });
  }
  return {
    name: options.name ?? (nameOf(fields) || options.fallbackName),
    file: options.file,
    ...optional('description', fields.text('description')),
    type,
    ...addedUp,
    ...optional('shell', shell),
    ...optional('workingDir', nonBlank(fields.text('working_dir'))),
    ...optional('logDir', nonBlank(fields.text('log_dir'))),
    logOutput,
    preconditions: readConditions(fields.node('preconditions'), findings, 'preconditions'),
    handlers,
    steps,
    ...optional('retryPolicy', readRootRetry(fields.node('retry_policy'), findings)),
    timeoutSec: Math.max(0, fields.integer('timeout_sec') ?? 0),
    delaySec: Math.max(0, fields.integer('delay_sec') ?? 0),
    restartWaitSec: Math.max(0, fields.integer('restart_wait_sec') ?? 0),
    maxActiveSteps: fields.integer('max_active_steps') ?? 0,
    maxCleanUpTimeSec: positive(fields.integer('max_clean_up_time_sec'), 5),
    maxOutputSize: positive(fields.integer('max_output_size'), 1_048_576),
    ...optional('container', container),
    ...optional('connections', readConnections(fields)),
    artifacts: artifactsOf(fields, all),
    ...optional('retention', retentionOf(fields)),
    documents: options.documents,
    unsupported,
  };
}

function typeOf(fields: Fields): DagType {
  const written = fields.text('type')?.trim();
  if (written === 'controller')
    fields.findings.warn(
      'deprecated',
      'type: controller is deprecated; use type: agent',
      fields.node('type')?.range ?? { start: 0, end: 0 },
      { tag: 'deprecated' },
    );
  return written === 'chain' || written === 'agent' || written === 'build'
    ? written
    : written === 'controller'
      ? 'agent'
      : 'graph';
}

function nameOf(fields: Fields): string {
  return fields.text('name')?.trim() ?? '';
}

function nonBlank(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text;
}

function positive(value: number | undefined, otherwise: number): number {
  return value === undefined || value <= 0 ? otherwise : value;
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
}

function defaultsOf(fields: Fields): MappingNode | undefined {
  const node = fields.node('defaults');
  if (node?.kind !== 'mapping') return undefined;
  // Keys are checked when the root is read; here they get the name of their field.
  const entries = node.entries.flatMap(entry => {
    const field = defaultsFields.get(entry.key.text.toLowerCase());
    return field === undefined ? [] : [{ ...entry, key: { ...entry.key, text: field.name, value: field.name } }];
  });
  return { ...node, entries };
}

/** A number of runs counts before days, which a base configuration may bring in. Absent: neither is written. */
function retentionOf(fields: Fields): Retention | undefined {
  const runs = fields.integer('hist_retention_runs');
  if (runs !== undefined && runs > 0) return { runs };
  const days = fields.integer('hist_retention_days');
  return days === undefined || days < 0 ? undefined : { days };
}

function checkCounts(fields: Fields): void {
  const { findings } = fields;
  // Of what excludes each other, only a file that writes both itself contradicts itself.
  const days = fields.node('hist_retention_days');
  const count = fields.node('hist_retention_runs');
  if (days !== undefined && count !== undefined && isInherited(days.range) === isInherited(count.range))
    findings.add(
      'retention-both',
      'hist_retention_days and hist_retention_runs exclude each other',
      fields.entry('hist_retention_runs')?.key.range ?? { start: 0, end: 0 },
    );
  const runs = fields.integer('hist_retention_runs');
  if (runs !== undefined && runs <= 0)
    findings.add(
      'integer-range',
      'hist_retention_runs must be above 0',
      fields.node('hist_retention_runs')?.range ?? { start: 0, end: 0 },
    );
  const active = fields.integer('max_active_steps');
  if (active !== undefined && active < 0)
    findings.add(
      'max-active-steps',
      'max_active_steps must not be negative: nothing could ever run',
      fields.node('max_active_steps')?.range ?? { start: 0, end: 0 },
      { blocks: 'start' },
    );
  const labels = fields.node('labels');
  const tags = fields.node('tags');
  if (labels !== undefined && tags !== undefined && isInherited(labels.range) === isInherited(tags.range))
    findings.add(
      'labels-both',
      'labels and tags exclude each other; tags is the old name of labels',
      fields.entry('tags')?.key.range ?? labels.range,
    );
  const maxRuns = fields.integer('max_active_runs');
  if (maxRuns !== undefined && (maxRuns > 1 || maxRuns < 0) && fields.text('queue') === undefined)
    findings.warn(
      'deprecated',
      'max_active_runs is deprecated; use a queue',
      fields.entry('max_active_runs')?.key.range ?? { start: 0, end: 0 },
      { tag: 'deprecated' },
    );
}

function readHandlers(fields: Fields, context: StepContext): Dag['handlers'] {
  const node = fields.node('handler_on');
  if (node?.kind !== 'mapping') return {};
  const found: { [H in HandlerName]?: Step } = {};
  for (const entry of node.entries) {
    const name = (Object.keys(handlerNodeNames) as HandlerName[]).find(
      candidate => candidate === entry.key.text.toLowerCase(),
    );
    if (name === undefined || !handlerFields.has(name) || isNull(entry.value)) continue;
    const what = `handler_on.${name}`;
    if (entry.value.kind !== 'mapping') {
      const fixes =
        stringOf(entry.value) === undefined
          ? []
          : nestingOf(context.findings.text, entry, node, 'run', 'Write run: in it');
      context.findings.add('handler-shape', `${what} must be a step, not ${describe(entry.value)}`, entry.value.range, {
        fixes,
      });
      continue;
    }
    // A name in another case keeps its place, but what it runs is lost.
    if (entry.value.entries.length === 0 || entry.key.text !== name) {
      found[name] = emptyHandler(name, entry.value, context);
      continue;
    }
    const draft = readStep(entry.value, what, { ...context, type: 'graph', isHandler: true }, bodyReader(context));
    if (draft !== undefined) found[name] = { ...draft.step, name: handlerNodeNames[name], depends: [] };
  }
  return found;
}

function emptyHandler(name: HandlerName, node: MappingNode, context: StepContext): Step {
  const run = { kind: 'scalar', range: node.range, value: 'noop', text: 'noop', style: 'plain' } as const;
  const draft = readStep(
    { ...node, entries: [{ key: { ...run, text: 'action', value: 'action' }, value: run, range: node.range }] },
    `handler_on.${name}`,
    { ...context, type: 'graph' },
    () => [],
  );
  if (draft === undefined) throw new Error('a mapping always gives a step');
  return { ...draft.step, name: handlerNodeNames[name], depends: [] };
}

/** Artifacts are on when said so, or when something of the workflow uses them. */
function artifactsOf(fields: Fields, steps: readonly Step[]): Dag['artifacts'] {
  const node = fields.node('artifacts');
  const enabled = entryOf(node, 'enabled')?.value;
  const dir = stringOf(entryOf(node, 'dir')?.value);
  // Most files never speak of the folder, and looking through every step takes time.
  const mentioned = /artifacts_dir/i.test(fields.findings.text);
  const used = everyStep(steps).some(
    step =>
      (step.stdout !== undefined && 'artifact' in step.stdout) ||
      (step.stderr !== undefined && 'artifact' in step.stderr) ||
      (step.action.name === 'other' && step.action.action.startsWith('artifact.')) ||
      (mentioned && /artifacts_dir/i.test(JSON.stringify(step))),
  );
  const off = enabled?.kind === 'scalar' && enabled.value === false;
  if (off && used)
    fields.findings.add('artifacts-off', 'artifacts.enabled is false, but a step uses artifacts', enabled.range);
  const on = enabled?.kind === 'scalar' && enabled.value === true;
  return { enabled: on || used, ...(dir === undefined ? {} : { dir }) };
}
