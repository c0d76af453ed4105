// Fields of a workflow that describe what it is connected with: mail and tracing (dagu-format.md 1.1, 3.23).

import { any, boolean, field, map, table, text, texts } from './field';

export const mailFields = table(
  field('from', text, 'The address of the sender.'),
  field('to', texts, 'The addresses of the receivers.'),
  field('prefix', text, 'Text that the subject begins with.'),
  field('attach_logs', boolean, 'Whether the logs of the steps are attached.', { default: 'false' }),
);

export const smtpFields = table(
  field('host', text, 'The name of the mail server.'),
  field('port', any, 'The port of the mail server.', { usual: ['587', '465', '25'] }),
  field('username', text, 'The user at the mail server.'),
  field('password', text, 'The password at the mail server; write a reference such as `${env.SMTP_PASSWORD}`.'),
  field('oauth', map, 'Settings for signing in by OAuth instead of a password.'),
);

export const otelFields = table(
  field('enabled', boolean, 'Whether traces are sent.', { default: 'false', tag: 'server' }),
  field('endpoint', text, 'The address that traces are sent to.', { tag: 'server' }),
  field('headers', map, 'Headers of the requests.', { tag: 'server' }),
  field('insecure', boolean, 'Whether they are sent without TLS.', { default: 'false', tag: 'server' }),
  field('timeout', text, 'How long one request may take, such as 10s.', { tag: 'server' }),
  field('resource', map, 'Attributes that every trace carries.', { tag: 'server' }),
);
