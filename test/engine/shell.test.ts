import { strict as assert } from 'node:assert';
import { commandCall, defaultShell, filePlace, interpreterCall, scriptCall, splitWords } from '../../src/engine/shell';
import type { Shell } from '../../src/model/dag';
import { shellFamily } from '../../src/model/shell-family';

const named = (...shell: string[]): { shell: Shell; explicit: boolean } => ({ shell, explicit: true });
const usual = (...shell: string[]): { shell: Shell; explicit: boolean } => ({ shell, explicit: false });

/** The arguments for one line, joined by bars. */
function line(choice: Parameters<typeof commandCall>[0], text = 'TEXT'): string {
  const call = commandCall(choice, text);
  return call.ok ? call.value.argv.join('|') : call.error;
}

/** The arguments for a script, with FILE where its path goes. */
function script(choice: Parameters<typeof scriptCall>[0], text = 'one\ntwo'): string {
  const call = scriptCall(choice, text);
  return call.ok ? call.value.argv.join('|').replace(filePlace, 'FILE') : call.error;
}

describe('shells', () => {
  it('are known by the name of their program', () => {
    const families = [
      '/bin/sh',
      'bash',
      'zsh',
      'pwsh.exe',
      'C:\\Windows\\System32\\cmd.exe',
      'PowerShell',
      'nix-shell',
      'fish',
    ];
    assert.deepEqual(
      families.map(program => shellFamily([program])),
      ['posix', 'posix', 'posix', 'powershell', 'cmd', 'powershell', 'nix', 'other'],
    );
    assert.equal(shellFamily(['/usr/bin/env', '-i', 'A=1', 'bash']), 'posix');
  });

  it('take a line with -c, and with -e unless the step names its shell', () => {
    assert.equal(line(usual('sh')), 'sh|-e|-c|TEXT');
    assert.equal(line(named('sh')), 'sh|-c|TEXT');
    assert.equal(line(usual('bash', '-e')), 'bash|-e|-c|TEXT');
    assert.equal(line(usual('bash', '-o', 'pipefail')), 'bash|-o|pipefail|-e|-c|TEXT');
    assert.equal(line(named('sh', '-c')), 'sh|-c|TEXT');
    assert.equal(line(usual('bash', '-lc')), 'bash|-e|-lc|TEXT');
    assert.equal(line(usual('fish')), 'fish|-c|TEXT');
    assert.equal(line({ ...named('nix-shell'), packages: ['jq', 'go'] }), 'nix-shell|-p|jq|-p|go|--pure|--run|TEXT');
  });

  it('take a script through a file', () => {
    assert.equal(script(usual('sh')), 'sh|-e|FILE');
    assert.equal(script(named('sh')), 'sh|FILE');
    assert.equal(script(usual('fish')), 'fish|FILE');
    assert.equal(script(named('nix-shell')), "nix-shell|--pure|--run|bash 'FILE'");
    assert.match(script(usual('bash', '-lc')), /script form.*"-lc"/);
  });

  it('leave a script to the interpreter that it names, unless the step names a shell', () => {
    assert.equal(script(usual('sh'), '#!/usr/bin/env -S python3 -u\nx'), '/usr/bin/env|python3|-u|FILE');
    assert.equal(script(usual('sh'), '#!/bin/sh -x\nx'), '/bin/sh|-x|FILE');
    assert.equal(script(named('sh'), '#!/bin/sh -x\nx'), 'sh|FILE');
    assert.equal(
      interpreterCall('python3 -u "a b"', 'x').argv.join('|').replace(filePlace, 'FILE'),
      'python3|-u|a b|FILE',
    );
  });

  it('make PowerShell stop at errors and pass exit codes on', () => {
    const call = commandCall(named('pwsh'), 'Get-Item x');
    assert.ok(call.ok);
    assert.deepEqual(call.value.argv.slice(0, 4), ['pwsh', '-NoProfile', '-NonInteractive', '-Command']);
    assert.match(
      call.value.argv[4] ?? '',
      /ErrorActionPreference = 'Stop'[\s\S]*\nGet-Item x\n[\s\S]*exit \$LASTEXITCODE/,
    );
    const file = scriptCall(named('powershell'), 'param($x)\n$x');
    assert.ok(file.ok);
    assert.deepEqual(file.value.file, { text: '\uFEFFparam($x)\n$x', ending: '.ps1' });
    assert.equal(script(named('pwsh')), 'pwsh|-NoProfile|-NonInteractive|-ExecutionPolicy|Bypass|-File|FILE');
  });

  it('give cmd its line unquoted, and a script with its line ends', () => {
    const call = commandCall(named('cmd'), 'echo "a b"');
    assert.ok(call.ok);
    assert.deepEqual([call.value.argv, call.value.verbatim], [['cmd', '/d', '/s', '/c', '"echo "a b""'], true]);
    const file = scriptCall(named('cmd.exe'), 'a\nb');
    assert.ok(file.ok);
    assert.deepEqual(file.value.file, { text: '@echo off\r\na\r\nb', ending: '.cmd' });
  });

  it('refuse packages that they cannot bring', () => {
    assert.match(line({ ...named('sh'), packages: ['jq'] }), /shell_packages needs the shell nix-shell/);
  });

  it('are chosen by the root, the configuration, the login shell, and then sh', () => {
    const none = (): boolean => false;
    assert.deepEqual(defaultShell(['bash', '-l'], { SHELL: '/bin/zsh' }, 'linux', none), ['bash', '-l']);
    assert.deepEqual(defaultShell(undefined, { DAGU_DEFAULT_SHELL: 'bash -l', SHELL: '/bin/zsh' }, 'linux', none), [
      'bash',
      '-l',
    ]);
    assert.deepEqual(defaultShell(undefined, { SHELL: '/bin/zsh' }, 'darwin', none), ['/bin/zsh']);
    assert.deepEqual(defaultShell(undefined, {}, 'linux', none), ['sh']);
    assert.deepEqual(
      defaultShell(undefined, { SHELL: '/bin/zsh' }, 'win32', program => program === 'powershell'),
      ['powershell'],
    );
    assert.deepEqual(defaultShell(undefined, { COMSPEC: 'C:\\cmd.exe' }, 'win32', none), ['C:\\cmd.exe']);
  });

  it('split command lines as shells do', () => {
    assert.deepEqual(splitWords(`bash -c 'a "b"' "c \\"d\\"" e\\ f ''`), ['bash', '-c', 'a "b"', 'c "d"', 'e f', '']);
  });
});
