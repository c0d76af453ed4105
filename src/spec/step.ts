// One step: from its mapping or text to a draft whose dependencies are still texts (dagu-format.md 1.2).

import type { Fix } from '../base/diagnostic';
import type { TextRange } from '../base/text';
import type { Step } from '../model/dag';
import { entryOf, isNull, type MappingNode, stringOf, type YamlNode } from '../syntax/node';
import { type CustomCall, customCall, definedHere, emptiedCall, expandedCall } from './actions/custom-call';
import { type Rewind, readApproval } from './approval';
import { readEnv } from './bindings';
import { readBuildFiles } from './build-paths';
import { readParallel } from './calls';
import { readConditions } from './conditions';
import { readContainer } from './container';
import { warnDeprecated } from './deprecated';
import { readExecution } from './execution';
import { fieldEntry } from './field-entry';
import { stepFields } from './fields/step';
import { Findings } from './findings';
import { checkHarness } from './harness';
import { removal } from './migration-fixes';
import { noContinue, readContinueOn, readRepeatPolicy, readRetryPolicy } from './policies';
import { Fields, readFields } from './read';
import { checkSchemaShape } from './schema-shape';
import { checkDependencies, checkSpelling, checkWorkerSelector } from './server-shapes';
import type { Execution, StepContext, StepsReader } from './step-context';
import { checkSameFile, readDeclaredOutputs, readSignal, readStream } from './streams';
import { checkStructuredOutput } from './structured-output';
import { noteUnsupported } from './unsupported';
import { describe, readTexts, toJsonObject } from './values';

/** A dependency as written. */
export interface DependsText {
  readonly text: string;
  readonly range: TextRange;
}

export interface StepDraft {
  /** Everything but the final name and dependencies. */
  readonly step: Omit<Step, 'depends'>;
  /** Trimmed; absent: automatic. */
  readonly givenName?: string;
  readonly givenNameRange: TextRange;
  readonly kind: string;
  readonly depends: readonly DependsText[];
  /** `depends` is written, even if empty: an error in a chain. */
  readonly dependsEntry?: TextRange;
  readonly dependsRemoval: readonly Fix[];
  readonly routes: readonly {
    readonly pattern: string;
    readonly value: string;
    readonly targets: readonly DependsText[];
  }[];
  /** Where a push-back of its approval goes. */
  readonly rewind?: Rewind;
}

export function readStep(
  node: YamlNode,
  path: string,
  context: StepContext,
  readSteps: StepsReader,
): StepDraft | undefined {
  const { findings } = context;
  if (node.kind === 'mapping') {
    const call = customCall(node, context.customActions);
    if (call !== undefined) return fromCall(node, call, path, context, readSteps);
    return fromMapping(withDefaults(node, context), path, context, readSteps);
  }
  const text = stringOf(node);
  if (text !== undefined) {
    if (text.trim() === '')
      findings.add('execution-missing', `${path} does nothing: step command is required, as run or action`, node.range);
    findings.warn('deprecated', `${path}: a step as a text is deprecated; write run:`, node.range, {
      tag: 'deprecated',
      fixes:
        node.range.end > node.range.start
          ? [
              {
                title: 'Write run:',
                edits: [{ range: { start: node.range.start, end: node.range.start }, text: 'run: ' }],
              },
            ]
          : [],
    });
    const entry = {
      key: { kind: 'scalar', range: node.range, value: 'command', text: 'command', style: 'plain' },
      value: node,
      range: node.range,
    } as const;
    return fromMapping(
      withDefaults({ kind: 'mapping', range: node.range, entries: [entry], flow: false, usesAlias: false }, context),
      path,
      context,
      readSteps,
    );
  }
  findings.add('step-shape', `${path} must be a mapping, not ${describe(node)}`, node.range);
  return undefined;
}

/** What is wrong inside the template is said where it is called, since the call decides about it. */
function fromCall(
  node: MappingNode,
  call: CustomCall,
  path: string,
  context: StepContext,
  readSteps: StepsReader,
): StepDraft {
  const { findings, customActions: actions, templateBudget: budget, inputWork: work } = context;
  const expanded = expandedCall(node, call, { actions, findings, budget, work }) ?? emptiedCall(node, call);
  const inner = new Findings(findings.text);
  const draft = fromMapping(withDefaults(expanded, context), path, { ...context, findings: inner }, readSteps);
  for (const { code, message, range, ...more } of inner.all) {
    const ownPlace = range.start !== call.at.start || range.end !== call.at.end;
    if (ownPlace) findings.add(code, message, range, more);
    // Schemas of the definition are looked at where they are written.
    else if (code !== 'schema-shape')
      findings.add(code, `${call.action.name}: ${message}`, range, {
        ...more,
        fixes: [],
        related: definedHere(call.action),
      });
  }
  const old = node.entries.filter(entry => entry.key.text === 'type' || entry.key.text === 'config');
  warnDeprecated(new Fields(new Map(old.map(entry => [entry.key.text, entry])), findings, `${path}.`));
  return { ...draft, kind: call.action.name };
}

/** Policies that the step does not write come from `defaults`; a key written without value keeps them out. */
function withDefaults(node: MappingNode, { defaults }: StepContext): MappingNode {
  if (defaults === undefined) return node;
  const isTask = stringOf(entryOf(node, 'action')?.value)?.trim() === 'human.task';
  const added = defaults.entries.filter(
    entry =>
      entry.key.text !== 'env' &&
      entry.key.text !== 'preconditions' &&
      fieldEntry(node, entry.key.text) === undefined &&
      !(isTask && entry.key.text !== 'continue_on'),
  );
  return added.length === 0 ? node : { ...node, entries: [...node.entries, ...added] };
}

function fromMapping(node: MappingNode, path: string, context: StepContext, readSteps: StepsReader): StepDraft {
  const { findings } = context;
  const fields = readFields(node, stepFields, findings, `${path}.`);
  warnDeprecated(fields);
  const execution = readExecution(fields, node, context, readSteps);
  const parallel = readParallel(fields, execution, node, context);
  noteUnsupported(fields, execution, context, path);
  checkWorkerSelector(fields);
  checkSpelling(fields, 'llm');
  checkDependencies(fields);
  const build = readBuildFiles(fields, execution, context);
  checkAround(fields, execution, context);
  const approval = readApproval(fields, findings);
  const nameRange = (fields.entry('name') ?? fields.entry('id') ?? node.entries[0])?.value.range ?? node.range;
  const id = fields.text('id')?.trim();
  const name = fields.text('name')?.trim();
  const dependsEntry = fields.entry('depends');
  return {
    step: {
      ...plainParts(fields, context),
      ...optionalParts(fields, context),
      ...present({ approval: approval?.approval, parallel, build, id: nonEmpty(id) }),
      action: execution?.action ?? { name: 'other', action: 'noop', with: {} },
      name: '',
      range: node.range,
      nameRange,
    },
    ...(name === undefined || name === '' ? {} : { givenName: name }),
    givenNameRange: fields.node('name')?.range ?? nameRange,
    kind: execution?.kind ?? 'step',
    depends:
      dependsEntry === undefined ? [] : readTexts(dependsEntry.value, { findings, what: fields.what('depends') }),
    dependsRemoval:
      dependsEntry === undefined || context.type !== 'chain'
        ? []
        : removal(findings.text, node, dependsEntry, 'Remove depends'),
    ...(dependsEntry === undefined || isNull(dependsEntry.value) ? {} : { dependsEntry: dependsEntry.range }),
    routes: routesOf(fields, execution),
    ...(approval?.rewind === undefined ? {} : { rewind: approval.rewind }),
  };
}

/** What some actions ask of the rest of their step. */
function checkAround(fields: Fields, execution: Execution | undefined, { findings, harnesses }: StepContext): void {
  if (execution?.action.name !== 'other') return;
  const { action } = execution.action;
  if (action === 'harness.run' && harnesses !== undefined) checkHarness(fields, harnesses);
  if (!action.startsWith('git.worktree.')) return;
  for (const name of ['output', 'outputs']) {
    const entry = fields.entry(name);
    if (entry !== undefined && !isNull(entry.value))
      findings.add('worktree-outputs', `${action} has outputs of its own; remove ${name}`, entry.key.range);
  }
  const captured = entryOf(fields.node('stdout'), 'outputs');
  if (captured !== undefined)
    findings.add('worktree-outputs', `${action} has outputs of its own; remove stdout.outputs`, captured.key.range);
}

function plainParts(
  fields: Fields,
  context: StepContext,
): Pick<Step, 'env' | 'logOutput' | 'outputs' | 'preconditions' | 'continueOn' | 'timeoutSec'> {
  const { findings, defaults } = context;
  const merged = fields.text('log_output')?.toLowerCase();
  return {
    env: [
      ...readEnv(entryOf(defaults, 'env')?.value, findings, 'defaults.env'),
      ...readEnv(fields.node('env'), findings, fields.what('env')),
    ],
    preconditions: [
      ...readConditions(entryOf(defaults, 'preconditions')?.value, findings, 'defaults.preconditions'),
      ...readConditions(fields.node('preconditions'), findings, fields.what('preconditions')),
    ],
    logOutput: merged === 'separate' || merged === 'merged' ? merged : context.logOutput,
    outputs: readDeclaredOutputs(fields, context),
    continueOn:
      fields.node('continue_on') === undefined
        ? noContinue
        : readContinueOn(fields.node('continue_on'), findings, fields.what('continue_on')),
    timeoutSec: Math.max(0, fields.integer('timeout_sec') ?? 0),
  };
}

function optionalParts(fields: Fields, context: StepContext): Partial<Step> {
  const { findings } = context;
  const retryPolicy = readRetryPolicy(fields.node('retry_policy'), findings, fields.what('retry_policy'));
  const repeatPolicy = readRepeatPolicy(fields.node('repeat_policy'), findings, fields.what('repeat_policy'));
  const stdout = readStream(fields, 'stdout');
  const stderr = readStream(fields, 'stderr');
  checkSameFile(fields);
  const output = fields.node('output');
  if (output !== undefined && output.kind !== 'mapping' && stringOf(output) === undefined)
    findings.add(
      'output-shape',
      `${fields.what('output')} must be a name or a mapping, not ${describe(output)}`,
      output.range,
    );
  if (output?.kind === 'mapping') checkStructuredOutput(output, findings, fields.what('output'));
  const captured = stringOf(output)?.trim().replace(/^\$/, '');
  const stdoutOutputs = entryOf(fields.node('stdout'), 'outputs')?.value;
  const signal = readSignal(fields);
  const outputSchema = fields.node('output_schema');
  if (outputSchema?.kind === 'mapping') checkSchemaShape(outputSchema, fields.what('output_schema'), findings);
  return present({
    description: fields.text('description'),
    workingDir: nonEmpty(fields.text('working_dir')),
    retryPolicy,
    repeatPolicy,
    stdout,
    stderr,
    output: nonEmpty(captured),
    structuredOutput: output?.kind === 'mapping' ? toJsonObject(output) : undefined,
    stdoutOutputs: stdoutOutputs?.kind === 'mapping' ? toJsonObject(stdoutOutputs) : undefined,
    outputSchema: outputSchema?.kind === 'mapping' ? toJsonObject(outputSchema) : undefined,
    signalOnStop: signal,
    container: readContainer(fields),
    mailOnError: fields.boolean('mail_on_error') === true ? true : undefined,
  });
}

/** Only the members that have a value: what a file does not say is absent. */
function present<T extends object>(members: T): { readonly [K in keyof T]?: Exclude<T[K], undefined> } {
  const found: Partial<Record<keyof T, unknown>> = {};
  for (const key in members) if (members[key] !== undefined) found[key] = members[key];
  return found as { readonly [K in keyof T]?: Exclude<T[K], undefined> };
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

function routesOf(fields: Fields, execution: Execution | undefined): StepDraft['routes'] {
  if (execution?.action.name !== 'other' || execution.action.action !== 'router.route') return [];
  const input = fields.node('with');
  const value = stringOf(entryOf(input, 'value')?.value) ?? fields.text('value') ?? '';
  const routes = entryOf(input, 'routes')?.value ?? fields.node('routes');
  if (routes?.kind !== 'mapping') return [];
  return routes.entries.map(entry => ({
    pattern: entry.key.text,
    value,
    targets:
      entry.value.kind === 'sequence'
        ? entry.value.items.flatMap(item =>
            item.kind === 'scalar' && typeof item.value === 'string' ? [{ text: item.text, range: item.range }] : [],
          )
        : [],
  }));
}
