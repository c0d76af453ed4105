// Which outputs of other steps a step refers to in its text: what a retry must be able to hand on (dagu-format.md 2.1, 2.9).

import type { Step } from '../../model/dag';
import { isEscaped, parseReferences, type Reference, type VariableReference } from '../../model/reference';

/** What the text of one step reads. A name may turn out to mean something else (a parameter, a shell variable): the caller knows. */
export interface OutputUse {
  /** Names read as `$NAME`, `${NAME}`, `${NAME.path}` or `${env.NAME}`. */
  readonly variables: ReadonlySet<string>;
  /** By the id of a step: the names of its outputs; `*` when all of them are read at once. */
  readonly outputs: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Every field of the step that may hold references is looked at, so this never misses one that is written out. */
export function outputUse(step: Step): OutputUse {
  const use = { variables: new Set<string>(), outputs: new Map<string, Set<string>>() };
  const { name, id, description, depends, range, nameRange, ...fields } = step;
  const open: unknown[] = [fields];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value === 'string') for (const reference of parseReferences(value)) collect(reference, use);
    else if (typeof value === 'object' && value !== null) open.push(...Object.values(value).filter(isWorthwhile));
  }
  return use;
}

/** Whether the use names this output of the step with the given id, as a variable or as a member. */
export function uses(use: OutputUse, producer: { readonly id?: string }, output: string): boolean {
  const members = producer.id === undefined ? undefined : use.outputs.get(producer.id);
  return use.variables.has(output) || members?.has(output) === true || members?.has('*') === true;
}

interface Collected {
  readonly variables: Set<string>;
  readonly outputs: Map<string, Set<string>>;
}

function isWorthwhile(value: unknown): boolean {
  return typeof value === 'string' || (typeof value === 'object' && value !== null);
}

function collect(reference: Reference, use: Collected): void {
  if (isEscaped(reference) || reference.kind === 'unreadable') return;
  if (reference.kind === 'scoped') {
    const [first, , third] = reference.path;
    if (reference.namespace === 'env' && first !== undefined) use.variables.add(first.text);
    if (reference.namespace === 'steps' && first !== undefined && third !== undefined) {
      add(use, first.text, third.text);
    }
    return;
  }
  use.variables.add(reference.name.text);
  const output = memberOf(reference);
  if (output !== undefined) add(use, reference.name.text, output);
  for (const operand of reference.operands) collect(operand, use);
}

function add(use: Collected, id: string, output: string): void {
  const known = use.outputs.get(id);
  if (known === undefined) use.outputs.set(id, new Set([output]));
  else known.add(output);
}

/** `${id.outputs.name…}` and `${id.output.name…}` name one output, without a name all of them; other members are no outputs. */
function memberOf(reference: VariableReference): string | undefined {
  const match = /^\.outputs?(?:\.([A-Za-z0-9_]+)|$)/.exec(reference.path?.text ?? '');
  return match === null ? undefined : (match[1] ?? '*');
}
