// Fields of a container (dagu-format.md 3.17).

import { any, boolean, field, integer, list, object, own, table, text, texts, words } from './field';

export const containerFields = table(
  field('exec', text, 'The name of a running container in which commands are executed.'),
  field('image', text, 'The image that a new container is made from.'),
  field('name', text, 'The name of the new container.'),
  field('pull_policy', any, 'When the image is fetched.', {
    default: 'missing',
    usual: ['always', 'missing', 'never'],
    remark: 'It may be true or false as well.',
  }),
  field('env', own('a mapping or a list'), 'Variables inside the container.'),
  field('volumes', list(text), 'Folders of this machine that the container sees, each as `host:container`.'),
  field('user', text, 'The user that commands run as inside the container.'),
  field('working_dir', text, 'The folder inside the container that commands run in.'),
  field('platform', text, 'The platform of the image, such as linux/amd64.', {
    usual: ['linux/amd64', 'linux/arm64'],
  }),
  field('ports', list(text), 'Ports that are published, each as `host:container`.'),
  field('network', text, 'The network that the container joins.', { usual: ['bridge', 'host', 'none'] }),
  field('keep_container', boolean, 'Whether the container stays after the run.', { default: 'false' }),
  field(
    'startup',
    words('keepalive', 'entrypoint', 'command'),
    'What the container does while steps run in it: wait, its entrypoint, or `command`.',
    { default: 'keepalive' },
  ),
  field('command', texts, 'The command that the container starts with, for startup: command.'),
  field('wait_for', words('running', 'healthy'), 'The state of the container in which steps may begin.', {
    default: 'running',
  }),
  field('log_pattern', text, "A pattern; steps begin once a line of the container's log matches it."),
  field('restart_policy', text, 'What happens when the container ends.', {
    usual: ['no', 'always', 'on-failure', 'unless-stopped'],
  }),
  field(
    'healthcheck',
    object(
      table(
        field('test', any, 'The command that tells whether the container is healthy.'),
        field('interval', text, 'The time between two tests, such as 30s.'),
        field('timeout', text, 'How long one test may take, such as 5s.'),
        field('start_period', text, 'The time after the start in which failures do not count.'),
        field('retries', integer, 'How many failures in a row make the container unhealthy.'),
      ),
    ),
    'How the container is tested for its health.',
  ),
  field('shell', any, 'The shell inside the container, as a list of words.'),
);

/** What only a new container can have. */
export const imageFields: ReadonlySet<string> = new Set(
  'image name pull_policy volumes platform ports network keep_container startup command wait_for log_pattern restart_policy healthcheck'.split(
    ' ',
  ),
);
