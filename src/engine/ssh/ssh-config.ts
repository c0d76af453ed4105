// The settings for the system's ssh as a file: nothing of the user's own settings mixes in, and no value can be taken for a flag.

import type { SshHost, SshSettings } from './ssh-settings';

/** What the machine is called on the command line. */
export const targetName = 'restep-target';
const bastionName = 'restep-bastion';

/** The text of the file. */
export function sshConfig(settings: SshSettings): string {
  const { bastion } = settings;
  return [
    ...stanza(targetName, settings, settings),
    ...(bastion === undefined ? [] : [`  ProxyJump ${bastionName}`, ...stanza(bastionName, bastion, settings)]),
    '',
  ].join('\n');
}

function stanza(name: string, one: SshHost, { strict, knownHosts, timeoutSec }: SshSettings): readonly string[] {
  const { host, user, port, key, password } = one;
  const file = strict ? knownHosts : '/dev/null';
  const methods = ['publickey', ...(password === undefined ? [] : ['password', 'keyboard-interactive'])];
  return [
    `Host ${name}`,
    `  HostName ${host}`,
    `  Port ${port}`,
    ...(user === undefined ? [] : [`  User ${user}`]),
    ...(key === undefined ? [] : [`  IdentityFile "${escaped(key)}"`, '  IdentitiesOnly yes']),
    `  BatchMode ${password === undefined ? 'yes' : 'no'}`,
    `  PreferredAuthentications ${(key === undefined && password !== undefined ? methods.slice(1) : methods).join(',')}`,
    '  NumberOfPasswordPrompts 1',
    `  StrictHostKeyChecking ${strict ? 'yes' : 'no'}`,
    ...(file === undefined ? [] : [`  UserKnownHostsFile "${escaped(file)}"`]),
    `  ConnectTimeout ${timeoutSec}`,
    '  ServerAliveInterval 30',
    '  RequestTTY no',
    '  LogLevel ERROR',
  ];
}

/** Percent signs begin tokens. */
function escaped(path: string): string {
  return path.replaceAll('%', '%%');
}
