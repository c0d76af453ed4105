// Actions that hand work to other programs: databases, containers, language models, command-line agents.

import { any, boolean, field, integer, list, map, natural, object, table, text, words } from '../fields/field';
import { type BuiltIn, builtIn } from './built-in';
import { given, type Input, refuse } from './input';

const queryFields = [
  field('dsn', text, 'The database.'),
  field('query', text, 'The statements.'),
  field('params', any, 'Values for `:name` (a mapping) or `?` (a list).'),
  field('timeout', integer, 'Seconds.', { default: '60' }),
  field('transaction', boolean, 'All statements in one transaction.'),
  field('isolation_level', text, 'Of the transaction.'),
  field('output_format', words('jsonl', 'json', 'csv'), 'How rows are printed.', { default: 'jsonl' }),
  field('headers', boolean, 'csv: prints the names of the columns.', { default: 'false' }),
  field('null_string', text, 'csv: what stands for null.', { default: 'null' }),
  field('max_rows', natural, 'The most rows.'),
  field('streaming', boolean, 'Writes rows into output_file as they come.'),
  field('output_file', text, 'The file for the rows.'),
];

const importFields = table(
  field('input_file', text, 'The file with the rows.'),
  field('table', text, 'The table.'),
  field('format', text, 'csv, tsv or jsonl.', { default: 'by the ending' }),
  field('has_header', boolean, 'The first row names the columns.', { default: 'true' }),
  field('delimiter', text, 'Between cells.'),
  field('columns', list(text), 'The columns.'),
  field('null_values', list(text), 'Words that mean null.'),
  field('batch_size', integer, 'Rows in one statement.', { default: '1000' }),
  field('on_conflict', words('error', 'ignore', 'replace'), 'What happens to a key that exists.', { default: 'error' }),
  field('conflict_target', text, 'The key.'),
  field('skip_rows', natural, 'Rows that are passed over.'),
  field('max_rows', natural, 'The most rows.'),
  field('dry_run', boolean, 'Only counts.'),
);

const databases = { postgres: 'PostgreSQL', sqlite: 'SQLite' } as const;

const promptFields = [field('prompt', text, 'What is asked.'), field('provider', text, 'Who is asked.')];

export const programActions: readonly BuiltIn[] = [
  ...(['postgres', 'sqlite'] as const).flatMap(kind => {
    const more = [
      field('import', object(importFields), 'What is imported.'),
      kind === 'sqlite'
        ? field('file_lock', boolean, 'Locks the file.')
        : field('advisory_lock', text, 'Holds a lock.'),
      field('shared_memory', boolean, 'SQLite: one database in memory for all steps.'),
    ];
    return [
      builtIn(`${kind}.query`, `Runs SQL on ${databases[kind]}.`, table(...queryFields, ...more), {
        unknownKeys: 'ignore',
        required: ['query'],
        requiredIfAny: kind === 'sqlite' ? ['dsn'] : [],
      }),
      builtIn(`${kind}.import`, `Reads a file into a table of ${databases[kind]}.`, table(...queryFields, ...more), {
        unknownKeys: 'ignore',
        required: ['import'],
        requiredIfAny: kind === 'sqlite' ? ['dsn'] : [],
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
      'Runs a job in Kubernetes.',
      table(field('image', text, 'The image.'), field('namespace', text, 'The namespace.')),
      {
        kind: 'kubernetes',
        unknownKeys: 'ignore',
      },
    ),
  ),
  builtIn(
    'chat.completion',
    'Asks a language model.',
    table(
      ...promptFields,
      field('messages', list(any), 'The conversation.'),
      field('model', text, 'The model.'),
      field('system', text, 'The system message.'),
      field('temperature', any, 'How free the answer is.'),
      field('max_tokens', any, 'The longest answer.'),
      field('tools', any, 'Workflows that the model may call.'),
      field('stream', boolean, 'Prints while it answers.', { default: 'true' }),
    ),
    { kind: 'chat', unknownKeys: 'ignore' },
  ),
  builtIn(
    'harness.run',
    'Runs a command-line agent. Every other key becomes one of its flags.',
    table(
      ...promptFields,
      field('stdin', text, 'What it reads.'),
      field('fallback', list(map), 'Who is asked next after a failure.'),
    ),
    { unknownKeys: 'ignore', required: ['prompt'] },
  ),
];

function containerInput(): ReturnType<typeof table> {
  return table(
    field('image', text, 'The image.'),
    field('container_name', text, 'The name of the container.'),
    field('command', any, 'The command.'),
    field('pull', any, 'When the image is fetched.'),
    field('auto_remove', boolean, 'Removes the container afterwards.'),
    field('container', any, 'Settings of the container.'),
    field('host', any, 'Settings of the host.'),
    field('network', any, 'Settings of the network.'),
    field('exec', any, 'Settings of a command in a running container.'),
  );
}

function checkImport(input: Input): void {
  const node = given(input, 'import');
  if (node?.kind !== 'mapping') return;
  for (const key of ['input_file', 'table']) {
    if (!node.entries.some(entry => entry.key.text === key)) refuse(input, 'import', `needs ${key}`);
  }
}
