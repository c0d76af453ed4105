// A call of a custom action becomes the ordinary step that its template stands for (dagu-format.md 3.19).

import type { RelatedPlace } from '../../base/diagnostic';
import type { Budget } from '../../base/go-template/budget';
import type { JsonObject } from '../../base/json';
import type { TextRange } from '../../base/text';
import { entryNode, movedTo } from '../../syntax/built-node';
import { entryOf, isNull, type MappingEntry, type MappingNode, stringOf, type YamlNode } from '../../syntax/node';
import { appended, isInherited, isJoinable } from '../base-config';
import type { Findings } from '../findings';
import { describe, toJsonObject } from '../values';
import type { CustomAction, CustomActions } from './custom';
import { inputFaults, withSchemaDefaults } from './custom-input';
import { filledTemplate } from './custom-template';

export interface CustomCall {
  readonly action: CustomAction;
  /** Where the action is named. */
  readonly at: TextRange;
}

/** The custom action that a step calls, if it calls one. */
export function customCall(step: MappingNode, actions: CustomActions): CustomCall | undefined {
  const named = entryOf(step, 'action') ?? (entryOf(step, 'run') === undefined ? entryOf(step, 'type') : undefined);
  const action = actions.get(stringOf(named?.value)?.trim() ?? '');
  return named === undefined || action === undefined ? undefined : { action, at: named.value.range };
}

export interface CallContext {
  readonly actions: CustomActions;
  readonly findings: Findings;
  /** For all templates of the file together. */
  readonly budget: Budget;
  /** How much checking all inputs of the file may cost together; counted down. */
  readonly work: { left: number };
}

/**
 * The step that a call stands for: what comes from templates stands where the action is named. Templates that call custom actions are filled
 * in turn. Undefined when something is wrong, which has been reported.
 */
export function expandedCall(step: MappingNode, call: CustomCall, context: CallContext): MappingNode | undefined {
  const names: string[] = [];
  let node = step;
  for (let next: CustomCall | undefined = call; next !== undefined; next = customCall(node, context.actions)) {
    const { name } = next.action;
    if (names.includes(name)) {
      const circle = [...names, name].join(' → ');
      const related = definedHere(call.action);
      const message = `The custom action ${call.action.name} leads back to itself: ${circle}`;
      context.findings.add('custom-action-circle', message, call.at, { related });
      return undefined;
    }
    names.push(name);
    const filled = expandedOnce(node, { ...next, at: call.at }, context);
    if (filled === undefined) return undefined;
    node = filled;
  }
  return node;
}

/** What is left of a call that cannot be expanded: its own fields, doing nothing. */
export function emptiedCall(step: MappingNode, { at }: CustomCall): MappingNode {
  const noop = { kind: 'scalar', range: at, value: 'noop', text: 'noop', style: 'plain' } as const;
  const kept = step.entries.filter(({ key }) => !isInput(key.text) && !refusedAtCall.has(key.text.toLowerCase()));
  return { ...step, entries: [entryNode('action', noop, at), ...kept] };
}

export function definedHere(action: CustomAction): readonly RelatedPlace[] {
  return isInherited(action.range) ? [] : [{ message: 'The action is defined here', range: action.range }];
}

const refusedAtCall: ReadonlySet<string> = new Set(
  'call command container exec llm messages parallel params routes run script shell shell_args shell_packages value working_dir'.split(
    ' ',
  ),
);

function isInput(key: string): boolean {
  return key === 'action' || key === 'type' || key === 'with' || key === 'config';
}

function expandedOnce(step: MappingNode, { action, at }: CustomCall, context: CallContext): MappingNode | undefined {
  const { findings, budget } = context;
  const before = findings.blocking;
  const besides = entryOf(step, 'action') === undefined ? [] : ['type', 'config'];
  for (const { key } of step.entries) {
    const name = key.text.toLowerCase();
    if (!refusedAtCall.has(name) && !besides.includes(name)) continue;
    const message = `${key.text} cannot stand beside the custom action ${action.name}; put it into the template of the action`;
    findings.add('custom-call-field', message, key.range);
  }
  const written = (entryOf(step, 'with') ?? entryOf(step, 'config'))?.value;
  const input = readInput(action, written, at, context);
  if (findings.blocking > before) return undefined;
  const related = definedHere(action);
  const template = filledTemplate(action.template, {
    input,
    at,
    budget,
    report: (path, reason) => {
      const message = `The template of ${action.name} cannot be filled for this call: template${path}: ${reason}`;
      findings.add('custom-action-template', message, at, { related });
    },
  });
  if (findings.blocking > before) return undefined;
  const schema = action.outputSchema;
  const bound = schema === undefined ? [] : [entryNode('output_schema', movedTo(schema, at), at)];
  const entries = [
    ...template.entries.filter(({ key }) => schema === undefined || key.text !== 'output_schema'),
    ...bound,
  ];
  return {
    ...step,
    entries: merged(
      entries,
      step.entries.filter(({ key }) => !isInput(key.text)),
    ),
  };
}

function readInput(
  action: CustomAction,
  written: YamlNode | undefined,
  at: TextRange,
  { findings, work }: CallContext,
): JsonObject {
  if (written !== undefined && written.kind !== 'mapping') {
    const message = `with must be a mapping with the input of ${action.name}, not ${describe(written)}`;
    findings.add('type-mapping', message, written.range.end > written.range.start ? written.range : at);
    return {};
  }
  const input = withSchemaDefaults(written === undefined ? {} : toJsonObject(written), action.inputSchema);
  for (const { path, message } of inputFaults(input, action.inputSchema, work)) {
    const [, name = ''] = path.split('/');
    const place = entryOf(written, name)?.value.range ?? at;
    const related = definedHere(action);
    const text = `The input of ${action.name} does not fit: with${path.replaceAll('/', '.')} ${message}`;
    findings.add('custom-action-input', text, place, { related });
  }
  return input;
}

/** What the call writes replaces what the template has; variables and preconditions add up. */
function merged(template: readonly MappingEntry[], call: readonly MappingEntry[]): readonly MappingEntry[] {
  const own = new Map(call.map(entry => [entry.key.text.toLowerCase(), entry]));
  const inherited = template.map(entry => {
    const text = entry.key.text.toLowerCase();
    const written = own.get(text);
    if (written === undefined || isNull(written.value)) return entry;
    const adds = (text === 'env' || text === 'preconditions') && isJoinable(entry) && isJoinable(written);
    return adds ? { ...written, value: appended(entry.value, written.value) } : written;
  });
  const names = new Set(template.map(entry => entry.key.text.toLowerCase()));
  return [...inherited, ...call.filter(entry => !names.has(entry.key.text.toLowerCase()))];
}
