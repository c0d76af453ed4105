import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { playDeeds } from '../../support/action-run';
import { dagOf } from '../../support/dag-text';
import { EngineHome } from '../../support/engine-home';
import { selfSigned } from '../../support/self-signed';

type Answering = (request: IncomingMessage, answer: ServerResponse) => void;

describe('http.request', () => {
  let home: EngineHome;
  const servers: Server[] = [];
  beforeEach(() => {
    home = new EngineHome({ TOKEN: 'hidden-word' });
  });
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
    home.dispose();
  });

  /** The address of a server that answers so. */
  async function serve(answering: Answering, server: Server = createServer(answering)): Promise<string> {
    servers.push(server);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('sends the login of an address as a header, text as text/plain and a form in parts', async () => {
    home.write('a.txt', 'file of a');
    const host = await serve((request, answer) => {
      const { authorization, 'content-type': type } = request.headers;
      let body = '';
      request.on('data', chunk => {
        body += chunk;
      });
      request.on('end', () => {
        const names = [...body.matchAll(/name="(\w+)"(?:; filename="([\w.]+)")?/g)].map(([, name, file]) => [
          name,
          file,
        ]);
        answer.end(JSON.stringify([request.method, request.url, authorization, type?.replace(/=.*/, ''), names]));
      });
    });
    const left = await playDeeds(home, {
      login: [
        'http.request',
        { method: 'get', url: `http://me:pw@${host}/?z=1`, query: { b: '2', a: 'x y' }, silent: true },
      ],
      text: ['http.request', { method: 'POST', url: `http://${host}/`, body: 'hi', silent: true }],
      form: [
        'http.request',
        { method: 'POST', url: `http://${host}/`, form: { one: '1' }, files: { two: 'a.txt' }, silent: true },
      ],
    });
    const login = `Basic ${Buffer.from('me:pw').toString('base64')}`;
    assert.deepEqual(JSON.parse(left.login.stdout), ['GET', '/?z=1&a=x+y&b=2', login, null, []]);
    assert.deepEqual(JSON.parse(left.text.stdout).slice(3), ['text/plain; charset', []]);
    assert.deepEqual(JSON.parse(left.form.stdout).slice(3), [
      'multipart/form-data; boundary',
      [
        ['one', null],
        ['two', 'a.txt'],
      ],
    ]);
  });

  it('writes a body while it comes, whole bytes and with secrets hidden where they are split', async () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0x00, 0xc3]), Buffer.alloc(300_000, 'x')]);
    const host = await serve((request, answer) => {
      if (request.url === '/bytes') return answer.end(bytes);
      answer.write('it is hidden-');
      return setImmediate(() => answer.end('word indeed'));
    });
    const secrets = [{ name: 'TOKEN', provider: 'env', key: 'TOKEN', options: {} }];
    const left = await playDeeds(
      home,
      {
        split: ['http.request', { method: 'GET', url: `http://${host}/split`, silent: true }],
        kept: ['http.request', { method: 'GET', url: `http://${host}/bytes`, output: 'b.bin', silent: true }],
      },
      { dag: { secrets } },
    );
    assert.equal(left.split.stdout, 'it is ******* indeed');
    assert.equal(left.kept.stdout, '');
    assert.deepEqual(readFileSync(`${home.dir}/b.bin`), bytes);
  });

  it('takes no body as JSON that the host could not hold', async () => {
    const packed = gzipSync(Buffer.alloc(65 * 1024 * 1024, ' '));
    const host = await serve((_request, answer) => answer.writeHead(200, { 'Content-Encoding': 'gzip' }).end(packed));
    const left = await playDeeds(home, {
      large: ['http.request', { method: 'GET', url: `http://${host}/`, json: true }],
    });
    assert.match(left.large.error, /more than 67108864 bytes: keep it in a file with output/);
  });

  it('shows unpacked what came packed', async () => {
    const host = await serve((_, answer) => {
      answer.writeHead(200, { 'content-encoding': 'gzip', 'set-cookie': ['a=1', 'b=2'] });
      answer.end(gzipSync('plain'));
    });
    const left = await playDeeds(home, { packed: ['http.request', { method: 'GET', url: `http://${host}/` }] });
    const { stdout } = left.packed;
    assert.match(stdout, /\nplain$|plain$/);
    assert.doesNotMatch(stdout, /Content-Encoding|Content-Length/);
    assert.match(stdout, /Set-Cookie: a=1\nSet-Cookie: b=2\n/);
  });

  it('is tried again by the policy of its step, and ends in time', async () => {
    let asked = 0;
    const host = await serve((request, answer) => {
      if (request.url === '/silence') return;
      answer.statusCode = ++asked < 3 ? 500 : 200;
      answer.end('done');
    });
    const retryPolicy = { limit: 3, intervalSec: 0, exitCodes: [1], factor: 1, maxIntervalSec: 0 };
    const left = await playDeeds(
      home,
      {
        again: ['http.request', { method: 'GET', url: `http://${host}/`, silent: true }],
        never: ['http.request', { method: 'GET', url: `http://${host}/silence` }],
        odd: ['http.request', { method: 'GET', url: 'ftp://there/' }],
      },
      { steps: { again: { retryPolicy }, never: { timeoutSec: 0.05 } } },
    );
    assert.equal(asked, 3);
    assert.deepEqual([left.again.status, left.again.stdout.endsWith('done')], ['succeeded', true]);
    assert.match(left.never.error, /timeout_sec/);
    assert.match(left.odd.error, /ftp:\/\/there\/" is no address/);
  });

  it('fails with the reason where its input makes no request, and the other steps go on', async () => {
    const host = await serve((_request, answer) => void answer.end('done'));
    const url = `http://${host}/`;
    const left = await playDeeds(home, {
      trace: ['http.request', { method: 'trace', url }],
      login: ['http.request', { method: 'GET', url: `http://%zz@${host}/` }],
      upload: ['http.request', { method: 'POST', url, files: { a: 'missing.txt' } }],
      folder: ['http.request', { method: 'POST', url, files: { a: '.' } }],
      output: ['http.request', { method: 'GET', url, output: 'a\0b' }],
      patient: ['http.request', { method: 'GET', url, timeout: 99_999_999_999, silent: true }],
    });
    assert.match(left.trace.error, /^http: requests with the method TRACE cannot be sent/);
    assert.match(left.login.error, /^http: the login in the address of /);
    assert.match(left.upload.error, /^http: .*missing\.txt: no such file or directory/);
    assert.match(left.folder.error, /^http: .* is no file$/);
    assert.match(left.output.error, /null byte/);
    assert.deepEqual([left.patient.status, left.patient.stdout], ['succeeded', 'done']);
  });

  it('is ended by a stop of the run', async () => {
    let waiting = (): void => undefined;
    const asked = new Promise<void>(resolve => {
      waiting = resolve;
    });
    const host = await serve(() => waiting());
    const action = { name: 'other', action: 'http.request', with: { method: 'POST', url: `http://${host}/` } } as const;
    const { done, stop } = await home.begin(dagOf('a', { steps: { a: { action } } }));
    await asked;
    stop();
    await done;
    assert.equal(home.node('a').status, 'aborted');
  });

  it('is not sent a second time by the next host, unless asking changes nothing', async () => {
    const asked: string[] = [];
    let waiting = (): void => undefined;
    const both = new Promise<void>(resolve => {
      waiting = resolve;
    });
    const host = await serve((request, answer) => {
      asked.push(request.method ?? '');
      if (asked.length > 2) answer.end('again');
      else if (asked.length === 2) waiting();
    });
    const request = (method: string) =>
      ({ name: 'other', action: 'http.request', with: { method, url: `http://${host}/`, silent: true } }) as const;
    const retryPolicy = { limit: 3, intervalSec: 0, exitCodes: [], factor: 1, maxIntervalSec: 0 };
    const dag = dagOf('post; get', {
      steps: { post: { action: request('POST'), retryPolicy }, get: { action: request('GET') } },
    });
    const { done, stop } = await home.begin(dag);
    await both;
    const next = new EngineHome();
    for (const event of [...home.run.events]) next.run.append(event);
    await (await next.recover(dag)).done;
    assert.deepEqual([...asked].sort(), ['GET', 'GET', 'POST']);
    assert.deepEqual([next.node('post').status, next.node('post').reason?.code], ['failed', 'lost']);
    assert.equal(next.text('run/logs/get.1.out'), 'again');
    next.dispose();
    stop();
    await done;
  });

  it('trusts an unknown certificate only when it is told to, and hides who asks when it tells what it sends', async () => {
    const host = await serve(
      () => undefined,
      createTlsServer(selfSigned, (_, answer) => answer.end('over tls')) as unknown as Server,
    );
    const url = `https://${host}/`;
    const headers = { Authorization: 'Bearer abc', 'X-Plain': 'p' };
    const left = await playDeeds(home, {
      careful: ['http.request', { method: 'GET', url }],
      trusting: ['http.request', { method: 'GET', url, headers, skip_tls_verify: true, debug: true, silent: true }],
    });
    assert.equal(left.careful.status, 'failed');
    assert.equal(left.trusting.stdout, 'over tls', left.trusting.error);
    const told = home.stderr('trusting');
    assert.match(told, /^> GET https:.*\n> authorization: \*{7}\n> x-plain: p\n< 200 OK\n$/);
  });
});
