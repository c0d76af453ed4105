// Fields of a workflow (dagu-format.md 1.1).

import { any, boolean, field, integer, list, map, natural, object, own, table, text, texts, words } from './field';
import { defaultsFields } from './step';

const backoff = own('true, or a number above 1');

export const rootRetryFields = table(
  field('limit', own('a whole number'), 'How often a scheduler runs the workflow again.'),
  field('interval_sec', own('a whole number'), 'Seconds in between.', { default: '60' }),
  field('backoff', backoff, 'The interval grows by this factor.'),
  field('max_interval_sec', own('a whole number'), 'The longest interval.', { default: '3600' }),
);

export const mailFields = table(
  field('from', text, 'Sender.'),
  field('to', texts, 'Receivers.'),
  field('prefix', text, 'Begins the subject.'),
  field('attach_logs', boolean, 'Attaches the logs.'),
);

const handlerMeaning = {
  init: 'Runs before the steps; when it fails, the run is aborted.',
  success: 'Runs when the run succeeded, also in part.',
  failure: 'Runs when the run failed.',
  abort: 'Runs when the run was stopped or aborted.',
  exit: 'Runs at the end, whatever the result.',
  wait: 'Runs when the run waits for a person.',
} as const;

export const handlerFields = table(
  ...(['init', 'success', 'failure', 'abort', 'exit', 'wait'] as const).map(name =>
    field(name, own('a step'), handlerMeaning[name], { otherCase: 'lost' }),
  ),
);

export const rootFields = table(
  field('name', text, 'The name of the workflow.', { default: "the file's name" }),
  field('group', text, 'Groups workflows in a user interface.', { tag: 'presentation' }),
  field('description', text, 'For people.', { tag: 'presentation' }),
  field(
    'type',
    { kind: 'word', words: ['graph', 'chain', 'agent', 'build', 'controller', ''], trimmed: true },
    'graph: steps wait for what they depend on; chain: one after the other.',
    { default: 'graph' },
  ),
  field('tasks', own('a list'), 'Tasks of an agent workflow.'),
  field('shell', own('a text or a list'), 'The shell of all steps.', { default: '$SHELL, else sh' }),
  field('shell_args', list(text), 'Further arguments of the shell.'),
  field('working_dir', text, "Where steps run; relative to the file's folder.", {
    default: 'a private folder of each run',
  }),
  field('dotenv', texts, 'Files with variables; `.env` comes first, an empty list switches them off.', {
    default: '.env',
  }),
  field('schedule', own('a text, a list or a mapping'), 'When a scheduler starts the workflow.', { tag: 'server' }),
  field('skip_if_successful', boolean, 'A scheduler skips what already succeeded.', { tag: 'server' }),
  field('catchup_window', text, 'How far back a scheduler catches up.', { tag: 'server' }),
  field('overlap_policy', words('skip', 'all', 'latest'), 'What a scheduler does when a run is still going.', {
    tag: 'server',
  }),
  field('log_dir', text, 'Where logs of runs are kept.'),
  field(
    'artifacts',
    object(table(field('enabled', boolean, 'Whether runs keep artifacts.'), field('dir', text, 'Where.'))),
    'Files that a run keeps.',
  ),
  field(
    'log_output',
    { kind: 'word', words: ['separate', 'merged'], anyCase: true },
    'One log file for both streams of a step, or one each.',
    {
      default: 'separate',
    },
  ),
  field('consts', own('a list of single-key mappings'), 'Fixed values.'),
  field('env', own('a mapping or a list'), 'Variables of all steps.'),
  field('params', own('a text, a list or a mapping'), 'Parameters of a run.'),
  field('handler_on', object(handlerFields), 'Steps for what happens to the run.'),
  field('steps', own('a list of steps'), 'What the workflow does.', { otherCase: 'lost' }),
  field('preconditions', own('a text or a list'), 'Unmet: the run is aborted before it begins.'),
  field('timeout_sec', integer, 'Seconds until the run is ended.', { default: '0 (none)' }),
  field('delay_sec', integer, 'Seconds of rest after each start of a step.', { default: '0' }),
  field('restart_wait_sec', integer, 'Seconds between the end and the start of a restart.', { tag: 'server' }),
  field('max_active_steps', integer, 'The most steps at a time.', { default: '0 (no limit)' }),
  field('max_active_runs', integer, 'The most runs at a time.', { default: '1', tag: 'server', deprecated: 'queue' }),
  field('max_clean_up_time_sec', integer, 'Seconds between the signal to stop and SIGKILL.', { default: '5' }),
  field('max_output_size', integer, 'The most bytes that are captured of an output.', { default: '1048576' }),
  field('retry_policy', object(rootRetryFields), 'A scheduler runs a failed workflow again.', { tag: 'server' }),
  field('hist_retention_days', natural, 'Days that runs are kept.', { default: '30' }),
  field('hist_retention_runs', integer, 'How many runs are kept.'),
  field('labels', own('a text, a list or a mapping'), 'Labels of the workflow.', { tag: 'presentation' }),
  field('tags', own('a text, a list or a mapping'), 'Labels of the workflow.', {
    tag: 'presentation',
    deprecated: 'labels',
  }),
  field('queue', text, 'The queue that runs wait in.', { tag: 'server' }),
  field('worker_selector', own('a mapping or local'), 'Which worker runs the workflow.', { tag: 'server' }),
  field('container', own('a name or a mapping'), 'The container that all steps run in.'),
  field('registry_auths', own('a mapping'), 'Credentials of image registries.'),
  field('ssh', map, 'Defaults of ssh steps.'),
  field('s3', map, 'Defaults of s3 steps.', { tag: 'server' }),
  field('redis', map, 'Defaults of redis steps.', { tag: 'server' }),
  field('llm', map, 'Defaults of chat steps.', { tag: 'server' }),
  field('kubernetes', map, 'Defaults of Kubernetes steps.', { tag: 'server' }),
  field('harnesses', map, 'Programs for `harness.run`.'),
  field('harness', own('a mapping'), 'Defaults of `harness.run`.'),
  field(
    'smtp',
    object(
      table(
        field('host', text, 'Mail server.'),
        field('port', any, 'Its port.'),
        field('username', text, 'User.'),
        field('password', text, 'Password.'),
        field('oauth', map, 'OAuth settings.'),
      ),
    ),
    'The mail server.',
  ),
  field(
    'mail_on',
    object(
      table(
        field('success', boolean, 'On success.'),
        field('failure', boolean, 'On failure.'),
        field('wait', boolean, 'While waiting.'),
      ),
    ),
    'When mails are sent.',
    { tag: 'server' },
  ),
  field('error_mail', object(mailFields), 'The mail after a failure.', { tag: 'server' }),
  field('info_mail', object(mailFields), 'The mail after a success.', { tag: 'server' }),
  field('wait_mail', object(mailFields), 'The mail while waiting.', { tag: 'server' }),
  field('secrets', own('a list'), 'Secret values, masked everywhere.'),
  field('defaults', object(defaultsFields), 'Fields for steps that do not write them.'),
  field('actions', own('a mapping'), 'Actions of your own.'),
  field('step_types', own('a mapping'), 'Step types of your own.', { deprecated: 'actions' }),
  field('tools', own('a list or a mapping'), 'Programs to fetch.', { tag: 'server' }),
  field(
    'resources',
    object(
      table(
        field('limits', object(table(field('cpu', any, 'Processors.'), field('memory', any, 'Memory.'))), 'Limits.'),
      ),
    ),
    'Limits of a run.',
    { tag: 'server' },
  ),
  field(
    'run_config',
    object(
      table(
        field('disable_param_edit', boolean, 'Parameters cannot be edited.'),
        field('disable_run_id_edit', boolean, 'The run id cannot be edited.'),
      ),
    ),
    'The dialog that starts a run.',
  ),
  field(
    'webhook',
    object(table(field('forward_headers', list(text), 'Headers that are handed on.'))),
    'Webhook settings.',
    { tag: 'server' },
  ),
  field(
    'otel',
    object(
      table(
        field('enabled', boolean, 'Whether traces are sent.'),
        field('endpoint', text, 'Where.'),
        field('headers', map, 'Headers.'),
        field('insecure', boolean, 'Without TLS.'),
        field('timeout', text, 'Time limit.'),
        field('resource', map, 'Attributes.'),
      ),
    ),
    'Tracing.',
    { tag: 'server' },
  ),
);
