// Who git is to the server of a repository: credentials, handed over in variables and private files.

import { resolve } from 'node:path';
import type { JsonObject } from '../../base/json';
import type { ExecutionContext } from '../executor';
import { askpassEnv, keyFault } from '../ssh/ssh-secrets';
import { textOf } from './action-input';
import { GitRefusal } from './git-program';
import { fromHome } from './home-path';

export interface GitAccess {
  /** The address without any login: it stands on the command line and stays in the clone. */
  readonly address: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Throws a GitRefusal when the credentials cannot be used. */
export function gitAccess(repository: string, input: JsonObject, context: ExecutionContext): GitAccess {
  const url = /^https?:\/\//i.test(repository) && URL.canParse(repository) ? new URL(repository) : undefined;
  if (url === undefined) return { address: repository, env: sshEnv(input, context) };
  const token = textOf(input, 'token') ?? '';
  const user = textOf(input, 'username') ?? decodeURIComponent(url.username);
  const password = textOf(input, 'password') ?? decodeURIComponent(url.password);
  url.username = '';
  url.password = '';
  const login =
    token === '' ? (user === '' && password === '' ? undefined : `${user}:${password}`) : `x-access-token:${token}`;
  if (login === undefined) return { address: url.href, env: {} };
  const header = `Authorization: Basic ${Buffer.from(login).toString('base64')}`;
  // For this server alone: where it leads elsewhere, nobody is told.
  return { address: url.href, env: configEnv({ [`http.${url.origin}/.extraHeader`]: header }) };
}

function sshEnv(input: JsonObject, context: ExecutionContext): Readonly<Record<string, string>> {
  const written = textOf(input, 'ssh_key_path') ?? '';
  if (written === '') return {};
  const key = resolve(context.cwd, fromHome(written, context.env));
  const fault = keyFault(key);
  if (fault !== undefined) throw new GitRefusal(fault);
  const passphrase = textOf(input, 'ssh_passphrase') ?? '';
  const batch = passphrase === '' ? 'yes' : 'no';
  // Git gives this text to a shell.
  const quoted = `'${key.replaceAll("'", "'\\''")}'`;
  return {
    GIT_SSH_COMMAND: `ssh -i ${quoted} -o IdentitiesOnly=yes -o BatchMode=${batch}`,
    ...(passphrase === '' ? {} : askpassEnv([{ secret: passphrase, about: 'passphrase' }], context)),
  };
}

/** Settings of git as variables: read like those of a file, and no other process sees them. */
function configEnv(settings: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const entries = Object.entries(settings);
  const numbered = entries.flatMap(([name, value], at) => [
    [`GIT_CONFIG_KEY_${at}`, name],
    [`GIT_CONFIG_VALUE_${at}`, value],
  ]);
  return { ...Object.fromEntries(numbered), GIT_CONFIG_COUNT: String(entries.length) };
}
