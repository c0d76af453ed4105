// Fields of a step (dagu-format.md 1.2).

import { any, boolean, field, list, map, natural, object, own, table, text, texts } from './field';
import { approvalFields, buildInputFields, repeatFields, retryFields } from './policies';
import { shells, signals } from './usual';

const policies = [
  field(
    'continue_on',
    own('failed, skipped or a mapping'),
    'When the steps that depend on this one run although it failed or was skipped.',
    { usual: ['failed', 'skipped'], remark: 'The short form is `failed`; `failure` is a key of the mapping only.' },
  ),
  field(
    'retry_policy',
    object(retryFields),
    'Tries the step again when it fails, within the same run. Timeouts are not retried.',
  ),
  field('repeat_policy', object(repeatFields), 'Runs the step again and again, while a test holds or until it does.'),
  field('timeout_sec', natural, 'Seconds after which one try of the step is ended with exit code 124.', {
    default: '0 (none)',
    remark: 'A number in quotes is refused.',
  }),
  field('mail_on_error', boolean, 'Sends the mail of `error_mail` when the step fails.', { default: 'false' }),
  field('signal_on_stop', text, 'The signal that the step gets when the run is stopped.', {
    default: 'SIGTERM',
    usual: signals,
    remark: 'Only whole names in capitals: `SIGINT`, not `INT` or `2`.',
  }),
  field(
    'env',
    own('a mapping or a list'),
    'Variables of this step alone. Later entries see earlier ones; they win over those of the workflow.',
  ),
  field('preconditions', own('a text or a list'), 'What must hold before the step runs; else the step is skipped.', {
    remark: 'A single mapping is refused: it must stand in a list.',
  }),
];

/** What `defaults` may give to steps. */
export const defaultsFields = table(...policies);

export const stepFields = table(
  field('name', text, 'The name that people see: unique in the workflow and at most 255 bytes long.', {
    default: 'the id, else an automatic name such as cmd_1',
  }),
  field(
    'id',
    text,
    'The short name that references such as `${steps.ID.outputs.NAME}` use: letters, digits and underscores, at most 40 characters.',
    { remark: 'Reserved: env, params, args, stdout, stderr, output, outputs.' },
  ),
  field('description', text, 'A note for people.', { tag: 'presentation' }),
  field(
    'run',
    own('a text or a list of texts'),
    'Shell commands: one line is a command, several lines are a script, and each entry of a list runs in a fresh shell.',
    {
      otherCase: 'lost',
      remark:
        'References are put in without quotes: write `"${params.x}"`, or the shell reads blanks and quotes of the value.',
    },
  ),
  field('action', text, 'The action that the step performs instead of shell commands; its input stands in `with`.', {
    otherCase: 'lost',
  }),
  field('with', map, 'The input of the action; beside `run` it holds the shell.', { otherCase: 'lost' }),
  field('command', own('a text or a list'), 'Shell commands, in the older form.', { deprecated: 'run' }),
  field('script', text, 'A script, in the older form.', { deprecated: 'run' }),
  field('exec', own('a mapping with command and args'), 'A program that starts without a shell, in the older form.', {
    deprecated: 'action: exec',
  }),
  field('shell', own('a text or a list'), 'The shell of the step, in the older place.', {
    deprecated: 'with.shell',
    usual: shells,
  }),
  field('shell_args', list(text), 'Further arguments of the shell, in the older place.', {
    deprecated: 'with.shell_args',
  }),
  field('shell_packages', list(text), 'Packages for nix-shell, in the older place.', {
    deprecated: 'with.shell_packages',
  }),
  field('type', text, 'The kind of executor, in the older form.', { deprecated: 'action' }),
  field('config', map, 'Options of the executor, in the older form.', { deprecated: 'with' }),
  field('call', text, 'The workflow that the step calls, in the older form.', { deprecated: 'action: dag.run' }),
  field('params', own('a text, a list or a mapping'), 'Parameters of the called workflow, in the older place.', {
    deprecated: 'with.params',
  }),
  field(
    'parallel',
    own('a text, a list or a mapping'),
    'Calls the workflow of `dag.run` once for each item; `${ITEM}` is the item.',
  ),
  field(
    'foreach',
    own('a mapping'),
    'Runs a list of steps once for each item, inside this run; `${foreach.item}` is the item.',
  ),
  field('value', text, 'The value that a router looks at, in the older place.', { deprecated: 'action: router.route' }),
  field('routes', map, 'Where a router goes, in the older place.', { deprecated: 'action: router.route' }),
  field('llm', map, 'Settings of a language model, in the older place.', {
    deprecated: 'action: chat.completion',
    tag: 'server',
  }),
  field('messages', list(any), 'Messages for a language model, in the older place.', {
    deprecated: 'action: chat.completion',
    tag: 'server',
  }),
  field(
    'depends',
    texts,
    'Ids or names of the steps that must end well before this one begins. A chain orders its steps itself and refuses it.',
    { remark: '`[]` is refused in a chain too.' },
  ),
  field('dependencies', texts, 'Files and patterns that are sent along to a remote worker.', { tag: 'server' }),
  ...policies,
  field('working_dir', text, 'The folder that the step runs in; a relative path starts at that of the workflow.', {
    default: 'that of the workflow',
  }),
  field(
    'stdout',
    own('a path or a mapping'),
    'A further file that stdout is appended to, an artifact that keeps it, or outputs that are read from it.',
    { remark: 'Its folder must exist. Dagu refuses the same text for stderr: write `log_output: merged`.' },
  ),
  field(
    'stderr',
    own('a path or a mapping'),
    'A further file that stderr is appended to, or an artifact that keeps it.',
  ),
  field(
    'log_output',
    { kind: 'word', words: ['separate', 'merged'], anyCase: true },
    'Whether stdout and stderr have a log file each, or one together.',
    {
      default: 'that of the workflow',
    },
  ),
  field(
    'output',
    own('a name or a mapping'),
    'The variable that captures stdout without blanks around it, or a mapping of values that the step publishes.',
    { remark: 'The variable is seen by the steps that depend on this one, and by handlers.' },
  ),
  field('output_schema', map, 'A JSON Schema: stdout must be JSON that matches it, else the step fails.'),
  field(
    'outputs',
    own('a list'),
    'The outputs that the step promises to write to the file `$DAGU_OUTPUT_FILE`, as `NAME=value` lines. Needs an id.',
    { remark: 'Every declared output must be written, and no other one.' },
  ),
  field('inputs', list(object(buildInputFields)), 'The files that a step of a build workflow reads.'),
  field('approval', object(approvalFields), 'After the step ran, the run waits until a person approves the result.'),
  field(
    'container',
    own('a name or a mapping'),
    'The container that the step runs in: the name of a running one, or the description of a new one.',
  ),
  field('worker_selector', own('a mapping or local'), 'Labels of the worker that must run the step.', {
    tag: 'server',
    usual: ['local'],
  }),
);
