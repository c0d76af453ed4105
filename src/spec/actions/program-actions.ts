// Actions that hand work to other programs: databases, containers, language models, command-line agents.

import { any, boolean, field, integer, list, map, natural, object, table, text, words } from '../fields/field';
import { type BuiltIn, builtIn } from './built-in';
import { given, type Input, refuse } from './input';

const queryFields = [
  field('dsn', text, 'The database: an address such as `postgres://user@host/name`, or the path of an SQLite file.'),
  field('query', text, 'The SQL statements; the rows of the last one are printed.'),
  field('params', any, 'Values for `:name` as a mapping, or for `?` as a list.'),
  field('timeout', integer, 'Seconds after which the statements are given up.', { default: '60' }),
  field('transaction', boolean, 'Whether all statements succeed or none does.', { default: 'false' }),
  field('isolation_level', text, 'How transactions are kept apart.', {
    usual: ['default', 'read_committed', 'repeatable_read', 'serializable'],
  }),
  field(
    'output_format',
    words('jsonl', 'json', 'csv'),
    'How rows are printed: one JSON object a line, one list, or a table.',
    {
      default: 'jsonl',
    },
  ),
  field('headers', boolean, 'csv: whether the names of the columns are printed first.', { default: 'false' }),
  field('null_string', text, 'csv: what is printed where there is no value.', { default: 'null' }),
  field('max_rows', natural, 'How many rows are printed at most.', { default: '0 (no limit)' }),
  field('streaming', boolean, 'Whether rows go to `output_file` as they come.', { default: 'false' }),
  field('output_file', text, 'The file that rows are written to while streaming.'),
];

const importFields = table(
  field('input_file', text, 'The file that holds the rows.', { required: true }),
  field('table', text, 'The table that gets the rows.', { required: true }),
  field('format', text, 'The format of the file.', { default: 'by its ending', usual: ['csv', 'tsv', 'jsonl'] }),
  field('has_header', boolean, 'Whether the first row names the columns.', { default: 'true' }),
  field('delimiter', text, 'The character between cells.', { default: '"," or a tab' }),
  field('columns', list(text), 'The names of the columns, in the order of the cells.'),
  field('null_values', list(text), 'Words that stand for no value.', { default: '"", NULL, null and \\N' }),
  field('batch_size', integer, 'How many rows one statement inserts.', { default: '1000' }),
  field('on_conflict', words('error', 'ignore', 'replace'), 'What becomes of a row whose key is there already.', {
    default: 'error',
  }),
  field('conflict_target', text, 'The column whose values must be unique.'),
  field('skip_rows', natural, 'How many rows at the start are passed over.', { default: '0' }),
  field('max_rows', natural, 'How many rows are imported at most.', { default: '0 (no limit)' }),
  field('dry_run', boolean, 'Whether rows are only counted.', { default: 'false' }),
);

const databases = { postgres: 'PostgreSQL', sqlite: 'SQLite' } as const;

const prompt = field('prompt', text, 'What the model or program is asked.');

const agents = [
  'claude',
  'codex',
  'copilot',
  'cursor',
  'gemini',
  'opencode',
  'qwen',
  'aider',
  'amp',
  'cline',
  'deepseek',
  'droid',
  'goose',
  'kiro',
  'pi',
];

export const programActions: readonly BuiltIn[] = [
  ...(['postgres', 'sqlite'] as const).flatMap(kind => {
    const more = [
      field('import', object(importFields), 'Which file is read into which table, and how.'),
      kind === 'sqlite'
        ? field('file_lock', boolean, 'Whether other steps wait until this one has ended.', { default: 'false' })
        : field('advisory_lock', text, 'The name of a lock: only one step that names it works at a time.'),
      field('shared_memory', boolean, 'SQLite: whether `:memory:` is one database for all steps.'),
    ];
    return [
      builtIn(`${kind}.query`, `Runs SQL on ${databases[kind]} and prints the rows.`, table(...queryFields, ...more), {
        unknownKeys: 'ignore',
        required: ['query'],
        requiredIfAny: ['dsn'],
        apart: ['query'],
      }),
      builtIn(`${kind}.import`, `Reads a file into a table of ${databases[kind]}.`, table(...queryFields, ...more), {
        unknownKeys: 'ignore',
        required: ['import'],
        requiredIfAny: ['dsn'],
        check: checkImport,
      }),
    ];
  }),
  builtIn('docker.run', 'Runs a command in a container.', containerInput(), { unknownKeys: 'ignore' }),
  builtIn('container.run', 'Runs a command in a container.', containerInput(), {
    kind: 'docker',
    unknownKeys: 'ignore',
  }),
  ...['k8s.run', 'kubernetes.run'].map(name =>
    builtIn(
      name,
      'Runs a container as a job in Kubernetes.',
      table(
        field('image', text, 'The image of the container.'),
        field('namespace', text, 'The namespace that the job is made in.'),
      ),
      {
        kind: 'kubernetes',
        unknownKeys: 'ignore',
      },
    ),
  ),
  builtIn(
    'chat.completion',
    'Asks a language model and prints its answer.',
    table(
      prompt,
      field('provider', text, 'Whose model is asked.', {
        usual: ['openai', 'anthropic', 'gemini', 'openrouter', 'local'],
      }),
      field(
        'messages',
        list(any),
        'The conversation so far: a list of `{role, content}`. It stands instead of `prompt`.',
      ),
      field('model', text, 'The name of the model.'),
      field('system', text, 'What the model is told before everything else.'),
      field('temperature', any, 'How freely the model chooses its words, from 0 to 2.'),
      field('max_tokens', any, 'How many tokens the answer has at most.'),
      field('tools', any, 'Names of workflows that the model may call.'),
      field('stream', boolean, 'Whether the answer is printed while it comes.', { default: 'true' }),
    ),
    { kind: 'chat', unknownKeys: 'ignore' },
  ),
  builtIn(
    'harness.run',
    'Runs a command-line agent with a prompt; every other key of the input becomes one of its flags.',
    table(
      prompt,
      field('provider', text, 'The program that is asked: a known one, or a name from `harnesses`.', {
        default: 'that of `harness`',
        usual: agents,
      }),
      field('stdin', text, 'Text that the program reads besides the prompt.'),
      field(
        'fallback',
        list(map),
        'Programs that are asked in turn after a failure, each with a provider and its flags.',
      ),
    ),
    { unknownKeys: 'ignore', required: ['prompt'] },
  ),
];

function containerInput(): ReturnType<typeof table> {
  return table(
    field('image', text, 'The image that a new container is made from.'),
    field('container_name', text, 'The running container that the command is executed in, or the name of the new one.'),
    field('command', any, 'The command, as a text or a list of words.'),
    field('pull', any, 'When the image is fetched.', { default: 'missing', usual: ['always', 'missing', 'never'] }),
    field('auto_remove', boolean, 'Whether the container is removed afterwards.'),
    field('container', any, 'Further settings of the container, in the words of the Docker API.'),
    field('host', any, 'Further settings of its host side: mounts, ports, limits.'),
    field('network', any, 'Further settings of its network.'),
    field('exec', any, 'Settings of a command in a running container: user, folder, variables.'),
  );
}

function checkImport(input: Input): void {
  const node = given(input, 'import');
  if (node?.kind !== 'mapping') return;
  for (const key of ['input_file', 'table']) {
    if (!node.entries.some(entry => entry.key.text === key)) refuse(input, 'import', `needs ${key}`);
  }
}
