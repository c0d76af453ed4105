// The flags of `start`, checked before anything is read or written (dagu-format.md 6.1).

import { resolve } from 'node:path';
import { fail, ok, type Result } from '../base/result';
import { isRunId } from '../model/ids';
import type { Trigger } from '../model/run';
import { type Arguments, type Flag, listFlag, switchFlag, textFlag } from './arguments';
import { isRfc3339 } from './time-text';

/** Parameters as they were given: words after `--`, which are taken as they are, or one text that is split. */
export type GivenParams = { readonly words: readonly string[] } | { readonly text: string };

export interface StartOptions {
  readonly runId?: string;
  readonly name?: string;
  readonly trigger: Trigger;
  /** RFC 3339, as given. */
  readonly scheduledAt?: string;
  readonly labels: readonly string[];
  /** Absolute. */
  readonly defaultWorkingDir?: string;
  readonly fromRunId?: string;
  readonly params?: GivenParams;
  readonly quiet: boolean;
  readonly noReuse: boolean;
}

const triggers: readonly Trigger[] = ['scheduler', 'manual', 'webhook', 'subdag', 'retry', 'catchup'];

export const paramsFlag: Flag = {
  name: 'params',
  short: 'p',
  kind: 'text',
  value: '"A=1 B=2"',
  help: 'Parameters as one text; ignored when some stand after --',
};

export const newRunIdFlag: Flag = {
  name: 'run-id',
  short: 'r',
  kind: 'text',
  value: 'ID',
  help: 'Id of the new run: letters, digits, - and _, at most 63; made up when it is left out',
};

export const quietFlag: Flag = { name: 'quiet', short: 'q', kind: 'switch', help: 'Print nothing but errors' };

export const startFlags: readonly Flag[] = [
  newRunIdFlag,
  paramsFlag,
  { name: 'name', short: 'N', kind: 'text', value: 'NAME', help: 'Name of the workflow for this run' },
  { name: 'from-run-id', kind: 'text', value: 'ID', help: 'Take workflow and parameters of this earlier run' },
  { name: 'default-working-dir', kind: 'text', value: 'DIR', help: 'Where steps run when the file does not say' },
  { name: 'labels', aliases: ['tags'], kind: 'list', value: 'A,B=C', help: 'Labels of the run' },
  { name: 'trigger-type', kind: 'text', value: 'TYPE', help: `What started it: ${triggers.join(', ')}` },
  { name: 'schedule-time', kind: 'text', value: 'TIME', help: 'When it was due, as RFC 3339' },
  { name: 'no-reuse', kind: 'switch', help: 'Build workflows: run every step' },
  quietFlag,
];

/** The flags as options. The error is a whole message. */
export function startOptions(args: Arguments, cwd: string): Result<StartOptions, string> {
  const runId = textFlag(args, 'run-id');
  const badId = runId === undefined || runId === '' ? undefined : runIdFault(runId);
  if (badId !== undefined) return fail(badId);
  const trigger = textFlag(args, 'trigger-type') ?? 'manual';
  if (!isTrigger(trigger)) return fail(`invalid trigger-type "${trigger}": must be one of ${triggers.join(', ')}`);
  const scheduledAt = textFlag(args, 'schedule-time');
  if (scheduledAt !== undefined && !isRfc3339(scheduledAt))
    return fail(`invalid --schedule-time value "${scheduledAt}": must be RFC 3339, such as 2026-01-31T08:00:00Z`);
  const labels = runLabels(listFlag(args, 'labels'));
  if (!labels.ok) return labels;
  const params = givenParams(args);
  const fromRunId = textFlag(args, 'from-run-id');
  if (fromRunId !== undefined && params !== undefined)
    return fail('parameters cannot be provided when using --from-run-id');
  const name = textFlag(args, 'name');
  const directory = textFlag(args, 'default-working-dir');
  return ok({
    ...(runId === undefined || runId === '' ? {} : { runId }),
    ...(name === undefined || name === '' ? {} : { name }),
    trigger,
    ...(scheduledAt === undefined ? {} : { scheduledAt }),
    labels: labels.value,
    ...(directory === undefined || directory === '' ? {} : { defaultWorkingDir: resolve(cwd, directory) }),
    ...(fromRunId === undefined ? {} : { fromRunId }),
    ...(params === undefined ? {} : { params }),
    quiet: switchFlag(args, 'quiet'),
    noReuse: switchFlag(args, 'no-reuse'),
  });
}

/** What is wrong with a run id; undefined when it is fine. */
export function runIdFault(id: string): string | undefined {
  if (isRunId(id)) return undefined;
  return /^[A-Za-z0-9_-]+$/.test(id)
    ? `the run id "${id}" is too long: at most 63 characters`
    : `the run id "${id}" must only contain letters, digits, dashes and underscores`;
}

/** Words after `--` win over `--params`, which then does not count at all. */
export function givenParams(args: Arguments): GivenParams | undefined {
  if (args.rest !== undefined) return { words: args.rest };
  const text = textFlag(args, 'params');
  return text === undefined ? undefined : { text };
}

/** Labels of the command line: `key` or `key=value`, lower case, checked as the file's are. */
export function runLabels(values: readonly string[]): Result<readonly string[], string> {
  const labels: string[] = [];
  for (const label of values.flatMap(value => value.split(',')).map(word => word.trim().toLowerCase())) {
    if (label === '') continue;
    const equals = label.indexOf('=');
    const key = equals === -1 ? label : label.slice(0, equals);
    const value = equals === -1 ? '' : label.slice(equals + 1);
    if (!/^[a-z0-9][a-z0-9_.-]{0,62}$/.test(key))
      return fail(`invalid label "${label}": its key takes letters, digits, -, _ and ., at most 63`);
    if (value !== '' && !/^[a-z0-9][a-z0-9_./-]{0,254}$/.test(value))
      return fail(`invalid label "${label}": its value takes letters, digits, -, _, . and /, at most 255`);
    labels.push(label);
  }
  return ok(labels);
}

function isTrigger(word: string): word is Trigger {
  return triggers.some(trigger => trigger === word);
}
