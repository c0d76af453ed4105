// Fields of a step (dagu-format.md 1.2).

import { boolean, field, list, map, natural, object, own, table, text, texts } from './field';
import { approvalFields, buildInputFields, repeatFields, retryFields } from './policies';

const policies = [
  field(
    'continue_on',
    own('failed, skipped or a mapping'),
    'When steps behind this one run although it failed or was skipped.',
  ),
  field('retry_policy', object(retryFields), 'Tries the step again when it fails.'),
  field('repeat_policy', object(repeatFields), 'Runs the step again and again while, or until, a test holds.'),
  field('timeout_sec', natural, 'Seconds until the step is ended with exit code 124.', { default: '0 (none)' }),
  field('mail_on_error', boolean, 'Sends a mail when the step fails.', { default: 'false', tag: 'server' }),
  field('signal_on_stop', text, 'The signal that a stop sends.', { default: 'SIGTERM' }),
  field('env', own('a mapping or a list'), 'Variables of the step.'),
  field('preconditions', own('a text or a list'), 'Unmet: the step is skipped.'),
];

/** What `defaults` may give to steps. */
export const defaultsFields = table(...policies);

export const stepFields = table(
  field('name', text, 'Unique in the workflow; at most 255 bytes.', { default: 'the id, else an automatic name' }),
  field('id', text, 'What references use: letters, digits, underscores; at most 40 characters.'),
  field('description', text, 'For people.', { tag: 'presentation' }),
  field(
    'run',
    own('a text or a list of texts'),
    'Shell text. Several lines run as a script; each entry of a list in a fresh shell.',
    { otherCase: 'lost' },
  ),
  field('action', text, 'The action that the step performs.', { otherCase: 'lost' }),
  field('with', map, 'Input of the action.', { otherCase: 'lost' }),
  field('command', own('a text or a list'), 'Shell text.', { deprecated: 'run' }),
  field('script', text, 'A script.', { deprecated: 'run' }),
  field('exec', own('a mapping with command and args'), 'A program without a shell.', { deprecated: 'action: exec' }),
  field('shell', own('a text or a list'), 'The shell of the step.', { deprecated: 'with.shell' }),
  field('shell_args', list(text), 'Further arguments of the shell.', { deprecated: 'with.shell_args' }),
  field('shell_packages', list(text), 'Packages for nix-shell.', { deprecated: 'with.shell_packages' }),
  field('type', text, 'The kind of executor.', { deprecated: 'action' }),
  field('config', map, 'Options of the executor.', { deprecated: 'with' }),
  field('call', text, 'The sub-DAG that is called.', { deprecated: 'action: dag.run' }),
  field('params', own('a text, a list or a mapping'), 'Parameters of the call.', { deprecated: 'with.params' }),
  field('parallel', own('a text, a list or a mapping'), 'Calls the sub-DAG once for each item.'),
  field('foreach', own('a mapping'), 'Runs steps once for each item.'),
  field('value', text, 'What a router looks at.', { deprecated: 'action: router.route' }),
  field('routes', map, 'Where a router goes.', { deprecated: 'action: router.route' }),
  field('llm', map, 'Settings of a language model.', { deprecated: 'action: chat.completion', tag: 'server' }),
  field('messages', own('a list'), 'Messages for a language model.', {
    deprecated: 'action: chat.completion',
    tag: 'server',
  }),
  field('depends', texts, 'Names or ids of the steps that must end before. Not in a chain.'),
  field('dependencies', texts, 'Files that a remote worker needs.', { tag: 'server' }),
  ...policies,
  field('working_dir', text, 'Where the step runs; relative to that of the workflow.'),
  field('stdout', own('a path or a mapping'), 'A further file for stdout, or values read from it.'),
  field('stderr', own('a path or a mapping'), 'A further file for stderr.'),
  field(
    'log_output',
    { kind: 'word', words: ['separate', 'merged'], anyCase: true },
    'One log file for both streams, or one each.',
    {
      default: 'that of the workflow',
    },
  ),
  field('output', own('a name or a mapping'), 'The variable that captures stdout, or structured output.'),
  field('output_schema', map, 'stdout must be JSON that matches.'),
  field('outputs', own('a list'), 'Values that the step writes to $DAGU_OUTPUT_FILE.'),
  field('inputs', list(object(buildInputFields)), 'Build workflows: the files that the step reads.'),
  field('approval', object(approvalFields), 'A person must approve what the step did.'),
  field('container', own('a name or a mapping'), 'The container that the step runs in.'),
  field('worker_selector', own('a mapping or local'), 'Which worker runs the step.', { tag: 'server' }),
);
