// What a step does: run, action, and the legacy forms of both, brought into one (dagu-format.md 1.2, "Notable loader checks").

import type { JsonObject } from '../base/json';
import { isNull, type MappingNode } from '../syntax/node';
import { builtInAction, isBuiltIn, isExecutorType, isRemote } from './actions/catalog';
import { checkAction } from './actions/check';
import { readCall, readForeach } from './calls';
import { any } from './fields/field';
import { runInputFields } from './fields/input';
import { readLegacy } from './legacy-execution';
import { callFixes } from './migration-fixes';
import { checkShape, type Fields } from './read';
import { blankRun, runOf } from './run-text';
import { readShell } from './shell';
import type { Execution, StepContext, StepsReader } from './step-context';
import { actionOfType, checkOptions } from './typed-step';
import { printedText, scalarText, shorten, toJsonObject } from './values';

const legacyBesideRun = [
  'call',
  'command',
  'config',
  'exec',
  'llm',
  'messages',
  'params',
  'routes',
  'script',
  'shell',
  'shell_args',
  'shell_packages',
  'type',
  'value',
] as const;

/** Undefined when the step does nothing that could be understood; that has been reported. */
export function readExecution(
  fields: Fields,
  node: MappingNode,
  context: StepContext,
  readSteps: StepsReader,
): Execution | undefined {
  const { findings } = context;
  const canonical = fields.written('run') ? 'run' : fields.written('action') ? 'action' : undefined;
  if (fields.written('run') && fields.written('action'))
    findings.add(
      'execution-both',
      `${fields.path}run and ${fields.path}action exclude each other`,
      fields.entry('action')?.key.range ?? node.range,
    );
  if (canonical !== undefined) {
    for (const key of legacyBesideRun) {
      const entry = fields.entry(key);
      if (entry !== undefined)
        findings.add('execution-both', `${canonical} cannot be used together with ${key}`, entry.key.range, {
          fixes: canonical === 'run' && key === 'params' ? callFixes(findings.text, node) : [],
        });
    }
  }
  if (fields.written('with') && fields.written('config'))
    findings.add(
      'execution-both',
      'with cannot be used together with config',
      fields.entry('config')?.key.range ?? node.range,
    );
  const input = withMapping(fields, context);
  if (fields.node('foreach') !== undefined) return readForeach(fields, context, readSteps);
  if (canonical === 'run') return readRun(fields, input, node, context);
  if (canonical === 'action') return readAction(fields, input, node, context);
  return readLegacy(fields, node, context);
}

function withMapping(fields: Fields, { findings }: StepContext): MappingNode | undefined {
  const entry = fields.entry('with');
  if (entry === undefined) return undefined;
  if (entry.value.kind === 'mapping') return entry.value;
  if (isNull(entry.value))
    findings.add('type-mapping', `${fields.what('with')} must be a mapping; write {} or leave it out`, entry.key.range);
  return undefined;
}

function readRun(
  fields: Fields,
  input: MappingNode | undefined,
  node: MappingNode,
  context: StepContext,
): Execution | undefined {
  const { findings } = context;
  const value = fields.node('run');
  const at = fields.entry('run')?.range ?? node.range;
  let shell: readonly string[] | undefined;
  let packages: readonly string[] | undefined;
  for (const entry of input?.entries ?? []) {
    if (entry.key.text === 'shell') shell = readShell(entry.value, [], findings, fields.what('with.shell'));
    else if (entry.key.text === 'shell_args' || entry.key.text === 'shell_packages') {
      const shape = runInputFields.get(entry.key.text)?.shape ?? any;
      checkShape(entry.value, shape, findings, `${fields.what('with')}.${entry.key.text}`);
      if (entry.key.text === 'shell_packages' && entry.value.kind === 'sequence')
        packages = entry.value.items.flatMap(item => (item.kind === 'scalar' ? [scalarText(item)] : []));
    } else
      findings.add(
        'with-unknown',
        `with of a run knows shell, shell_args and shell_packages, not "${shorten(entry.key.text)}"`,
        entry.key.range,
      );
  }
  const args = input?.entries.find(entry => entry.key.text === 'shell_args')?.value;
  const chosen =
    shell === undefined
      ? undefined
      : [
          ...shell,
          ...(args?.kind === 'sequence'
            ? args.items.flatMap(item => (item.kind === 'scalar' ? [scalarText(item)] : []))
            : []),
        ];
  return value === undefined
    ? blankRun(context, at)
    : runOf(value, context, fields.what('run'), {
        ...(chosen === undefined ? {} : { shell: chosen }),
        ...(packages === undefined ? {} : { shellPackages: packages }),
      });
}

function readAction(
  fields: Fields,
  input: MappingNode | undefined,
  node: MappingNode,
  context: StepContext,
): Execution | undefined {
  const { findings } = context;
  const entry = fields.entry('action');
  const name = fields.text('action')?.trim();
  if (name === undefined || name === '') {
    findings.add('action-empty', `${fields.what('action')} needs the name of an action`, entry?.range ?? node.range);
    return undefined;
  }
  const range = entry?.value.range ?? node.range;
  checkAction(name, input, range, findings, fields.path);
  if (isRemote(name)) return { action: { name: 'other', action: name, with: json(input) }, kind: name };
  if (!isBuiltIn(name)) return undefined;
  return namedAction(name, input, fields, context);
}

function namedAction(
  name: string,
  input: MappingNode | undefined,
  fields: Fields,
  context: StepContext,
): Execution | undefined {
  const given = json(input);
  if (name === 'dag.run' || name === 'dag.enqueue') return readCall(name, input, fields, context);
  if (name === 'exec') {
    const args = input?.entries.find(entry => entry.key.text === 'args')?.value;
    const words = args?.kind === 'sequence' ? args.items.map(printedText) : [];
    return {
      action: { name: 'exec', command: String(given.command ?? '').trim(), args: words },
      kind: 'cmd',
    };
  }
  if (builtInAction(name) === undefined && isExecutorType(name)) {
    const action = actionOfType(name, given);
    if (input !== undefined) checkOptions(name, action.action, input, fields.what('with'), context.findings);
    return { action: { name: 'other', ...action }, kind: name };
  }
  return {
    action: { name: 'other', action: name, with: given },
    kind: builtInAction(name)?.kind ?? name.split('.')[0] ?? name,
  };
}

function json(input: MappingNode | undefined): JsonObject {
  return input === undefined ? {} : toJsonObject(input);
}
