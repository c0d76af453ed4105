import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Connections, Mails } from '../../../src/model/connections';
import { playDeeds } from '../../support/action-run';
import { dagOf, runAction } from '../../support/dag-text';
import { EngineHome } from '../../support/engine-home';
import { MailServer } from '../../support/mail-server';

const secrets = [{ name: 'TOKEN', provider: 'env', key: 'TOKEN', options: {} }];

describe('mails', () => {
  let home: EngineHome;
  let server: MailServer | undefined;
  beforeEach(() => {
    home = new EngineHome({ TOKEN: 'hidden-word' });
  });
  afterEach(() => {
    server?.stop();
    server = undefined;
    home.dispose();
  });

  async function serve(login?: string): Promise<number> {
    server = new MailServer(login);
    return server.start();
  }

  it('are sent with their attachments to everybody, after signing in', async () => {
    const port = await serve('me:hidden-word');
    home.write('report.txt', 'the numbers');
    const smtp = { host: '127.0.0.1', port: String(port), username: 'me', password: '${env.TOKEN}' };
    const mail = {
      from: 'Ann <a@x.y>',
      to: ['b@x.y', 'c@x.y'],
      subject: 'Grüße',
      message: 'hello',
      attachments: ['report.txt'],
    };
    const left = await playDeeds(
      home,
      {
        good: ['mail.send', mail],
        one: ['mail.send', { from: 'a@x.y', to: 'd@x.y' }],
        refused: ['mail.send', { from: 'a@x.y', to: 'bad@x.y' }],
        lost: ['mail.send', { from: 'a@x.y', to: 'd@x.y', attachments: ['nope.txt'] }],
      },
      { dag: { connections: { smtp }, secrets } },
    );
    assert.match(
      left.good.stdout,
      /^sending email\n-----\nfrom: Ann <a@x.y>\nto: b@x.y, c@x.y\n.*-----\nsending email succeed\.$/s,
    );
    const [first] = server?.mails ?? [];
    assert.deepEqual([first?.from, first?.to], ['a@x.y', ['b@x.y', 'c@x.y']]);
    assert.match(
      first?.data ?? '',
      new RegExp(`filename=report.txt.*${Buffer.from('the numbers').toString('base64')}`, 's'),
    );
    assert.equal(left.one.status, 'succeeded', left.one.error);
    assert.match(left.refused.error, /550/);
    assert.match(left.lost.error, /nope\.txt is no file/);
    assert.equal(server?.mails.length, 2);
  });

  it('fail when the login is wrong, and tell nobody the password', async () => {
    const port = await serve('me:other');
    const smtp = { host: '127.0.0.1', port, username: 'me', password: '${env.TOKEN}' };
    const left = await playDeeds(
      home,
      { wrong: ['mail.send', { from: 'a@x.y', to: 'b@x.y', message: 'it is hidden-word' }] },
      { dag: { connections: { smtp }, secrets } },
    );
    assert.match(left.wrong.error, /535/);
    assert.match(left.wrong.stdout, /it is \*{7}\n/);
  });

  it('end with a stop of the run, although the server says nothing', async () => {
    let greet = (): void => undefined;
    const called = new Promise<void>(resolve => {
      greet = resolve;
    });
    const silent = createServer(socket => {
      socket.on('error', () => undefined);
      greet();
    });
    await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const action = { name: 'other', action: 'mail.send', with: { from: 'a@x.y', to: 'b@x.y' } } as const;
    const connections = { smtp: { host: '127.0.0.1', port } };
    const { done, stop } = await home.begin(dagOf('a', { steps: { a: { action } }, dag: { connections } }));
    await called;
    stop();
    await done;
    silent.close();
    assert.equal(home.node('a').status, 'aborted');
  });

  function connectionsFor(port: number, more: Partial<Mails> = {}): Connections {
    const form = { from: 'a@x.y', to: ['b@x.y'], prefix: '', attachLogs: false };
    const mails = {
      on: { success: true, failure: true, wait: true },
      error: { ...form, prefix: '[bad]', attachLogs: true },
      info: { ...form, prefix: '[${params.P}]' },
      ...more,
    };
    return { smtp: { host: '127.0.0.1', port }, mails };
  }

  it('tell how a run ended and which step failed, with the logs and without secrets', async () => {
    const port = await serve();
    const action = runAction('echo "out $TOKEN"; echo "err $TOKEN" >&2; exit 3');
    const extras = {
      steps: { b: { action, mailOnError: true } },
      dag: { connections: connectionsFor(port), secrets },
    } as const;
    await home.play(dagOf('a; b; c <- b', extras));
    const subjects = server?.mails.map(({ data }) => /^Subject: (.*)$/m.exec(data)?.[1]?.trim());
    assert.deepEqual(subjects, ['[bad] flow: b (failed)', '[bad] flow (failed)']);
    const whole = server?.mails.map(({ data }) => data).join('') ?? '';
    assert.doesNotMatch(whole, /hidden-word/);
    assert.match(whole, /filename=b\.1\.err/);
    assert.match(whole, /Exit code: 3/);
    assert.match(whole, /c: aborted - "b" failed/);
  });

  it('tell of a success only when they are to', async () => {
    const port = await serve();
    const quiet = { success: false, failure: true, wait: false };
    await home.play(dagOf('a', { dag: { connections: connectionsFor(port, { on: quiet }) } }));
    assert.deepEqual(server?.mails, []);
  });

  it('tell of a failure that other attempts follow only behind the last', async () => {
    const connections = connectionsFor(await serve());
    const retryPolicy = { limit: 2, intervalSec: 0, factor: 1, maxIntervalSec: 0 };
    const { run } = await home.play(
      dagOf('a', { steps: { a: { action: runAction('false') } }, dag: { connections, retryPolicy } }),
    );
    assert.equal(run.attempts.length, 3);
    assert.equal(server?.mails.length, 1);
  });

  it('that cannot be sent change nothing of a run, whose log says so', async () => {
    const connections = connectionsFor(await serve());
    server?.stop();
    const { exitCode } = await home.play(dagOf('a', { dag: { connections } }));
    assert.equal(exitCode, 0);
    assert.match(readFileSync(join(home.run.place.logDir, 'run.log'), 'utf8'), /could not be sent: .*ECONNREFUSED/);
  });
});
