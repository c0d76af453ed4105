// The flags of `retry` as a choice (retry.md).

import { fail, ok, type Result } from '../base/result';
import type { ChosenDefinition } from '../engine/retry/definition';
import { select, selectableOf } from '../engine/selection';
import type { RetryChoice, Run } from '../model/run';
import { type Arguments, type Flag, listFlag, switchFlag, textFlag } from './arguments';
import { quietFlag } from './start-options';

export const retryFlags: readonly Flag[] = [
  { name: 'run-id', short: 'r', kind: 'text', value: 'ID', help: 'The run; required' },
  { name: 'step', short: 's', kind: 'list', value: 'NAME', help: 'A step by its id or name' },
  {
    name: 'select',
    kind: 'text',
    value: 'EXPR',
    help: 'Steps by an expression: "status:failed+", "stale", "+deploy", "pending", "changed", "a,!b"',
  },
  { name: 'downstream', short: 'd', kind: 'switch', help: 'And everything below the chosen steps' },
  {
    name: 'bypass-preconditions',
    aliases: ['ignore-preconditions'],
    kind: 'switch',
    help: 'Do not evaluate the preconditions of the steps that run',
  },
  { name: 'current', kind: 'switch', help: 'Use the file as it is now instead of the definition stored with the run' },
  {
    name: 'ignore-upstream',
    kind: 'switch',
    help: 'Run the chosen steps although what they depend on did not succeed',
  },
  { name: 'no-handlers', kind: 'switch', help: 'Run no handlers' },
  { name: 'sub-run-id', kind: 'text', value: 'ID', help: 'The steps are those of this child run' },
  { name: 'confirm', kind: 'switch', help: 'Run a rejected step again' },
  { name: 'comment', kind: 'text', value: 'TEXT', help: 'Why; kept with the attempt' },
  { name: 'dry-run', kind: 'switch', help: 'Print the plan and change nothing' },
  quietFlag,
];

/** The flags as a choice; `targets` are the words as given. The error is a whole message. */
export function retryChoice(args: Arguments): Result<RetryChoice, string> {
  const targets = listFlag(args, 'step');
  const chosen = targets.length > 0 || textFlag(args, 'select') !== undefined;
  for (const name of ['downstream', 'sub-run-id', 'ignore-upstream'])
    if (!chosen && switchFlag(args, name)) return fail(`--${name} requires --step`);
  const comment = textFlag(args, 'comment');
  return ok({
    targets,
    scope: switchFlag(args, 'downstream') ? 'downstream' : 'step',
    bypassPreconditions: switchFlag(args, 'bypass-preconditions'),
    definition: switchFlag(args, 'current') ? 'current' : 'snapshot',
    runHandlers: !switchFlag(args, 'no-handlers'),
    ignoreUpstream: switchFlag(args, 'ignore-upstream'),
    ...(comment === undefined || comment === '' ? {} : { comment }),
  });
}

/** The steps that `--step` and `--select` choose together. The error is a whole message. */
export function chosenTargets(
  args: Arguments,
  run: Run,
  definition: ChosenDefinition,
): Result<readonly string[], string> {
  const named = listFlag(args, 'step');
  const expression = textFlag(args, 'select');
  if (expression === undefined) return ok(named);
  const selected = select(expression, selectableOf(run, definition.changed ?? []));
  if (!selected.ok) {
    const close = selected.error.nearest;
    return fail(
      `--select: ${selected.error.message}${close.length === 0 ? '' : ` Did you mean ${close.join(' or ')}?`}`,
    );
  }
  if (selected.value.length === 0 && named.length === 0) return fail(`--select: no step fits "${expression}"`);
  return ok([...new Set([...named, ...selected.value])]);
}
