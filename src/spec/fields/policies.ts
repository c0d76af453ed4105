// Fields of policies, preconditions and streams inside a step.

import { any, boolean, field, integer, list, object, own, table, text } from './field';

export const conditionFields = table(
  field('condition', text, 'A command (exit 0: met), or the text that is compared with `expected`.'),
  field('eval', text, 'Text in which commands are substituted before it is compared with `expected`.'),
  field('expected', text, 'A literal line, or `re:PATTERN`.'),
  field('negate', boolean, 'Turns met into unmet.', { default: 'false' }),
);

export const continueOnFields = table(
  field('failure', boolean, 'Whatever depends on the step runs although it failed.', { otherCase: 'unknown' }),
  field('failed', boolean, 'The same as `failure`.', { otherCase: 'unknown' }),
  field('skipped', boolean, 'Whatever depends on the step runs although it was skipped.', { otherCase: 'unknown' }),
  field('exit_code', own('a number or a list of numbers'), 'Exit codes that are let pass.', { otherCase: 'unknown' }),
  field(
    'output',
    own('a text or a list of texts'),
    'Lines of stdout, literal or `re:PATTERN`, that let a failure pass.',
    { otherCase: 'unknown' },
  ),
  field('mark_success', boolean, 'A failure that is let pass counts as success.', { otherCase: 'unknown' }),
);

export const retryFields = table(
  field('limit', own('a whole number, or text that becomes one'), 'How many times the step is tried again.'),
  field('interval_sec', own('a whole number, or text that becomes one'), 'Seconds between two tries.'),
  field('exit_code', list(integer), 'Only these exit codes are retried.'),
  field('backoff', own('true, or a number above 1'), 'The interval grows by this factor from try to try.'),
  field('max_interval_sec', integer, 'The longest interval.'),
);

export const repeatFields = table(
  field('repeat', own('while, until, true or false'), 'Repeat while, or until, the test holds.'),
  field('interval_sec', own('a whole number, or text that becomes one'), 'Seconds between two rounds.', {
    default: '0',
  }),
  field('limit', own('a whole number, or text that becomes one'), 'The most executions.'),
  field('condition', text, 'A command, or text compared with `expected`.'),
  field('expected', text, 'A literal line, or `re:PATTERN`.'),
  field('exit_code', list(integer), 'Exit codes that the test looks for.'),
  field('backoff', own('true, or a number above 1'), 'The interval grows by this factor from round to round.'),
  field('max_interval_sec', integer, 'The longest interval.'),
);

export const approvalFields = table(
  field('prompt', text, 'What the person who approves is asked.'),
  field('input', list(text), 'Names of values to enter.'),
  field('required', list(text), 'Which of them must be given.'),
  field('rewind_to', text, 'Where a push-back starts again: this step or one before it.'),
);

export const parallelFields = table(
  field('items', any, 'A list, or text that becomes one.'),
  field('max_concurrent', integer, 'The most calls at a time (1 to 1000).', { default: '10' }),
);

export const foreachFields = table(
  field('items', any, 'A list, or text that becomes a JSON array.'),
  field('as', text, 'The name of the item.', { default: 'item' }),
  field('key', text, 'Names each item; must be unique.'),
  field('max_concurrent', integer, 'The most items at a time (1 to 1000).', { default: '10' }),
  field('steps', own('a list of steps'), 'The steps for each item.'),
  field('collect', own('a mapping'), 'Values gathered from each item.'),
);

export const streamFields = table(
  field('artifact', text, 'A file among the artifacts of the run.'),
  field('outputs', own('a mapping'), 'Values read from the stream.'),
);

export const declaredOutputFields = table(
  field('name', text, 'The name of the output.'),
  field('type', text, 'string or json.', { default: 'string' }),
  field('path', text, 'Build workflows: the file that the step makes.'),
);

export const buildInputFields = table(
  field('name', text, 'The name of the input.'),
  field('path', text, 'The file that the step reads.'),
);

export const retryPolicyField = field('retry_policy', object(retryFields), 'Tries a failing step again.');
