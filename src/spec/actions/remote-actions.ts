// Actions that reach over the network: http, mail, ssh, sftp, git, s3, redis.

import { any, boolean, field, integer, list, map, mapOf, natural, table, text, texts } from '../fields/field';
import { type BuiltIn, builtIn } from './built-in';
import { countOf } from './checks';
import { given, givenText, type Input, isTrue, refuse, refuseInput } from './input';

const sshFields = [
  field('user', text, 'The user there.'),
  field('host', text, 'The machine.'),
  field('port', any, 'Its port.', { default: '22' }),
  field('key', text, 'The file with the private key.'),
  field('password', text, 'The password.'),
  field('strict_host_key', boolean, 'Checks the key of the machine.', { default: 'true' }),
  field('known_host_file', text, 'Where known machines are listed.'),
  field('shell', any, 'The shell there.'),
  field('timeout', any, 'The longest time for connecting.', { default: '30s' }),
  field('bastion', map, 'A machine in between.'),
];

const s3Fields = [
  field('region', text, 'The region.'),
  field('endpoint', text, 'The address of the service.'),
  field('bucket', text, 'The bucket.'),
  field('key', text, 'The name of the object.'),
  field('source', text, 'The file to send.'),
  field('destination', text, 'The file to write.'),
  field('prefix', text, 'Only objects that begin so.'),
  field('output_format', text, 'How a list is printed.'),
];

const worktreeAdd = table(
  field('branch', text, 'The branch.', { default: 'one of its own for each run' }),
  field('path', text, 'Where, relative to the repository.', { default: '<repository>.worktrees/<branch>' }),
  field('create_branch', boolean, 'Makes the branch.'),
  field('base', text, 'What a new branch begins at.'),
);

const worktreeRemove = table(
  field('branch', text, 'The branch.'),
  field('path', text, 'Where it is.'),
  field('force', boolean, 'Also with uncommitted changes.'),
  field('delete_branch', boolean, 'Deletes the branch too.'),
  field('force_delete_branch', boolean, 'Also when it is not merged.'),
);

export const remoteActions: readonly BuiltIn[] = [
  builtIn(
    'http.request',
    'Sends a request. An answer outside 200–299 fails the step.',
    table(
      field('method', text, 'GET, POST, …'),
      field('url', text, 'The address.'),
      field('headers', mapOf(text), 'Headers.'),
      field('query', mapOf(text), 'Added to the query of the address.'),
      field('body', text, 'The body, as text.'),
      field('form', mapOf(text), 'Fields of a form.'),
      field('files', map, 'Files of a form.'),
      field('timeout', integer, 'Seconds.'),
      field('silent', boolean, 'Prints only the body of a good answer.', { default: 'false' }),
      field('debug', boolean, 'Prints what is sent.', { default: 'false' }),
      field('format', text, 'json: prints status, headers and body as JSON.'),
      field('json', boolean, 'The older way to write format: json.', { deprecated: 'format: json' }),
      field('output', text, 'The file for the body.'),
      field('skip_tls_verify', boolean, 'Trusts every certificate.', { default: 'false' }),
    ),
    { unknownKeys: 'ignore', required: ['method', 'url'] },
  ),
  builtIn(
    'mail.send',
    'Sends a mail through the `smtp` server of the workflow.',
    table(
      field('from', text, 'Sender.'),
      field('to', texts, 'Receivers.'),
      field('subject', text, 'Subject.'),
      field('message', text, 'The text.'),
      field('attachments', list(text), 'Files.'),
    ),
    { unknownKeys: 'ignore' },
  ),
  builtIn('ssh.run', 'Runs a command on another machine.', table(...sshFields, field('command', any, 'The command.')), {
    unknownKeys: 'ignore',
  }),
  ...['upload', 'download'].map(verb =>
    builtIn(
      `sftp.${verb}`,
      `${verb === 'upload' ? 'Sends files to' : 'Fetches files from'} another machine.`,
      table(...sshFields, field('source', text, 'From where.'), field('destination', text, 'Where to.')),
      { unknownKeys: 'ignore' },
    ),
  ),
  builtIn(
    'git.checkout',
    'Clones a repository, or moves a clone to a branch, tag or commit.',
    table(
      field('repository', text, 'The address of the repository.'),
      field('path', text, 'Where the clone is, relative to the working directory.'),
      field('ref', text, 'A branch, tag or commit.'),
      field('depth', natural, 'How many commits are fetched; 0: all.', { default: '0' }),
      field('force', boolean, 'Throws local changes away.'),
      field('token', text, 'An access token.'),
      field('username', text, 'The user.'),
      field('password', text, 'The password.'),
      field('ssh_key_path', text, 'The file with the private key.'),
      field('ssh_passphrase', text, 'Its passphrase.'),
    ),
    {
      required: ['repository', 'path'],
      check: input => {
        if (given(input, 'token') !== undefined && countOf(input, 'username', 'password') > 0) {
          refuse(input, 'token', 'cannot stand together with username or password');
        }
      },
    },
  ),
  builtIn('git.worktree.add', 'Makes or finds a worktree.', worktreeAdd, { check: checkAdd }),
  builtIn('git.worktree.remove', 'Removes a worktree.', worktreeRemove, { check: checkRemove }),
  ...['upload', 'download', 'list', 'delete'].map(verb =>
    builtIn(`s3.${verb}`, `S3: ${verb}.`, table(...s3Fields), { unknownKeys: 'ignore' }),
  ),
];

function checkAdd(input: Input): void {
  notBlank(input, 'branch', 'path', 'base');
  if (given(input, 'base') !== undefined && given(input, 'branch') !== undefined && !isTrue(input, 'create_branch')) {
    refuse(input, 'base', 'needs create_branch: true beside a branch');
  }
}

function checkRemove(input: Input): void {
  notBlank(input, 'branch', 'path');
  if (countOf(input, 'branch', 'path') === 0) refuseInput(input, `${input.action} needs a branch or a path`);
  if (isTrue(input, 'delete_branch') && given(input, 'branch') === undefined)
    refuse(input, 'delete_branch', 'needs a branch');
  if (isTrue(input, 'force_delete_branch') && !isTrue(input, 'delete_branch')) {
    refuse(input, 'force_delete_branch', 'needs delete_branch: true');
  }
}

function notBlank(input: Input, ...keys: readonly string[]): void {
  for (const key of keys) if (givenText(input, key)?.trim() === '') refuse(input, key, 'must not be empty');
}
