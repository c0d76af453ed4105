// Fields of a container (dagu-format.md 3.17).

import { any, boolean, field, integer, list, object, own, table, text, texts, words } from './field';

export const containerFields = table(
  field('exec', text, 'A running container in which commands are executed.'),
  field('image', text, 'The image of a new container.'),
  field('name', text, 'Its name.'),
  field('pull_policy', any, 'always, missing or never.', { default: 'missing' }),
  field('env', own('a mapping or a list'), 'Variables inside it.'),
  field('volumes', list(text), 'Folders that it sees: `host:container`.'),
  field('user', text, 'The user inside it.'),
  field('working_dir', text, 'The folder inside it.'),
  field('platform', text, 'Its platform, e.g. linux/amd64.'),
  field('ports', list(text), 'Ports that are published.'),
  field('network', text, 'Its network.'),
  field('keep_container', boolean, 'Keeps it afterwards.', { default: 'false' }),
  field('startup', words('keepalive', 'entrypoint', 'command'), 'How it starts.', { default: 'keepalive' }),
  field('command', texts, 'What it starts with.'),
  field('wait_for', words('running', 'healthy'), 'When steps may begin.'),
  field('log_pattern', text, 'A line of its log after which steps may begin.'),
  field('restart_policy', text, 'What happens when it ends.'),
  field(
    'healthcheck',
    object(
      table(
        field('test', any, 'The command that tells whether it is healthy.'),
        field('interval', text, 'How often.'),
        field('timeout', text, 'How long one test may take.'),
        field('start_period', text, 'How long failures do not count.'),
        field('retries', integer, 'How many failures make it unhealthy.'),
      ),
    ),
    'How its health is tested.',
  ),
  field('shell', any, 'The shell inside it.'),
);

/** What only a new container can have. */
export const imageFields: ReadonlySet<string> = new Set(
  'image name pull_policy volumes platform ports network keep_container startup command wait_for log_pattern restart_policy healthcheck'.split(
    ' ',
  ),
);
