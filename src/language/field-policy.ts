// Which references a field resolves: the matrix of dagu-format.md 2.5, by places in a file.

import { builtInAction } from '../spec/actions/catalog';
import { entryOf, stringOf } from '../syntax/node';
import type { PathPart } from '../syntax/outline';
import type { WorkflowStep } from './workflow';

export interface FieldPolicy {
  readonly consts: boolean;
  readonly params: boolean;
  readonly env: boolean;
  /** What other steps published. */
  readonly steps: boolean;
  readonly context: boolean;
  /** `$NAME` and `${NAME}`: expanded by the engine, or by the shell that reads the text. */
  readonly variables: boolean;
  /** Inputs and outputs of a step of a build. */
  readonly files: boolean;
}

const step: FieldPolicy = {
  consts: true,
  params: true,
  env: true,
  steps: true,
  context: true,
  variables: true,
  files: true,
};
const shared: FieldPolicy = { ...step, steps: false, files: false };
const early: FieldPolicy = { ...shared, context: false };

const ofStep: Readonly<Record<string, FieldPolicy>> = {
  ...Object.fromEntries(
    (
      'run with command script exec env stdout stderr preconditions parallel foreach output container shell params value llm ' +
      'messages retry_policy repeat_policy approval inputs outputs'
    )
      .split(' ')
      .map(name => [name, step]),
  ),
  working_dir: { ...step, steps: false },
};

const ofRoot: Readonly<Record<string, FieldPolicy>> = {
  consts: { ...early, params: false, env: false, variables: false },
  env: shared,
  preconditions: shared,
  defaults: shared,
  ...Object.fromEntries(
    (
      'dotenv working_dir shell log_dir artifacts container smtp ssh s3 redis llm kubernetes harness registry_auths error_mail info_mail ' +
      'wait_mail'
    )
      .split(' ')
      .map(name => [name, early]),
  ),
};

/** Fields below a field that are taken literally. */
const literal: Readonly<Record<string, readonly string[]>> = {
  preconditions: ['expected', 'negate'],
  repeat_policy: ['repeat', 'expected', 'exit_code', 'backoff', 'max_interval_sec'],
  retry_policy: ['exit_code', 'backoff', 'max_interval_sec'],
  foreach: ['as', 'steps', 'max_concurrent'],
  parallel: ['max_concurrent'],
  output: ['from', 'decode', 'select'],
  stdout: ['outputs'],
  approval: ['input', 'required', 'rewind_to'],
  inputs: ['name'],
  outputs: ['name', 'type'],
};

/** Times and addresses that are checked when a file is loaded, so that no reference can stand there. */
const checkedAtLoad: ReadonlySet<string> = new Set(['duration', 'until', 'url', 'poll_interval', 'request_timeout']);

/** Undefined: the field is taken literally. `rest` is the path inside the step, or that of the document where there is none. */
export function policyOf(around: WorkflowStep | undefined, rest: readonly PathPart[]): FieldPolicy | undefined {
  const [field, ...inner] = rest;
  if (typeof field !== 'string') return undefined;
  if (around === undefined && field === 'handler_on') return policyInStep(undefined, rest.slice(2));
  if (around === undefined && field === 'actions') {
    return rest[2] === 'template' && policyInStep(undefined, rest.slice(3)) !== undefined ? shared : undefined;
  }
  if (around !== undefined) return policyInStep(around, rest);
  if (field === 'params') return inner.at(-1) === 'eval' ? { ...early, consts: false, env: false } : undefined;
  return isLiteral(field, inner) ? undefined : own(ofRoot, field);
}

function policyInStep(around: WorkflowStep | undefined, rest: readonly PathPart[]): FieldPolicy | undefined {
  const [field, ...inner] = rest;
  // A step that is only a text is a command.
  if (around !== undefined && field === undefined) return around.node.kind === 'scalar' ? step : undefined;
  if (typeof field !== 'string' || isLiteral(field, inner)) return undefined;
  if (field === 'output' && inner.length === 0) return undefined;
  if (field === 'with' && isLiteralInput(around, inner)) return undefined;
  const policy = own(ofStep, field);
  return policy === undefined || around?.handler === undefined ? policy : { ...policy, files: false };
}

function isLiteral(field: string, inner: readonly PathPart[]): boolean {
  const words = own(literal, field) ?? [];
  return inner.some(part => typeof part === 'string' && words.includes(part));
}

function isLiteralInput(around: WorkflowStep | undefined, [name]: readonly PathPart[]): boolean {
  const action = stringOf(entryOf(around?.node, 'action')?.value)?.trim() ?? '';
  if (typeof name !== 'string') return false;
  if (action === 'template.render' && name === 'template') return true;
  if (action.startsWith('wait.') && checkedAtLoad.has(name)) return true;
  const kind = builtInAction(action)?.input.get(name)?.shape.kind;
  return kind === 'boolean' || kind === 'integer' || kind === 'word';
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
