// Actions that reach over the network: http, mail, ssh, sftp, git, s3, redis.

import { any, boolean, field, integer, list, map, mapOf, natural, table, text, texts } from '../fields/field';
import { type BuiltIn, builtIn } from './built-in';
import { countOf } from './checks';
import { given, givenText, type Input, isTrue, refuse, refuseInput } from './input';

const sshFields = [
  field('user', text, 'The user on the other machine.'),
  field('host', text, 'The name or address of the other machine.'),
  field('port', any, 'The port that is connected to.', { default: '22' }),
  field('key', text, 'The file with the private key.'),
  field('password', text, 'The password; write a reference such as `${env.SSH_PASSWORD}`.'),
  field('strict_host_key', boolean, 'Whether the key of the machine must be a known one.', { default: 'true' }),
  field('known_host_file', text, 'The file that lists known machines.', { default: '~/.ssh/known_hosts' }),
  field('shell', any, 'The shell that the command runs in on the other machine.'),
  field('timeout', any, 'How long connecting may take.', { default: '30s' }),
  field('bastion', map, 'A machine in between, with the same fields.'),
];

const s3Fields = [
  field('region', text, 'The region of the bucket.'),
  field('endpoint', text, 'The address of the service, when it is not that of AWS.'),
  field('bucket', text, 'The bucket.'),
  field('key', text, 'The name of the object in the bucket.'),
  field('source', text, 'The file that is sent.'),
  field('destination', text, 'The file that is written.'),
  field('prefix', text, 'Only objects whose names begin with it are taken.'),
  field('output_format', text, 'How a list is printed.', { usual: ['json', 'jsonl'] }),
];

const worktreeAdd = table(
  field('branch', text, 'The branch that the worktree is on.', { default: 'one of its own for each run' }),
  field('path', text, 'The folder of the worktree; a relative path starts at the repository.', {
    default: '<repository>.worktrees/<branch>',
  }),
  field('create_branch', boolean, 'Whether the branch is made.', { default: 'false' }),
  field('base', text, 'The branch, tag or commit that a new branch begins at.', { default: 'HEAD' }),
);

const worktreeRemove = table(
  field('branch', text, 'The branch whose worktree is removed.'),
  field('path', text, 'The folder of the worktree that is removed.'),
  field('force', boolean, 'Whether uncommitted changes are thrown away.', { default: 'false' }),
  field('delete_branch', boolean, 'Whether the branch is deleted too.', { default: 'false' }),
  field('force_delete_branch', boolean, 'Whether a branch that is not merged is deleted too.', { default: 'false' }),
);

const s3Meaning = {
  upload: 'Sends a file to a bucket.',
  download: 'Fetches an object of a bucket into a file.',
  list: 'Lists the objects of a bucket.',
  delete: 'Deletes an object of a bucket, or all with a prefix.',
} as const;

export const remoteActions: readonly BuiltIn[] = [
  builtIn(
    'http.request',
    'Sends a web request and prints the answer; a status outside 200–299 fails the step.',
    table(
      field('method', text, 'The method of the request.', { usual: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'] }),
      field('url', text, 'The address, beginning with http:// or https://.'),
      field('headers', mapOf(text), 'Headers of the request, by their names.'),
      field('query', mapOf(text), 'Values that are added to the query of the address.'),
      field('body', text, 'The body of the request, as text.'),
      field('form', mapOf(text), 'Fields of a form that is sent instead of a body.'),
      field('files', map, 'Files that are sent with the form, by the names of their fields.'),
      field('timeout', integer, 'Seconds after which the request is given up.'),
      field('silent', boolean, 'Whether only the body of a good answer is printed.', { default: 'false' }),
      field('debug', boolean, 'Whether the request is printed too.', { default: 'false' }),
      field('format', text, 'json prints status, headers and body as one JSON object.', { usual: ['json'] }),
      field('json', boolean, 'Whether the answer is printed as JSON, in the older form.', {
        deprecated: 'format: json',
      }),
      field('output', text, 'The file that the body of a good answer is written to.'),
      field('skip_tls_verify', boolean, 'Whether every certificate is trusted.', { default: 'false' }),
    ),
    { unknownKeys: 'ignore', required: ['method', 'url'] },
  ),
  builtIn(
    'mail.send',
    'Sends a mail through the `smtp` server of the workflow.',
    table(
      field('from', text, 'The address of the sender.'),
      field('to', texts, 'The addresses of the receivers.'),
      field('subject', text, 'The subject of the mail.'),
      field('message', text, 'The text of the mail.'),
      field('attachments', list(text), 'Files that are attached.'),
    ),
    { unknownKeys: 'ignore' },
  ),
  builtIn(
    'ssh.run',
    'Runs a command on another machine.',
    table(...sshFields, field('command', any, 'The command, as a text or a list of words.')),
    {
      unknownKeys: 'ignore',
    },
  ),
  ...['upload', 'download'].map(verb =>
    builtIn(
      `sftp.${verb}`,
      `${verb === 'upload' ? 'Sends files to' : 'Fetches files from'} another machine.`,
      table(
        ...sshFields,
        field('source', text, 'The file or folder that is copied.'),
        field('destination', text, 'The path that it is copied to.'),
      ),
      { unknownKeys: 'ignore' },
    ),
  ),
  builtIn(
    'git.checkout',
    'Clones a repository, or moves a clone to a branch, tag or commit.',
    table(
      field('repository', text, 'The address of the repository.'),
      field('path', text, 'The folder of the clone; a relative path starts at the working directory.'),
      field('ref', text, 'The branch, tag or commit that is checked out.'),
      field('depth', natural, 'How many commits of the history are fetched; 0 fetches all.', { default: '0' }),
      field('force', boolean, 'Whether local changes are thrown away.'),
      field(
        'token',
        text,
        'An access token; write a reference such as `${env.TOKEN}`. It stands instead of user and password.',
      ),
      field('username', text, 'The user at the repository.'),
      field('password', text, 'The password at the repository.'),
      field('ssh_key_path', text, 'The file with the private key for ssh addresses.'),
      field('ssh_passphrase', text, 'The passphrase of the private key.'),
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
  builtIn(
    'git.worktree.add',
    'Makes a Git worktree beside the repository, or finds the one that is there.',
    worktreeAdd,
    { check: checkAdd },
  ),
  builtIn('git.worktree.remove', 'Removes a Git worktree, and its branch when asked.', worktreeRemove, {
    check: checkRemove,
  }),
  ...(['upload', 'download', 'list', 'delete'] as const).map(verb =>
    builtIn(`s3.${verb}`, s3Meaning[verb], table(...s3Fields), { unknownKeys: 'ignore' }),
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
