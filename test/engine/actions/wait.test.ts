import { strict as assert } from 'node:assert';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { goDurationMs } from '../../../src/engine/values/go-duration';
import { playDeeds } from '../../support/action-run';
import { EngineHome } from '../../support/engine-home';

describe('waiting', () => {
  let home: EngineHome;
  let server: Server | undefined;
  beforeEach(() => {
    home = new EngineHome();
  });
  afterEach(() => {
    server?.close();
    server = undefined;
    home.dispose();
  });

  it('reads lengths of time as Go does', () => {
    assert.equal(goDurationMs('1h30m'), 5_400_000);
    assert.equal(goDurationMs('1.5s'), 1500);
    assert.equal(goDurationMs('250us'), 0.25);
    assert.equal(goDurationMs('0'), 0);
    for (const wrong of ['', '5', '1d', '3 s', 's', '1h-3m']) assert.equal(goDurationMs(wrong), undefined, wrong);
  });

  it('ends at once for what is past, there or gone, and prints nothing', async () => {
    home.write('there.txt', 'x');
    const left = await playDeeds(home, {
      short: ['wait.duration', { duration: '2ms' }],
      past: ['wait.until', { until: '2020-01-02T03:04:05+09:00' }],
      there: ['wait.file', { path: 'there.txt' }],
      gone: ['wait.file', { path: 'nope.txt', state: 'missing' }],
      never: ['wait.duration', { duration: 'soon' }],
    });
    assert.deepEqual(
      Object.values(left).map(({ status, stdout }) => status + stdout),
      ['succeeded', 'succeeded', 'succeeded', 'succeeded', 'failed'],
    );
  });

  it('asks a server again until it answers as wished, and fails when the step runs out of time', async () => {
    let asked = 0;
    server = createServer((_, answer) => {
      asked++;
      answer.statusCode = asked < 3 ? 503 : 204;
      answer.end();
    });
    await new Promise<void>(resolve => server?.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const left = await playDeeds(
      home,
      {
        up: ['wait.http', { url, status: 204, poll_interval: '1ms' }],
        dead: ['wait.http', { url: 'http://127.0.0.1:1/', poll_interval: '1ms' }],
      },
      { steps: { dead: { timeoutSec: 0.05 } } },
    );
    assert.equal(asked, 3);
    assert.equal(left.up.status, 'succeeded');
    assert.match(left.dead.error, /timeout_sec/);
  });

  it('fails when the step runs out of time while the server has not answered', async () => {
    server = createServer(() => undefined);
    await new Promise<void>(resolve => server?.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const left = await playDeeds(home, { dumb: ['wait.http', { url }] }, { steps: { dumb: { timeoutSec: 0.1 } } });
    assert.match(left.dumb.error, /timeout_sec/);
    server.closeAllConnections();
  });

  it('fails at once for a request that can never be sent, and sends what it is given', async () => {
    const heard: string[] = [];
    server = createServer(async (request, answer) => {
      let body = '';
      for await (const part of request) body += part;
      heard.push(`${request.method} ${request.headers['x-a']} ${body}`);
      answer.end();
    });
    await new Promise<void>(resolve => server?.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const left = await playDeeds(home, {
      header: ['wait.http', { url, headers: { 'x-a': 'b\nc: d' } }],
      method: ['wait.http', { url, method: 'GE T' }],
      trace: ['wait.http', { url, method: 'TRACE' }],
      post: ['wait.http', { url, method: 'post', headers: { 'x-a': 'b' }, body: 'hello' }],
      plain: ['wait.http', { url, body: 'not carried' }],
    });
    assert.match(left.header.error, /the header "x-a" has a name or a value/);
    assert.match(left.method.error, /is no method/);
    assert.match(left.trace.error, /the method TRACE cannot be sent/);
    assert.deepEqual([left.post.status, left.plain.status], ['succeeded', 'succeeded']);
    assert.deepEqual(heard, ['POST b hello', 'GET undefined ']);
  });

  it('prints the table of a router with the value as written', async () => {
    const left = await playDeeds(home, {
      pick: [
        'router.route',
        { value: '${params.X}', routes: { 're:.*': ['z'], b: ['x', 'y'], 're:a': ['w'], a: ['v'] } },
      ],
    });
    const table = '  a -> [v]\n  b -> [x y]\n  re:a -> [w]\n  re:.* -> [z]\n';
    assert.equal(left.pick.stdout, `Router evaluating: \${params.X}\n${table}`);
  });
});
