import { strict as assert } from 'node:assert';
import { chmodSync, existsSync, mkdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import type { Connections } from '../../../src/model/connections';
import { playDeeds } from '../../support/action-run';
import { dagOf, runAction } from '../../support/dag-text';
import { EngineHome } from '../../support/engine-home';
import { processEnd } from '../../support/process-end';

/** Stands for ssh: keeps the settings that it was given and what its askpass says, and runs the command as a process that outlives it. */
const program = `#!/bin/sh
here=$(dirname "$0")
echo "$*" >> "$here/argv"
cp "$2" "$here/config"
for question in "u@far's password: " "b@between's password: "; do
  [ -z "$SSH_ASKPASS" ] || "$SSH_ASKPASS" "$question" >> "$here/answers"
done
while [ "$1" != restep-target ]; do shift; done
shift
exec 3<&0
SHELL=/bin/sh setsid sh -c "$*" <&3 & wait $!
`;

const far = { host: 'far', user: 'u' };

describe('ssh', () => {
  let home: EngineHome;
  beforeEach(() => {
    home = new EngineHome({ TOKEN: 'hidden-word' });
    mkdirSync(join(home.dir, 'bin'));
    home.write('bin/ssh', program);
    home.write('id', 'key');
    home.write('loose', 'key');
    chmodSync(join(home.dir, 'bin/ssh'), 0o755);
    chmodSync(join(home.dir, 'id'), 0o600);
    home.parts = {
      ...home.parts,
      environment: { ...home.parts.environment, PATH: `${home.dir}/bin:${process.env.PATH}` },
    };
  });
  afterEach(() => home.dispose());

  it('is told where to go by a private file, and passwords by a program that it asks', async () => {
    const connections: Connections = {
      ssh: { ...far, port: '2200', password: '${env.TOKEN}', known_host_file: '~/known', timeout: '1m' },
    };
    const left = await playDeeds(
      home,
      {
        go: [
          'ssh.run',
          { command: 'echo there', key: 'id', bastion: { host: 'between', user: 'b', password: 'other' } },
        ],
      },
      { dag: { connections, secrets: [{ name: 'TOKEN', provider: 'env', key: 'TOKEN', options: {} }] } },
    );
    assert.equal(left.go.stdout, 'there\n', left.go.error);
    const usual = (methods: string): string =>
      `  PreferredAuthentications ${methods}\n  NumberOfPasswordPrompts 1\n  StrictHostKeyChecking yes\n  UserKnownHostsFile "${home.dir}/known"\n  ConnectTimeout 60\n  ServerAliveInterval 30\n  RequestTTY no\n  LogLevel ERROR\n`;
    assert.equal(
      home.text('bin/config'),
      `Host restep-target\n  HostName far\n  Port 2200\n  User u\n  IdentityFile "${home.dir}/id"\n  IdentitiesOnly yes\n  BatchMode no\n${usual('publickey,password,keyboard-interactive')}  ProxyJump restep-bastion\nHost restep-bastion\n  HostName between\n  Port 22\n  User b\n  BatchMode no\n${usual('password,keyboard-interactive')}`,
    );
    assert.equal(home.text('bin/answers'), 'hidden-word\nother\n');
    assert.doesNotMatch(home.text('bin/argv') + home.text('bin/config'), /hidden|other/);
    const [, settings = ''] = home.text('bin/argv').split(' ');
    assert.equal(existsSync(settings), false);
  });

  it('runs the commands of a workflow there: each text in a shell, words as they are', async () => {
    const tolerant = { failure: true, skipped: true, exitCodes: [], output: [], markSuccess: false };
    const steps = {
      line: { action: runAction('echo "${params.P} $0" # $HOME') },
      list: { action: { name: 'run', form: 'list', texts: ['echo a', 'exit 7', 'echo b'] }, continueOn: tolerant },
      words: { action: { name: 'exec', command: 'printf', args: ['%s|', "it's", '*', ''] } },
      script: { action: { name: 'run', form: 'script', texts: ['echo one', 'cat'], interpreter: 'sh' } },
      shell: { action: { name: 'run', form: 'command', texts: ['echo $BASH'], shell: ['bash', '-c'] } },
      dir: { action: runAction('pwd'), workingDir: '/' },
      told: { action: runAction('echo n=7 >> "$DAGU_OUTPUT_FILE"'), outputs: [{ name: 'n', type: 'string' }] },
      here: { action: { name: 'other', action: 'log.write', with: { message: 'here' } } },
    } as const;
    const text = Object.keys(steps).join('; ');
    await home.play(
      dagOf(text, { steps, dag: { connections: { ssh: far }, params: { form: 'none', list: [], additional: true } } }),
      { P: 'p' },
    );
    assert.equal(home.stdout('line'), 'p /bin/sh\n');
    assert.equal(home.stdout('list'), 'a\n');
    assert.match(home.node('list').error ?? '', /command 2 failed: exit status 7/);
    assert.equal(home.stdout('words'), "it's|*||");
    assert.equal(home.stdout('script'), 'one\n');
    assert.match(home.stdout('shell'), /bash\n$/);
    assert.equal(home.stdout('dir'), '/\n');
    assert.equal(home.node('told').outputs.n, '7', home.node('told').error);
    assert.equal(home.text('bin/argv').includes('here'), false);
  });

  it('refuses what ssh would take for something else, and keys that others can read', async () => {
    const run = (more: Readonly<Record<string, string | number>>) =>
      ['ssh.run', { command: 'true', host: 'h', ...more }] as const;
    const left = await playDeeds(home, {
      host: run({ host: '-oProxyCommand=x' }),
      user: run({ user: 'a b' }),
      port: run({ port: 'x' }),
      loose: run({ key: 'loose' }),
      absent: run({ key: 'nope' }),
      nobody: run({ host: '' }),
      timeout: run({ timeout: 'soon' }),
      nothing: run({ command: '' }),
    });
    assert.deepEqual(
      Object.values(left).map(({ error }) => error.replace(home.dir, '')),
      [
        'ssh: "-oProxyCommand=x" is no name of a machine (ssh.host).',
        'ssh: "a b" is no user (ssh.user).',
        'ssh: "x" is no port (ssh.port).',
        left.loose.error.replace(home.dir, ''),
        'ssh: ssh.key: the key /nope does not exist.',
        'ssh: ssh needs a host.',
        'ssh: ssh.timeout is no length of time; write 30s or 1m.',
        'ssh: give the command that runs on the other machine.',
      ],
    );
    assert.match(left.loose.error, /can be read by others \(mode 0\d\d\d\), which ssh refuses: chmod 600/);
    assert.equal(existsSync(join(home.dir, 'bin/argv')), false);
  });

  it('ends with a stop of the run what runs there', async function () {
    if (process.platform !== 'linux') this.skip();
    const line = `echo $$ > ${home.dir}/pid.tmp; mv ${home.dir}/pid.tmp ${home.dir}/pid; sleep 600`;
    const dag = dagOf('a', { steps: { a: { action: runAction(line) } }, dag: { connections: { ssh: far } } });
    const { done, stop } = await home.begin(dag);
    await new Promise<void>(resolve => {
      const look = (): void => {
        if (!existsSync(join(home.dir, 'pid'))) return;
        watcher.close();
        resolve();
      };
      const watcher = watch(home.dir, look);
      look();
    });
    stop();
    await done;
    assert.equal(home.node('a').status, 'aborted');
    await processEnd(home.text('pid'));
  });
});
