// What older files say a step does: command, script, exec, call, type with config (dagu-format.md 1.2).

import type { JsonObject } from '../base/json';
import type { MappingNode, YamlNode } from '../syntax/node';
import { checkRoutes } from './actions/routes';
import { readCall } from './calls';
import { execFields } from './fields/input';
import { type Fields, readFields } from './read';
import { runOf, type ShellChoice } from './run-text';
import { readShell } from './shell';
import type { Execution, StepContext } from './step-context';
import { readTyped } from './typed-step';
import { describe, scalarText, toJson } from './values';

const noop: Execution = { action: { name: 'other', action: 'noop', with: {} }, kind: 'step' };

export function readLegacy(fields: Fields, node: MappingNode, context: StepContext): Execution | undefined {
  const { findings } = context;
  const has = (name: string): boolean => fields.node(name) !== undefined;
  if (has('command') && has('exec'))
    findings.add(
      'execution-both',
      'command and exec exclude each other',
      fields.entry('exec')?.key.range ?? node.range,
    );
  if (has('call') && has('command'))
    findings.add(
      'execution-both',
      'call and command exclude each other',
      fields.entry('command')?.key.range ?? node.range,
    );
  if (has('call') && fields.text('call')?.trim() !== '') return readCall('call', undefined, fields, context);
  if (fields.text('type')?.trim() === 'router') {
    checkRouter(fields, context);
    return { action: { name: 'other', action: 'router.route', with: routerInput(fields) }, kind: 'router' };
  }
  if (has('type') && !isShellType(fields)) return readTyped(fields, context);
  const args = fields.texts('shell_args');
  const shell = readShell(fields.node('shell'), args, findings, fields.what('shell'));
  const packages = fields.texts('shell_packages');
  const choice: ShellChoice = {
    ...(shell === undefined ? {} : { shell }),
    ...(packages.length === 0 ? {} : { shellPackages: packages }),
  };
  const exec = fields.node('exec');
  if (exec !== undefined) return readExec(exec, fields, context);
  const command = fields.node('command');
  const script = fields.text('script');
  if (script !== undefined && script.trim() !== '') {
    const interpreter =
      command?.kind === 'scalar' && typeof command.value === 'string' ? command.value.trim() : undefined;
    return {
      action: {
        name: 'run',
        form: 'script',
        texts: [script],
        ...choice,
        ...(interpreter === undefined || interpreter === '' ? {} : { interpreter }),
      },
      kind: 'script',
    };
  }
  if (command !== undefined) return runOf(command, context, fields.what('command'), choice);
  if (fields.node('output')?.kind === 'mapping') return noop;
  if (has('routes') || has('value'))
    return { action: { name: 'other', action: 'router.route', with: routerInput(fields) }, kind: 'router' };
  if (has('messages') || has('llm'))
    return { action: { name: 'other', action: 'chat.completion', with: {} }, kind: 'chat' };
  if (context.isHandler === true) return noop;
  findings.add(
    'execution-missing',
    `${fields.path.replace(/\.$/, '')} does nothing: step command is required, as run or action`,
    node.entries[0]?.key.range ?? node.range,
  );
  return undefined;
}

/** These types are what a step without type is. */
function isShellType(fields: Fields): boolean {
  return ['', 'command', 'shell'].includes(fields.text('type')?.trim() ?? '');
}

/** Missing routes are as good as empty ones; a wrong shape has been reported with the step. */
function checkRouter(fields: Fields, { findings }: StepContext): void {
  const routes = fields.node('routes');
  if (routes?.kind === 'mapping') checkRoutes(routes, fields.what('routes'), findings);
  else if (routes === undefined) {
    const at = fields.node('type')?.range ?? { start: 0, end: 0 };
    findings.add('input-missing', `${fields.what('routes')} is needed: patterns, each with a list of steps`, at);
  }
}

function routerInput(fields: Fields): JsonObject {
  const routes = fields.node('routes');
  return { value: fields.text('value') ?? '', routes: routes === undefined ? {} : toJson(routes) };
}

function readExec(node: YamlNode, fields: Fields, { findings }: StepContext): Execution | undefined {
  const inner = node.kind === 'mapping' ? readFields(node, execFields, findings, `${fields.what('exec')}.`) : undefined;
  const command = inner?.text('command')?.trim() ?? '';
  const args = inner?.node('args');
  if (command === '') {
    findings.add(
      'exec-shape',
      `${fields.what('exec')} must be a mapping with a command, not ${describe(node)}`,
      node.range,
    );
    return undefined;
  }
  const list =
    args?.kind === 'sequence' ? args.items.flatMap(item => (item.kind === 'scalar' ? [scalarText(item)] : [])) : [];
  return { action: { name: 'exec', command, args: list }, kind: 'cmd' };
}
