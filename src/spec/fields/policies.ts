// Fields of policies, preconditions and loops inside a step.

import { any, boolean, field, integer, list, own, table, text } from './field';

const count = own('a whole number, or text that becomes one');
const factor = own('true, or a number above 1');
const factors = ['true', '1.5', '2.0'] as const;

export const conditionFields = table(
  field('condition', text, 'A shell command that must end with 0; with `expected` the text that is compared instead.'),
  field('eval', text, 'Text whose `$(commands)` are run first, and which is then compared with `expected`.'),
  field('expected', text, 'The whole line that must be there, or `re:` and a pattern that a line must match.', {
    usual: ['re:'],
    remark: 'References in it are not resolved.',
  }),
  field('negate', boolean, 'Turns met into unmet and unmet into met.', { default: 'false' }),
);

export const continueOnFields = table(
  field('failure', boolean, 'Steps that depend on this one run although it failed.', {
    default: 'false',
    otherCase: 'unknown',
  }),
  field('failed', boolean, 'Another word for `failure`.', { default: 'false', otherCase: 'unknown' }),
  field('skipped', boolean, 'Steps that depend on this one run although it was skipped.', {
    default: 'false',
    otherCase: 'unknown',
  }),
  field(
    'exit_code',
    own('a number or a list of numbers'),
    'Exit codes with which the step may fail without stopping the steps that depend on it.',
    { otherCase: 'unknown' },
  ),
  field(
    'output',
    own('a text or a list of texts'),
    'Texts, or `re:` patterns, that let a failure pass when a line of stdout contains one.',
    { otherCase: 'unknown', usual: ['re:'] },
  ),
  field('mark_success', boolean, 'A failure that is let pass counts as a success of the step and of the run.', {
    default: 'false',
    otherCase: 'unknown',
  }),
);

export const retryFields = table(
  field('limit', count, 'How many times the step is tried again after its first failure.', { required: true }),
  field('interval_sec', count, 'Seconds to wait before the next try.', { required: true }),
  field('exit_code', list(integer), 'Only failures with these exit codes are tried again.', {
    default: 'all',
    remark: 'A single number is refused: write `[3]`.',
  }),
  field('backoff', factor, 'The interval is multiplied by this factor after each try; true is 2.0.', {
    usual: factors,
    remark: 'Dagu refuses a whole number here: write `2.0`.',
  }),
  field('max_interval_sec', integer, 'Seconds beyond which the growing interval does not grow.'),
);

/** `retry_policy` of a workflow. */
export const rootRetryFields = table(
  field('limit', own('a whole number'), 'How many times a failed run is run again.', { required: true }),
  field('interval_sec', own('a whole number'), 'Seconds to wait before the next attempt.', { default: '60' }),
  field('backoff', factor, 'The interval is multiplied by this factor after each attempt; true is 2.0.', {
    usual: factors,
  }),
  field('max_interval_sec', own('a whole number'), 'Seconds beyond which the growing interval does not grow.', {
    default: '3600',
  }),
);

export const repeatFields = table(
  field(
    'repeat',
    own('while, until, true or false'),
    'Whether the step repeats while its test holds, or until it does.',
    {
      default: 'until with `expected`, else while',
      usual: ['while', 'until', 'true'],
    },
  ),
  field('interval_sec', count, 'Seconds to wait between two rounds.', { default: '0' }),
  field('limit', count, 'How many times the step is executed at most.', { default: 'no limit' }),
  field('condition', text, 'The test: a shell command that ends with 0, or the text that is compared with `expected`.'),
  field('expected', text, 'The whole line that makes the test hold, or `re:` and a pattern.', { usual: ['re:'] }),
  field('exit_code', list(integer), 'The test holds when the step ended with one of these exit codes.', {
    remark: 'A single number is refused: write `[3]`.',
  }),
  field('backoff', factor, 'The interval is multiplied by this factor after each round; true is 2.0.', {
    usual: factors,
  }),
  field('max_interval_sec', integer, 'Seconds beyond which the growing interval does not grow.'),
);

export const approvalFields = table(
  field('prompt', text, 'What the person who decides is told.'),
  field('input', list(text), 'Names of values that the person enters; later steps see them as variables.'),
  field('required', list(text), 'Those among `input` that must be entered.'),
  field('rewind_to', text, 'The step that a push-back starts again from: this one, or one that it depends on.', {
    default: 'this step',
  }),
);

export const parallelFields = table(
  field('items', any, 'The items: a list, or a text that is JSON or is split at commas, semicolons or lines.', {
    required: true,
  }),
  field('max_concurrent', integer, 'How many calls run at a time, from 1 to 1000.', { default: '10' }),
);

export const foreachFields = table(
  field('items', any, 'The items: a list, or a text that becomes a JSON array.', { required: true }),
  field('as', text, 'The name under which the steps read the item: `${foreach.NAME}`.', { default: 'item' }),
  field('key', text, 'A text that names each item, different for every one of them.', { default: 'its place, from 0' }),
  field('max_concurrent', integer, 'How many items are worked on at a time, from 1 to 1000.', { default: '10' }),
  field('steps', own('a list of steps'), 'The steps that run for each item, as a small workflow of their own.', {
    required: true,
  }),
  field('collect', own('a mapping'), 'Values that are gathered from each item into the outputs of the step.'),
);

export const buildInputFields = table(
  field('name', text, 'The name under which the step reads the path: `${inputs.NAME}`.', { required: true }),
  field('path', text, "The file that the step reads, relative to the workflow's folder.", { required: true }),
);
