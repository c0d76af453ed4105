import { strict as assert } from 'node:assert';
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { playDeeds } from '../../support/action-run';
import { EngineHome } from '../../support/engine-home';

const identity = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@x',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@x',
};

describe('git actions', () => {
  let home: EngineHome;
  let server: Server | undefined;
  beforeEach(() => {
    home = new EngineHome();
    sh(
      'git init -q -b main repo && cd repo && echo one > f && git add . && git commit -qm one && git branch dev && git tag v1',
    );
  });
  afterEach(() => {
    server?.close();
    server = undefined;
    home.dispose();
  });

  function sh(command: string): string {
    return execFileSync('sh', ['-c', command], {
      cwd: home.dir,
      env: { ...process.env, ...identity },
      encoding: 'utf8',
    });
  }

  /** Serves the home's folder by git's own program, to whoever has the login; tells what it was asked with. */
  async function serve(login: string): Promise<{ readonly url: string; readonly asked: Set<string | undefined> }> {
    const asked = new Set<string | undefined>();
    const expected = `Basic ${Buffer.from(login).toString('base64')}`;
    server = createServer((request, answer) => {
      asked.add(request.headers.authorization);
      if (request.headers.authorization !== expected) {
        answer.writeHead(401, { 'WWW-Authenticate': 'Basic realm="x"' }).end();
        return;
      }
      const [path, query = ''] = (request.url ?? '').split('?');
      const env = {
        ...process.env,
        GIT_PROJECT_ROOT: home.dir,
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: path,
        QUERY_STRING: query,
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
        REMOTE_USER: 'x',
      };
      const backend = spawn('git', ['http-backend'], { env });
      request.pipe(backend.stdin);
      const parts: Buffer[] = [];
      backend.stdout.on('data', part => parts.push(part));
      backend.on('close', () => {
        const whole = Buffer.concat(parts);
        const end = whole.indexOf('\r\n\r\n');
        for (const line of whole.subarray(0, end).toString().split('\r\n')) {
          const [name = '', value = ''] = line.split(': ');
          if (name.toLowerCase() !== 'status') answer.setHeader(name, value);
        }
        answer.end(whole.subarray(end + 4));
      });
    });
    await new Promise<void>(resolve => server?.listen(0, '127.0.0.1', resolve));
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/repo/.git`, asked };
  }

  it('shows a login to the server and to nobody else: not to other processes, the logs or the clone', async () => {
    const { url, asked } = await serve('x-access-token:t0ken');
    const watcher = join(home.dir, 'git');
    home.write('git', `#!/bin/sh\necho "$@" >> ${home.dir}/argv\nPATH=\${PATH#*:} exec git "$@"\n`);
    sh(`chmod +x ${watcher}`);
    const left = await playDeeds(
      home,
      {
        token: ['git.checkout', { repository: url, path: 'a', token: 't0ken', ref: 'dev', depth: 1 }],
        inside: ['git.checkout', { repository: url.replace('//', '//x-access-token:t0ken@'), path: 'b' }],
        wrong: ['git.checkout', { repository: url, path: 'c', username: 'u', password: 'secret' }],
      },
      { dag: { env: [{ name: 'PATH', value: `${home.dir}:${process.env.PATH}` }] } },
    );
    assert.deepEqual(
      [left.token.status, left.inside.status, left.wrong.status],
      ['succeeded', 'succeeded', 'failed'],
      JSON.stringify(left),
    );
    assert.ok(asked.has(`Basic ${Buffer.from('u:secret').toString('base64')}`));
    const everything = `${home.text('argv')}${home.text('a/.git/config')}${home.text('b/.git/config')}${JSON.stringify(left)}`;
    assert.doesNotMatch(everything, /t0ken|secret|eC1hY2Nlc3MtdG9rZW4/);
    assert.equal(sh('git -C a rev-parse --abbrev-ref HEAD'), 'dev\n');
  });

  it('takes nothing for an option, and leaves nothing of a clone that failed', async () => {
    const left = await playDeeds(
      home,
      {
        ref: ['git.checkout', { repository: `${home.dir}/repo`, path: 'x', ref: '--orphan' }],
        repository: ['git.checkout', { repository: '--upload-pack=touch pwned', path: 'x' }],
        absent: ['git.checkout', { repository: `${home.dir}/repo`, path: 'x', ref: 'nope' }],
        branch: ['git.worktree.add', { branch: '-d', create_branch: true }],
        base: ['git.worktree.add', { branch: 'n', create_branch: true, base: '--all' }],
        look: 'ls',
      },
      { steps: { branch: { workingDir: 'repo' }, base: { workingDir: 'repo' } } },
    );
    const { look, ...rest } = left;
    assert.deepEqual(new Set(Object.values(rest).map(({ status }) => status)), new Set(['failed']));
    assert.equal(look.stdout, 'repo\nrun\n');
    assert.match(left.absent.error, /ref "nope" not found/);
    assert.match(left.base.error, /base "--all" is no branch/);
  });

  it('leaves nothing of a clone whose time was up, which git could not remove', async () => {
    home.write('git', '#!/bin/sh\nfor last; do :; done\nmkdir -p "$last/.git"\nexec sleep 30\n');
    chmodSync(join(home.dir, 'git'), 0o755);
    const left = await playDeeds(
      home,
      { clone: ['git.checkout', { repository: `${home.dir}/repo`, path: 'x' }], look: 'ls' },
      { steps: { clone: { timeoutSec: 0.3, env: [{ name: 'PATH', value: `${home.dir}:/usr/bin:/bin` }] } } },
    );
    assert.match(left.clone.error, /timeout_sec/);
    assert.equal(left.look.stdout, 'git\nrepo\nrun\n');
  });

  it('clones as many commits as `depth` says, also of a folder on this machine', async () => {
    sh('cd repo && git commit -q --allow-empty -m two');
    const from = { repository: `${home.dir}/repo` };
    await playDeeds(home, {
      one: ['git.checkout', { ...from, path: 'one', depth: 1 }],
      all: ['git.checkout', { ...from, path: 'all' }],
      other: ['git.checkout', { ...from, path: 'other', depth: 1, ref: 'dev' }],
    });
    const commits = ['one', 'all', 'other'].map(path => sh(`git -C ${path} rev-list --count HEAD`).trim());
    assert.deepEqual(commits, ['1', '2', '1']);
  });

  it('goes to a commit, comes back to a branch with its own commits, and fetches what it does not know', async () => {
    await playDeeds(home, { clone: ['git.checkout', { repository: `${home.dir}/repo`, path: 'co', ref: 'dev' }] });
    sh(
      'cd co && echo mine > f && git commit -qam mine && cd ../repo && git checkout -q -b late && git commit -q --allow-empty -m late',
    );
    const commit = sh('git -C co rev-parse dev').trim();
    const left = await playDeeds(home, {
      tag: ['git.checkout', { repository: `${home.dir}/repo`, path: 'co', ref: 'v1' }],
      back: ['git.checkout', { repository: `${home.dir}/repo`, path: 'co', ref: 'dev' }],
      late: ['git.checkout', { repository: `${home.dir}/repo`, path: 'co', ref: 'late' }],
    });
    assert.equal(JSON.parse(left.back.stdout).commit, commit);
    assert.equal(JSON.parse(left.late.stdout).changed, true);
  });

  it('keeps a worktree whose branch has commits of its own, and hands on what it made', async () => {
    const left = await playDeeds(
      home,
      {
        add: ['git.worktree.add', { branch: 'feat', create_branch: true, path: '../wt' }],
        work: 'cd ${steps.a.outputs.path} && git -c user.name=a -c user.email=a@x commit -q --allow-empty -m work && pwd',
        refused: ['git.worktree.remove', { branch: 'feat', delete_branch: true }],
        forced: ['git.worktree.remove', { branch: 'feat', delete_branch: true, force_delete_branch: true }],
        nowhere: ['git.worktree.add', {}],
      },
      {
        steps: { add: { id: 'a' }, nowhere: { workingDir: '..' } },
        dag: { workingDir: 'repo' },
      },
    );
    assert.equal(left.work.stdout, `${home.dir}/wt\n`);
    assert.match(left.refused.error, /branch "feat" is not merged/);
    assert.deepEqual(
      { ...left.forced.outputs },
      { path: `${home.dir}/wt`, branch: 'feat', worktree_removed: 'true', branch_deleted: 'true' },
    );
    assert.match(left.nowhere.error, /is not in a git repository/);
  });
});
