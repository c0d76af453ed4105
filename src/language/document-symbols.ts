// The outline of a workflow file: documents, what they declare, their handlers and steps.

import { contains, type TextRange } from '../base/text';
import { entryOf, type MappingEntry, stringOf, type YamlNode } from '../syntax/node';
import type { Named } from './named';
import type { StepList, Workflow, WorkflowDocument, WorkflowStep } from './workflow';

export type SymbolKind =
  | 'document'
  | 'field'
  | 'const'
  | 'param'
  | 'env'
  | 'secret'
  | 'action'
  | 'handler'
  | 'step'
  /** Steps that run side by side in a chain. */
  | 'group';

export interface DocumentSymbol {
  readonly kind: SymbolKind;
  readonly name: string;
  /** What a step does. */
  readonly detail: string;
  readonly whole: TextRange;
  /** Lies inside `whole`. */
  readonly selection: TextRange;
  readonly children: readonly DocumentSymbol[];
}

/** In the order of the file. A file of one document shows what is in it. */
export function documentSymbols(workflow: Workflow): readonly DocumentSymbol[] {
  const filled = workflow.documents.filter(({ root }) => root !== undefined);
  const [only] = filled;
  if (only !== undefined && filled.length === 1) return fields(only, workflow.text);
  return filled.map((document, index) => {
    const { root, range, name } = document;
    const whole = withoutTail(workflow.text, root?.range ?? range);
    const start = { start: whole.start, end: whole.start };
    return {
      kind: 'document',
      name: name?.name ?? `document ${index + 1}`,
      detail: '',
      whole,
      selection: name !== undefined && contains(whole, name.range) ? name.range : start,
      children: fields(document, workflow.text),
    };
  });
}

type FieldReader = (document: WorkflowDocument, text: string, entry: MappingEntry) => readonly DocumentSymbol[];

/** The fields of the root that are shown, and what they hold. */
const shown: Readonly<Record<string, FieldReader>> = {
  consts: ({ consts }) => leaves('const', consts),
  params: ({ params }) => leaves('param', params),
  env: ({ env }) => leaves('env', env),
  secrets: ({ secrets }) => leaves('secret', secrets),
  actions: ({ actions }) => leaves('action', actions),
  handler_on: ({ handlers }, text) => handlers.map(step => stepSymbol(step, text)),
  steps: ({ steps }, text, { value }) => listSymbols(steps, value, text),
};

function fields(document: WorkflowDocument, text: string): readonly DocumentSymbol[] {
  const { root } = document;
  return (root?.kind === 'mapping' ? root.entries : []).flatMap((entry): readonly DocumentSymbol[] => {
    const read = entry.merged === true || !Object.hasOwn(shown, entry.key.text) ? undefined : shown[entry.key.text];
    if (read === undefined) return [];
    const whole = withoutTail(text, entry.range);
    const children = inside(whole, read(document, text, entry));
    return [{ kind: 'field', name: entry.key.text, detail: '', whole, selection: entry.key.range, children }];
  });
}

/** What an alias repeats stands elsewhere, and has its symbol there. */
function inside(range: TextRange, symbols: readonly DocumentSymbol[]): readonly DocumentSymbol[] {
  return symbols.filter(({ whole }) => contains(range, whole));
}

function leaves(kind: SymbolKind, names: readonly Named[]): readonly DocumentSymbol[] {
  return names.map(({ name, range }) => ({ kind, name, detail: '', whole: range, selection: range, children: [] }));
}

function listSymbols({ steps }: StepList, node: YamlNode, text: string): readonly DocumentSymbol[] {
  if (node.kind !== 'sequence') return steps.map(step => stepSymbol(step, text));
  const byNode = new Map(steps.map(step => [step.node, step]));
  const symbolOf = (item: YamlNode): readonly DocumentSymbol[] => {
    const step = byNode.get(item);
    return step === undefined ? [] : [stepSymbol(step, text)];
  };
  return node.items.flatMap(item => {
    if (item.kind !== 'sequence') return symbolOf(item);
    const children = item.items.flatMap(symbolOf);
    const whole = withoutTail(text, item.range);
    const name = `[${children.map(child => child.name).join(', ')}]`;
    const selection = { start: whole.start, end: whole.start };
    return [{ kind: 'group', name, detail: '', whole, selection, children: inside(whole, children) } as const];
  });
}

function stepSymbol(step: WorkflowStep, text: string): DocumentSymbol {
  const { node, handler, body } = step;
  const whole = withoutTail(text, step.range);
  const named = handler === undefined ? (step.name ?? step.id) : undefined;
  const start = { start: whole.start, end: whole.start };
  const list = entryOf(entryOf(node, 'foreach')?.value, 'steps')?.value;
  return {
    kind: handler === undefined ? 'step' : 'handler',
    name: step.label,
    detail: named === undefined && handler === undefined ? '' : actOf(step),
    whole,
    selection: named !== undefined && contains(whole, named.range) ? named.range : start,
    children: body === undefined || list === undefined ? [] : inside(whole, listSymbols(body, list, text)),
  };
}

/** The action, or the first line of what it runs. */
function actOf({ node, action, calls }: WorkflowStep): string {
  if (action !== undefined) return calls === undefined ? action.name : `${action.name} ${calls.name}`;
  if (calls !== undefined) return `call ${calls.name}`;
  if (entryOf(node, 'foreach') !== undefined) return 'foreach';
  for (const key of ['run', 'command', 'script']) {
    const value = entryOf(node, key)?.value;
    const first = value?.kind === 'sequence' ? value.items[0] : value;
    const line = stringOf(first)?.trim().split('\n')[0] ?? '';
    if (line !== '') return line.length > 60 ? `${line.slice(0, 59)}…` : line;
  }
  return '';
}

/** Without the line breaks at the end of blocks, so that the last line is the last that says something. */
function withoutTail(text: string, { start, end }: TextRange): TextRange {
  let last = Math.max(start, end);
  while (last > start && /\s/.test(text.charAt(last - 1))) last--;
  return { start, end: last };
}
