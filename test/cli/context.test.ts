// Contexts: what is kept of them, and that nothing happens here that was meant for a server.

import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandList } from '../../src/cli/command-list';
import { CallPlace } from '../support/cli-call';

describe('restep context', () => {
  let place: CallPlace;
  beforeEach(() => {
    place = new CallPlace();
  });
  afterEach(() => place.dispose());

  const call = (...argv: readonly string[]) => place.call(argv);
  const kept = () => join(place.home, 'contexts.json');
  const keep = (text: string): void => {
    mkdirSync(place.home, { recursive: true });
    writeFileSync(kept(), text);
  };

  it('knows the local one without any file', async () => {
    assert.deepEqual(await call('context', 'list'), { exit: 0, out: '* local  this machine\n', err: '' });
    assert.deepEqual(await call('context', 'current'), { exit: 0, out: 'local\n', err: '' });
    assert.ok(!existsSync(place.home));
  });

  it('adds, uses and removes others, for the user alone', async () => {
    const added = await call('context', 'add', 'prod', '--server', 'https://dagu.example.com');
    assert.deepEqual([added.exit, added.out], [0, '']);
    assert.match(added.err, /^Added the context prod\. .*restep context use prod\n$/);
    assert.equal((await call('context', 'current')).out, 'local\n');
    assert.equal((await call('context', 'use', 'prod')).exit, 0);
    assert.equal((await call('context', 'current')).out, 'prod\n');
    assert.equal((await call('context', 'list')).out, '  local  this machine\n* prod   https://dagu.example.com\n');
    assert.deepEqual([statSync(kept()).mode & 0o777, statSync(place.home).mode & 0o777], [0o600, 0o700]);
    assert.deepEqual(readdirSync(place.home), ['contexts.json']);
    const early = await call('context', 'remove', 'prod');
    assert.deepEqual(
      [early.exit, early.err],
      [1, 'Error: the context prod is in use: first restep context use local\n'],
    );
    assert.equal((await call('context', 'use', 'local')).exit, 0);
    assert.deepEqual(await call('context', 'remove', 'prod'), { exit: 0, out: '', err: 'Removed the context prod.\n' });
    assert.equal((await call('context', 'list')).out, '* local  this machine\n');
  });

  it('keeps no API key, and says so', async () => {
    const { exit, err } = await call(
      ...[
        'context',
        'add',
        'prod',
        '--server',
        'https://x.example',
        '--api-key',
        'very-secret',
        '--description',
        'ours',
      ],
    );
    assert.equal(exit, 0);
    assert.match(err, /^Not kept: --api-key, --description\.\n/);
    assert.deepEqual(JSON.parse(readFileSync(kept(), 'utf8')), {
      current: 'local',
      contexts: [{ name: 'prod', server: 'https://x.example' }],
    });
  });

  it('answers misuse with the reason, and changes nothing', async () => {
    await call('context', 'add', 'prod', '--server', 'https://x.example');
    const before = readFileSync(kept(), 'utf8');
    const wrong: readonly (readonly [readonly string[], RegExp])[] = [
      [[], /^Error: context needs list, current, add, use or remove; see restep context --help\n$/],
      [['lst'], /^Error: unknown command "lst" for "restep context" \(did you mean list\?\)\n$/],
      [['list', 'prod'], /^Error: unexpected arguments: prod; see restep context --help\n$/],
      [['use'], /^Error: context use needs a NAME; see restep context --help\n$/],
      [['use', 'prd'], /^Error: there is no context "prd" \(did you mean prod\?\)\n$/],
      [
        ['use', 'prod', '--server', 'https://y'],
        /^Error: --server goes with "context add" alone; see restep context --help\n$/,
      ],
      [['add', 'other'], /^Error: context add needs --server; see restep context --help\n$/],
      [['add', 'other', '--server', 'x.example'], /"x\.example" is no address of a server/],
      [['add', 'other', '--server', 'https://kim:pw@x.example'], /leave user and password out of it\n$/],
      [['add', 'a b', '--server', 'https://x.example'], /"a b" cannot be the name of a context/],
      [['add', 'prod', '--server', 'https://y.example'], /there is a context prod already/],
      [['add', 'local', '--server', 'https://y.example'], /there is a context local already/],
      [['remove', 'local'], /the context local is this machine: it stays\n$/],
      [['remove', 'other'], /there is no context "other"/],
    ];
    for (const [argv, message] of wrong) {
      const { exit, out, err } = await call('context', ...argv);
      assert.deepEqual([exit, out], [1, ''], argv.join(' '));
      assert.match(err, message);
    }
    assert.equal(readFileSync(kept(), 'utf8'), before);
  });

  it('has every command refuse that would look at runs here or make them, before anything happens', async () => {
    await call('context', 'add', 'prod', '--server', 'https://x.example');
    await call('context', 'use', 'prod');
    const anywhere = 'example validate migrate schema context config version'.split(' ');
    for (const { name, group } of commandList) {
      if (group === 'server' || anywhere.includes(name)) continue;
      const { exit, out, err } = await call(name, 'complete', 'flow.yaml', '--no-such-flag');
      assert.deepEqual(
        [exit, out, err],
        [
          1,
          '',
          `Error: ${name} works in the local context only, and the context prod is in use: restep context use local\n`,
        ],
      );
    }
    assert.deepEqual(readdirSync(place.home), ['contexts.json']);
  });

  it('leaves alone what has nothing to do with a machine, and help', async () => {
    await call('context', 'add', 'prod', '--server', 'https://x.example');
    await call('context', 'use', 'prod');
    writeFileSync(join(place.dir, 'flow.yaml'), 'steps: [{run: "true"}]\n');
    for (const argv of [
      ['validate', 'flow.yaml'],
      ['migrate', '--check', 'flow.yaml'],
      ['schema', 'dag', 'type'],
      ['example'],
      ['config'],
      ['version'],
      ['--help'],
      ['help', 'start'],
      ['start', '--help'],
    ])
      assert.equal((await call(...argv)).exit, 0, argv.join(' '));
  });

  it('is an error that names the file when its contents make no sense', async () => {
    const broken = [
      'hello',
      '[]',
      '{"current": "prod", "contexts": []}',
      '{"current": "local", "contexts": [{"name": "prod"}]}',
      '{"current": "local", "contexts": [{"name": "local", "server": "https://x.example"}]}',
    ];
    for (const text of broken) {
      keep(text);
      for (const argv of [['context', 'list'], ['context', 'use', 'local'], ['history']]) {
        const { exit, out, err } = await call(...argv);
        assert.deepEqual([exit, out], [1, ''], text);
        assert.match(
          err,
          /^Error: the contexts in .*contexts\.json cannot be read: .*; correct the file or remove it\n$/,
        );
      }
      assert.equal(readFileSync(kept(), 'utf8'), text);
    }
  });
});
