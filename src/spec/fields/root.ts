// Fields of a workflow (dagu-format.md 1.1).

import { mailFields, otelFields, smtpFields } from './connections';
import { any, boolean, field, integer, list, map, natural, object, own, table, text, texts, words } from './field';
import { rootRetryFields } from './policies';
import { defaultsFields } from './step';
import { shells } from './usual';

const handlerMeaning = {
  init: 'Runs before the first step; when it fails, the run is aborted.',
  success: 'Runs after the steps when the run succeeded, also in part.',
  failure: 'Runs after the steps when the run failed or was rejected.',
  abort: 'Runs when the run was stopped, or when its preconditions or its init handler ended it.',
  exit: 'Runs last of all, whatever the result.',
  wait: 'Runs when the run begins to wait for a person.',
} as const;

export const handlerFields = table(
  ...(['init', 'success', 'failure', 'abort', 'exit', 'wait'] as const).map(name =>
    field(name, own('a step'), handlerMeaning[name], { otherCase: 'lost' }),
  ),
);

const labels = own('a text, a list or a mapping');

export const rootFields = table(
  field(
    'name',
    text,
    'The name of the workflow: letters, digits, dots, dashes and underscores, at most 40. Later documents of a file need one.',
    {
      default: "the file's name",
      remark: '`dagu validate` refuses it in the first document of a file, `dagu start` takes it.',
    },
  ),
  field('group', text, 'A heading under which lists of workflows show it.', { tag: 'presentation' }),
  field('description', text, 'What the workflow is for, for people.', { tag: 'presentation' }),
  field(
    'type',
    { kind: 'word', words: ['graph', 'chain', 'agent', 'build', 'controller', ''], trimmed: true },
    'In a graph, steps wait for what they depend on and else run side by side; in a chain, one runs after the other; in a build, files that did not change spare steps.',
    { default: 'graph', remark: 'Files of Dagu 1.x ran their steps one after the other; today that is `type: chain`.' },
  ),
  field('tasks', own('a list'), 'The tasks of an agent workflow.'),
  field('shell', own('a text or a list'), 'The shell of all steps that name none.', {
    default: '$SHELL, else sh',
    usual: shells,
  }),
  field('shell_args', list(text), 'Further arguments of the shell.'),
  field('working_dir', text, "The folder that steps run in; a relative path starts at the file's folder.", {
    default: 'an empty folder of its own for each run',
    usual: ['.'],
    remark: "Without it, paths that are relative do not start at the file's folder.",
  }),
  field(
    'dotenv',
    texts,
    'Files with variables, which win over `env`. `.env` is read first; an empty list switches all off.',
    { default: '.env', remark: '`[]` switches it off, `""` does not.' },
  ),
  field(
    'schedule',
    own('a text, a list or a mapping'),
    'Cron expressions that tell a scheduler when to start the workflow: minute, hour, day, month, weekday.',
    { tag: 'server' },
  ),
  field('skip_if_successful', boolean, 'A scheduled start is left out when the last interval already had a success.', {
    default: 'false',
    tag: 'server',
  }),
  field('catchup_window', text, 'How far back a scheduler makes up for missed starts, such as 12h or 2d.', {
    tag: 'server',
  }),
  field('overlap_policy', words('skip', 'all', 'latest'), 'What a scheduler does while the run before still goes on.', {
    default: 'skip',
    tag: 'server',
  }),
  field('log_dir', text, 'The folder that the logs of runs are kept in.', { default: 'the usual one' }),
  field(
    'artifacts',
    object(
      table(
        field('enabled', boolean, 'Whether runs have a folder for artifacts.', {
          default: 'true where the file uses artifacts',
        }),
        field('dir', text, 'The folder that the artifacts of all runs are kept in.'),
      ),
    ),
    'Files that a run keeps as its results.',
  ),
  field(
    'log_output',
    { kind: 'word', words: ['separate', 'merged'], anyCase: true },
    'Whether stdout and stderr of a step have a log file each, or one together.',
    { default: 'separate' },
  ),
  field(
    'consts',
    own('a list of single-key mappings'),
    'Fixed values, each one entry of a list, read as `${consts.NAME}`.',
    { remark: 'A mapping is refused: each constant is an entry of a list.' },
  ),
  field('env', own('a mapping or a list'), 'Variables of all steps, in order: later ones may use earlier ones.', {
    remark: 'An empty value becomes the text `<nil>`; write `""`. Commands in values are not run.',
  }),
  field(
    'params',
    own('a text, a list or a mapping'),
    'Values that a start may give, with their defaults; read as `${params.NAME}` and as the variable `$NAME`.',
    { remark: 'In the mapping form they are sorted by name. Single quotes hold no words together.' },
  ),
  field('handler_on', object(handlerFields), 'Steps that run when something happens to the whole run.', {
    remark: 'Policies, `depends` and `name` of a handler have no effect.',
  }),
  field('steps', own('a list of steps'), 'What the workflow does, step by step.', {
    otherCase: 'lost',
    required: true,
  }),
  field(
    'preconditions',
    own('a text or a list'),
    'What must hold before the first step; else the run is aborted without a failure.',
    { remark: 'A single mapping is refused: it must stand in a list.' },
  ),
  field('timeout_sec', integer, 'Seconds after which the whole run is ended as failed.', { default: '0 (none)' }),
  field('delay_sec', integer, 'Seconds to rest after each start of a step.', {
    default: '0',
    remark: 'It is no delay before the first step.',
  }),
  field('restart_wait_sec', integer, 'Seconds between the end and the new start of a restart.', { default: '0' }),
  field('max_active_steps', integer, 'How many steps of a run are active at a time.', {
    default: '0 (no limit)',
    remark: 'A negative number ends in a run that cannot go on.',
  }),
  field('max_active_runs', integer, 'How many runs of the workflow are active at a time.', {
    default: '1',
    tag: 'server',
    deprecated: 'queue',
  }),
  field('max_clean_up_time_sec', integer, 'Seconds that steps get to end by themselves before a stop kills them.', {
    default: '5',
  }),
  field('max_output_size', integer, 'Bytes of stdout that an output captures at most; more fails the step.', {
    default: '1048576',
  }),
  field('retry_policy', object(rootRetryFields), 'How often a failed run is run again as a whole.'),
  field('hist_retention_days', natural, 'Days after which old runs are deleted.', { default: '30' }),
  field('hist_retention_runs', integer, 'How many runs are kept; it stands instead of `hist_retention_days`.'),
  field('labels', labels, 'Words that runs and workflows are found by, each `key` or `key=value`.', {
    tag: 'presentation',
  }),
  field('tags', labels, 'Words that runs and workflows are found by, under their older name.', {
    tag: 'presentation',
    deprecated: 'labels',
  }),
  field('queue', text, 'The queue that runs wait in when too many are active.', { tag: 'server' }),
  field('worker_selector', own('a mapping or local'), 'Labels of the worker that must run the workflow.', {
    tag: 'server',
    usual: ['local'],
  }),
  field('container', own('a name or a mapping'), 'The container that all steps run in, started once for a run.'),
  field('registry_auths', own('a mapping or JSON text'), 'Users and passwords for image registries, by their host.'),
  field('ssh', map, 'The machine that steps without an action of their own run on.'),
  field('s3', map, 'What `s3.*` steps use when they do not say it.', { tag: 'server' }),
  field('redis', map, 'What `redis.*` steps use when they do not say it.', { tag: 'server' }),
  field('llm', map, 'What `chat.completion` steps use when they do not say it.', { tag: 'server' }),
  field('kubernetes', map, 'What Kubernetes steps use when they do not say it.', { tag: 'server' }),
  field('harnesses', map, 'Definitions of further programs for `harness.run`, by their names.'),
  field('harness', own('a mapping'), 'What `harness.run` steps use when they do not say it.'),
  field('smtp', object(smtpFields), 'The server that mails are sent through.'),
  field(
    'mail_on',
    object(
      table(
        field('success', boolean, 'Sends `info_mail` when a run succeeds.', { default: 'false' }),
        field('failure', boolean, 'Sends `error_mail` when a run fails.', { default: 'false' }),
        field('wait', boolean, 'Sends `wait_mail` when a run waits for a person.', { default: 'false' }),
      ),
    ),
    'When mails about a run are sent.',
  ),
  field('error_mail', object(mailFields), 'The mail that is sent when something failed.'),
  field('info_mail', object(mailFields), 'The mail that is sent after a success.'),
  field('wait_mail', object(mailFields), 'The mail that is sent when a run waits for a person.'),
  field('secrets', own('a list'), 'Secret values that steps get as variables and that logs show as `*******`.'),
  field('defaults', object(defaultsFields), 'Fields for all steps of this document that do not write them themselves.'),
  field('actions', own('a mapping'), 'Actions of your own, by their names: a step with an input that is checked.'),
  field('step_types', own('a mapping'), 'Step types of your own, in the older form.', { deprecated: 'actions' }),
  field(
    'tools',
    own('a list or a mapping'),
    'Programs that are fetched and put on the PATH, such as `jqlang/jq@jq-1.7.1`.',
    {
      tag: 'server',
    },
  ),
  field(
    'resources',
    object(
      table(
        field(
          'limits',
          object(
            table(
              field('cpu', any, 'Processors, such as 0.5 or "500m".', { tag: 'server' }),
              field('memory', any, 'Memory, such as 512Mi.', { tag: 'server' }),
            ),
          ),
          'What a run may use at most.',
          { tag: 'server' },
        ),
      ),
    ),
    'How much of the machine a run may use.',
    { tag: 'server' },
  ),
  field(
    'run_config',
    object(
      table(
        field('disable_param_edit', boolean, 'The dialog shows the parameters without letting people change them.', {
          default: 'false',
        }),
        field('disable_run_id_edit', boolean, 'The dialog does not let people choose the id of the run.', {
          default: 'false',
        }),
      ),
    ),
    'What the dialog that starts a run allows.',
  ),
  field(
    'webhook',
    object(
      table(
        field('forward_headers', list(text), 'Names of request headers that the run gets as a variable.', {
          tag: 'server',
        }),
      ),
    ),
    'What a start by a web request hands on.',
    { tag: 'server' },
  ),
  field('otel', object(otelFields), 'Where traces of runs are sent.', { tag: 'server' }),
);
