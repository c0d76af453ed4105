// Carries a parsed template out. Everything it does is accounted for; nothing in it can reach outside of its data.

import { type Budget, TemplateFault } from './budget';
import { callFunction, type Functions } from './function';
import type { Command, ControlNode, Definitions, Operand, Pipe, TemplateNode } from './node';
import { mainName } from './parser';
import { printed } from './print';
import { type GoValue, isList, isMap, isTrue, sortedKeys, typeName } from './value';

/** How deeply templates may call each other. */
const deepest = 200;

interface Variable {
  readonly name: string;
  value: GoValue;
}

interface Rendering {
  readonly definitions: Definitions;
  readonly functions: Functions;
  readonly budget: Budget;
  readonly output: string[];
  length: number;
  depth: number;
}

/** What a part of a template sees: the variables are a stack, the newest last. */
interface Frame {
  readonly rendering: Rendering;
  readonly variables: Variable[];
}

type Leave = 'break' | 'continue' | undefined;

/** The text that the template makes of the data. Throws a TemplateFault. */
export function evaluate(definitions: Definitions, data: GoValue, functions: Functions, budget: Budget): string {
  const rendering: Rendering = { definitions, functions, budget, output: [], length: 0, depth: 0 };
  runDefinition(mainName, data, rendering);
  return rendering.output.join('');
}

function runDefinition(name: string, dot: GoValue, rendering: Rendering, at?: number): void {
  const nodes = rendering.definitions.get(name);
  if (nodes === undefined) throw new TemplateFault(`template "${name}" not defined`, at);
  if (++rendering.depth > deepest) throw new TemplateFault('templates call each other too deeply', at);
  walk(nodes, dot, { rendering, variables: [{ name: '$', value: dot }] });
  rendering.depth--;
}

function walk(nodes: readonly TemplateNode[], dot: GoValue, frame: Frame): Leave {
  for (const node of nodes) {
    frame.rendering.budget.spend(1);
    if (node.kind === 'text') write(node.text, frame);
    else {
      const leave = placed(node.at, () => walkAction(node, dot, frame));
      if (leave !== undefined) return leave;
    }
  }
  return undefined;
}

function walkAction(node: Exclude<TemplateNode, { kind: 'text' }>, dot: GoValue, frame: Frame): Leave {
  switch (node.kind) {
    case 'action': {
      const value = pipeValue(node.pipe, dot, frame);
      // Nothing prints otherwise here than inside a list.
      if (node.pipe.variables.length === 0)
        write(value === null ? '<no value>' : printed(value, frame.rendering.budget), frame);
      return undefined;
    }
    case 'template':
      runDefinition(
        node.name,
        node.pipe === undefined ? null : pipeValue(node.pipe, dot, frame),
        frame.rendering,
        node.at,
      );
      return undefined;
    case 'break':
    case 'continue':
      return node.kind;
    case 'range':
      return scoped(frame, () => walkRange(node, dot, frame));
    case 'if':
    case 'with':
      return scoped(frame, () => {
        const value = pipeValue(node.pipe, dot, frame);
        if (!isTrue(value)) return walk(node.otherwise, dot, frame);
        return walk(node.body, node.kind === 'with' ? value : dot, frame);
      });
  }
}

function walkRange(node: ControlNode, dot: GoValue, frame: Frame): Leave {
  const { variables, assigns } = node.pipe;
  // The variables of a range are set in each round, not by its pipe.
  const over = pipeValue({ ...node.pipe, variables: [] }, dot, frame);
  let rounds = 0;
  for (const [key, value] of itemsOf(over, variables.length, node.at)) {
    rounds++;
    frame.rendering.budget.spend(1);
    const leave = scoped(frame, () => {
      const values = variables.length === 2 ? [key, value] : [value];
      for (const [index, name] of variables.entries()) setVariable(name, values[index] ?? null, assigns, frame);
      return walk(node.body, value, frame);
    });
    if (leave === 'break') break;
  }
  return rounds === 0 ? walk(node.otherwise, dot, frame) : undefined;
}

function* itemsOf(over: GoValue, variables: number, at: number): Iterable<readonly [GoValue, GoValue]> {
  if (over === null) return;
  if (isList(over)) for (const [index, item] of over.entries()) yield [BigInt(index), item];
  else if (isMap(over)) for (const key of sortedKeys(over)) yield [key, over.get(key) ?? null];
  else if (typeof over !== 'bigint') throw new TemplateFault(`range can't iterate over ${typeName(over)}`, at);
  else if (variables > 1) throw new TemplateFault("can't use a number to iterate over more than one variable", at);
  else for (let index = 0n; index < over; index++) yield [index, index];
}

function write(text: string, { rendering }: Frame): void {
  rendering.length += text.length;
  rendering.budget.spendText(text.length, rendering.length);
  rendering.output.push(text);
}

function scoped<T>({ variables }: Frame, act: () => T): T {
  const count = variables.length;
  const value = act();
  variables.length = count;
  return value;
}

function setVariable(name: string, value: GoValue, assigns: boolean, { variables }: Frame): void {
  const known = assigns ? variables.findLast(variable => variable.name === name) : undefined;
  if (known === undefined) variables.push({ name, value });
  else known.value = value;
}

function pipeValue(pipe: Pipe, dot: GoValue, frame: Frame): GoValue {
  let value: GoValue | undefined;
  for (const command of pipe.commands) value = commandValue(command, dot, value, frame);
  const result = value ?? null;
  for (const name of pipe.variables) setVariable(name, result, pipe.assigns, frame);
  return result;
}

/** `piped`: the value of the command before, when there is one. */
function commandValue({ first, args, at }: Command, dot: GoValue, piped: GoValue | undefined, frame: Frame): GoValue {
  const { budget, functions } = frame.rendering;
  budget.spend(1);
  if (first.kind !== 'function') {
    if (args.length > 0 || piped !== undefined)
      throw new TemplateFault(`${describe(first)} has arguments but is no function`, at);
    return operandValue(first, dot, frame);
  }
  if (first.name === 'and' || first.name === 'or') return shortCircuit(first.name, args, dot, piped, frame, at);
  const called = functions.get(first.name);
  if (called === undefined) throw new TemplateFault(`function "${first.name}" not defined`, at);
  const values = args.map(arg => operandValue(arg, dot, frame));
  if (piped !== undefined) values.push(piped);
  return placed(at, () => callFunction(first.name, called, values, budget));
}

/** The first value that decides, or the last; what stands behind it is not looked at. */
function shortCircuit(
  name: 'and' | 'or',
  args: readonly Operand[],
  dot: GoValue,
  piped: GoValue | undefined,
  frame: Frame,
  at: number,
): GoValue {
  let last: GoValue | undefined;
  for (const arg of args) {
    last = operandValue(arg, dot, frame);
    if (isTrue(last) === (name === 'or')) return last;
  }
  const value = piped === undefined ? last : piped;
  if (value === undefined) throw new TemplateFault(`wrong number of args for ${name}: want at least 1 got 0`, at);
  return value;
}

function operandValue(operand: Operand, dot: GoValue, frame: Frame): GoValue {
  switch (operand.kind) {
    case 'literal':
      return operand.value;
    case 'nil':
      return null;
    case 'dot':
      return dot;
    case 'field':
      return fieldValue(dot, operand.names, operand.at);
    case 'variable': {
      const variable = frame.variables.findLast(candidate => candidate.name === operand.name);
      if (variable === undefined) throw new TemplateFault(`undefined variable "${operand.name}"`, operand.at);
      return fieldValue(variable.value, operand.names, operand.at);
    }
    case 'pipe':
      return scoped(frame, () => pipeValue(operand.pipe, dot, frame));
    case 'chain':
      return fieldValue(operandValue(operand.of, dot, frame), operand.names, operand.at);
    case 'function':
      return commandValue({ first: operand, args: [], at: operand.at }, dot, undefined, frame);
  }
}

/** The value at the end of a path of keys. What a map does not have is an error, never silently nothing. */
function fieldValue(from: GoValue, names: readonly string[], at: number): GoValue {
  let value = from;
  for (const name of names) {
    if (value === null) throw new TemplateFault(`there is nothing that could have the entry "${name}"`, at);
    if (!isMap(value)) throw new TemplateFault(`can't evaluate field ${name} in type ${typeName(value)}`, at);
    const next = value.get(name);
    if (next === undefined) throw new TemplateFault(`map has no entry for key "${name}"`, at);
    value = next;
  }
  return value;
}

/** Faults without a place get that of the action. */
function placed<T>(at: number, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof TemplateFault && error.at === undefined) throw new TemplateFault(error.message, at);
    throw error;
  }
}

function describe(operand: Operand): string {
  if (operand.kind === 'field') return `.${operand.names.join('.')}`;
  return operand.kind === 'variable' ? [operand.name, ...operand.names].join('.') : 'what is no function';
}
