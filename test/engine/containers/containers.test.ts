import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import type { Connections } from '../../../src/model/connections';
import type { Container, NewContainer } from '../../../src/model/container';
import type { Action } from '../../../src/model/dag';
import { playDeeds } from '../../support/action-run';
import { type DagExtras, dagOf, runAction } from '../../support/dag-text';
import { EngineHome } from '../../support/engine-home';
import { FakeDocker } from '../../support/fake-docker';
import { processEnd } from '../../support/process-end';

const container: NewContainer = {
  kind: 'new',
  image: 'alpine',
  env: [],
  pullPolicy: 'missing',
  volumes: [],
  ports: [],
  keep: false,
  command: [],
  waitFor: 'running',
};
const alpine = (more: Partial<NewContainer> = {}): NewContainer => ({ ...container, ...more });
const secrets = [{ name: 'TOKEN', provider: 'env', key: 'TOKEN', options: {} }];
const script = (...texts: readonly string[]): Action => ({ name: 'run', form: 'list', texts });

describe('containers', () => {
  let home: EngineHome;
  let docker: FakeDocker;
  beforeEach(() => {
    home = new EngineHome({ TOKEN: 'hidden-word' });
    mkdirSync(join(home.dir, 'bin'));
    docker = new FakeDocker(join(home.dir, 'bin'));
    home.parts = {
      ...home.parts,
      environment: { ...home.parts.environment, PATH: `${home.dir}/bin:${process.env.PATH}` },
    };
  });
  afterEach(() => home.dispose());

  /** Plays steps that run one after the other. */
  async function play(
    steps: Readonly<Record<string, { readonly action: Action; readonly container?: Container }>>,
    dag: DagExtras['dag'] = {},
  ): Promise<void> {
    const names = Object.keys(steps);
    const text = names.map((name, at) => (at === 0 ? name : `${name} <- ${names[at - 1]}`)).join('; ');
    await home.play(dagOf(text, { steps, dag: { file: join(home.dir, 'flow.yaml'), workingDir: '.', ...dag } }));
  }

  it('take a command with everything that its step and the container say, and no secret on the command line', async () => {
    const whole = alpine({
      name: 'mine',
      env: [
        { name: 'A', value: '${env.TOKEN}' },
        { name: 'PATH', value: '/usr/bin:/bin' },
      ],
      user: '1000',
      workingDir: '/src',
      platform: 'linux/amd64',
      network: 'host',
      pullPolicy: 'always',
      volumes: ['./data:/data:ro', 'cache:/cache'],
      ports: ['8080:80'],
      healthCheck: { test: ['CMD', 'true', "it's"], interval: '5s', retries: 2 },
    });
    await play(
      { a: { action: runAction('echo ${env.TOKEN} "two words"'), container: whole } },
      { secrets, env: [{ name: 'B', value: 'b' }] },
    );
    const [call] = docker.of('run');
    const named = ['B', 'DAG_NAME', 'A'].every(name => call?.includes(`--env ${name} `));
    assert.ok(named, call);
    assert.doesNotMatch(call ?? '', /--env (PWD|HOME)/);
    assert.equal(
      call?.replace(/(--env (?!PATH)\S+ )+/g, ''),
      `--name mine --label restep=NAME --rm --pull always --platform linux/amd64 --user 1000 --workdir /src --network host --volume ${home.dir}/data:/data:ro --volume cache:/cache --publish 8080:80 --health-cmd 'true' 'it'\\''s' --health-interval 5s --health-retries 2 --env PATH=/usr/bin:/bin alpine echo hidden-word two words`,
    );
    assert.equal(home.stdout('a'), '******* two words\n');
    await play({ b: { action: runAction('echo $A'), container: whole } }, { secrets });
    assert.equal(home.stdout('b'), '*******\n');
    assert.match(docker.of('run').at(-1) ?? '', /--entrypoint sh alpine -e -c echo \$A$/);
    assert.deepEqual(docker.containers, []);
  });

  it('get passwords that are named after the client without its telling them to everybody', async () => {
    const named = ['DOCKER_PASSWORD', 'SSH_KEY'].map(name => ({ name, provider: 'env', key: 'TOKEN', options: {} }));
    const seen = { action: runAction('test "$DOCKER_PASSWORD" = "$SSH_KEY" && echo $SSH_KEY'), container: alpine() };
    await play({ a: seen }, { secrets: named });
    assert.equal(home.stdout('a'), '*******\n');
    assert.doesNotMatch(JSON.stringify(docker.calls), /hidden/);
  });

  it('give commands to the shell that they name, to sh what needs one, and leave words alone', async () => {
    await play({
      words: { action: { name: 'exec', command: 'echo', args: ['a  b', '$HOME'] }, container: alpine() },
      named: { action: runAction('echo a | cat'), container: alpine({ shell: ['bash', '-c'] }) },
      sh: { action: runAction('echo a | cat'), container: alpine() },
      marked: { action: { name: 'run', form: 'script', texts: ['#!/bin/sh\necho "$0"'] }, container: alpine() },
      language: {
        action: {
          name: 'run',
          form: 'script',
          texts: ['console.log(1)', 'console.log(2)'],
          interpreter: process.execPath,
        },
        container: alpine(),
      },
    });
    const tails = docker.of('run').map(call => call.replace(/^.*?(--entrypoint|alpine)/, '$1'));
    assert.deepEqual(tails, [
      `alpine echo a  b ${home.dir}`,
      '--entrypoint bash alpine -c echo a | cat',
      '--entrypoint sh alpine -e -c echo a | cat',
      '--entrypoint /bin/sh alpine',
      `alpine ${process.execPath}`,
    ]);
    assert.equal(home.stdout('language'), '1\n2\n');
  });

  it('of a workflow start once, when they are ready take the commands of all steps, and go in the end', async () => {
    const shared = alpine({ waitFor: 'healthy', healthCheck: { test: 'true' }, logPattern: 'listening on \\d+' });
    const writes = { ...runAction('echo n=7 >> "$DAGU_OUTPUT_FILE"; echo in'), outputs: [] };
    await home.play(
      dagOf('a#a; b <- a', {
        steps: {
          a: { action: writes, outputs: [{ name: 'n', type: 'string' }] },
          b: { action: script('echo ${steps.a.outputs.n}', 'false', 'echo never') },
        },
        dag: { container: shared },
      }),
    );
    assert.equal(docker.of('run').length, 1);
    assert.match(
      docker.of('run')[0] ?? '',
      /^--detach --name NAME --label restep=NAME --pull missing --health-cmd true --entrypoint sh alpine -c trap/,
    );
    assert.equal(home.node('a').outputs.n, '7');
    assert.equal(home.stdout('b'), '7\n');
    assert.match(home.node('b').error ?? '', /command 2 failed: exit status 1/);
    assert.deepEqual(docker.of('rm'), ['--force NAME']);
    assert.deepEqual(docker.containers, []);
  });

  it('stay when they are to be kept, or are none of ours', async () => {
    await play({ a: { action: runAction('true') } }, { container: alpine({ name: 'kept', keep: true }) });
    assert.deepEqual(docker.containers, ['kept']);
    const other = new EngineHome();
    other.parts = { ...other.parts, environment: home.parts.environment };
    await other.play(
      dagOf('a; b; c', {
        steps: { b: { container: alpine({ image: 'absent' }) }, c: { container: alpine({ name: 'kept' }) } },
        dag: { container: alpine({ name: 'kept' }) },
      }),
    );
    assert.equal(other.stdout('a'), 'a\n');
    assert.match(other.stderr('b'), /Unable to find image absent/);
    assert.match(other.stderr('c'), /Conflict/);
    assert.deepEqual(docker.containers, ['kept']);
    other.dispose();
  });

  it('that run already are entered by their name, and never stopped', async () => {
    await play({
      a: {
        action: runAction('echo $X'),
        container: { kind: 'running', name: 'db', env: [{ name: 'X', value: 'x' }], user: 'app', workingDir: '/srv' },
      },
      odd: { action: runAction('true'), container: { kind: 'running', name: '--privileged', env: [] } },
    });
    assert.match(
      docker.of('exec')[0] ?? '',
      /^--user app --workdir \/srv .*--env X --env RESTEP_COMMAND db sh -e -c echo \$X$/,
    );
    assert.match(home.node('odd').error ?? '', /"--privileged" is no name of a container/);
    assert.deepEqual(docker.of('stop').concat(docker.of('rm')), []);
  });

  for (const [how, what, place] of [
    ['stop', 'a container of its own', alpine()],
    ['stop', 'one that others use', { kind: 'running', name: 'db', env: [] }],
    ['kill', 'a container of its own', alpine()],
    ['kill', 'one that others use', { kind: 'running', name: 'db', env: [] }],
  ] as const) {
    it(`end with a ${how} of the run what runs in ${what}`, async function () {
      if (process.platform !== 'linux') this.skip();
      const line = `echo $$ > ${home.dir}/pid.tmp; mv ${home.dir}/pid.tmp ${home.dir}/pid; sleep 600`;
      const handle = await home.begin(dagOf('a', { steps: { a: { action: runAction(line), container: place } } }));
      await new Promise<void>(resolve => {
        const look = (): void => {
          if (!existsSync(join(home.dir, 'pid'))) return;
          watcher.close();
          resolve();
        };
        const watcher = watch(home.dir, look);
        look();
      });
      handle[how]();
      await handle.done;
      assert.equal(home.node('a').status, 'aborted');
      await processEnd(home.text('pid'));
    });
  }

  it('are fetched with credentials that only a private folder holds', async () => {
    mkdirSync(join(home.dir, '.docker'));
    home.write(
      '.docker/config.json',
      '{"credsStore": "desktop", "auths": {"old.io": {}, "my.io": {}}, "currentContext": "c"}',
    );
    const connections: Connections = { registryAuths: { 'my.io': { username: 'u', password: '${env.TOKEN}' } } };
    await play({ a: { action: runAction('true'), container: alpine() } }, { connections, secrets });
    assert.deepEqual(JSON.parse(docker.login), {
      auths: { 'old.io': {}, 'my.io': { auth: Buffer.from('u:hidden-word').toString('base64') } },
      currentContext: 'c',
      credHelpers: { 'old.io': 'desktop' },
    });
    assert.doesNotMatch(JSON.stringify(docker.calls), /hidden|dTpo/);
  });

  it('of a workflow go also when those credentials are gone', async () => {
    const connections: Connections = { registryAuths: { 'my.io': { username: 'u', password: 'p' } } };
    await play({ a: { action: runAction('true') } }, { connections, container: alpine() });
    assert.equal(home.node('a').status, 'succeeded');
    assert.deepEqual(docker.containers, []);
  });

  it('need docker or podman', async () => {
    await play(
      { a: { action: runAction('true'), container: alpine() } },
      { env: [{ name: 'PATH', value: '/nowhere' }] },
    );
    assert.match(home.node('a').error ?? '', /Neither docker nor podman is on the PATH/);
  });

  it('of docker.run follow the words of the Docker API', async () => {
    const left = await playDeeds(home, {
      new: [
        'docker.run',
        {
          image: 'alpine',
          pull: true,
          auto_remove: true,
          command: 'echo "a b"',
          container: { Env: ['K=v=w'], WorkingDir: '/w', labels: { l: '1' } },
          host: { binds: ['/a:/b'], port_bindings: { '80/tcp': [{ HostPort: '8080' }] }, Memory: 1024, NanoCPUs: 5e8 },
          network: { EndpointsConfig: { net: { Aliases: ['x'] } } },
        },
      ],
      bare: ['docker.run', { image: 'alpine', container_name: 'c', container: { Cmd: ['echo', 'cmd'] } }],
      inside: ['container.run', { container_name: 'c', command: ['echo', '$X'], exec: { user: 'root' } }],
      odd: ['docker.run', { image: 'alpine', host: { oom_score_adj: 5 } }],
      none: ['docker.run', {}],
    });
    assert.deepEqual(docker.of('run'), [
      '--name NAME --label restep=NAME --rm --pull always --workdir /w --label l=1 --volume /a:/b --publish 8080:80/tcp --memory 1024 --cpus 0.5 --network net --network-alias x --env K alpine echo a b',
      '--name c --label restep=NAME --pull missing alpine echo cmd',
    ]);
    assert.deepEqual([left.new.stdout, left.bare.stdout, left.inside.stdout], ['a b\n', 'cmd\n', '$X\n']);
    assert.match(docker.of('exec')[0] ?? '', /^--user root --env RESTEP_COMMAND c echo \$X$/);
    assert.match(left.odd.error, /host\.oom_score_adj cannot be told/);
    assert.match(left.none.error, /give image .* or container_name/);
  });
});
