import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { playDeeds } from '../../support/action-run';
import { EngineHome } from '../../support/engine-home';

describe('actions on files', () => {
  let home: EngineHome;
  beforeEach(() => {
    home = new EngineHome();
  });
  afterEach(() => home.dispose());

  it('write a file once, and again only when they may overwrite it', async () => {
    const left = await playDeeds(home, {
      first: ['file.write', { path: 'a.txt', content: 'one' }],
      again: ['file.write', { path: 'a.txt', content: 'two' }],
      over: ['file.write', { path: 'a.txt', content: 'three', overwrite: true, mode: '0640' }],
      deep: ['file.write', { path: 'x/y/b.txt', content: '<é>', create_dirs: true }],
      dry: ['file.write', { path: 'never.txt', content: 'x', dry_run: true }],
    });
    assert.equal(left.first.status, 'succeeded');
    assert.match(left.again.error, /file exists/);
    assert.equal(home.text('a.txt'), 'three');
    assert.equal(statSync(join(home.dir, 'a.txt')).mode & 0o777, 0o640);
    assert.deepEqual(JSON.parse(left.deep.stdout), {
      operation: 'write',
      path: join(home.dir, 'x/y/b.txt'),
      bytes: 4,
      created: true,
    });
    assert.equal(left.dry.stdout.includes('"dryRun":true,"created":false'), true);
    assert.equal(existsSync(join(home.dir, 'never.txt')), false);
  });

  it('print a file byte by byte', async () => {
    const bytes = Buffer.from([0xff, 0x00, 0x0a, 0xc3, 0xa9]);
    writeFileSync(join(home.dir, 'raw.bin'), bytes);
    await playDeeds(home, { raw: ['file.read', { path: 'raw.bin' }] });
    assert.deepEqual(readFileSync(home.node('raw').stdout ?? ''), bytes);
  });

  it('copy, move and delete only what they are allowed to', async () => {
    mkdirSync(join(home.dir, 'd/e'), { recursive: true });
    home.write('d/a.txt', 'aa');
    home.write('d/e/b.txt', 'bbb');
    const left = await playDeeds(home, {
      refused: ['file.copy', { source: 'd', destination: 'c' }],
      tree: ['file.copy', { source: 'd', destination: 'c', recursive: true }],
      inside: ['file.copy', { source: 'd', destination: 'd/e/f', recursive: true }],
      itself: ['file.copy', { source: 'd/a.txt', destination: './d/a.txt', overwrite: true }],
      nested: ['file.move', { source: 'd', destination: 'd/e/f' }],
      taken: ['file.move', { source: 'c/a.txt', destination: 'd/a.txt' }],
      moved: ['file.move', { source: 'c/a.txt', destination: 'm/a.txt', create_dirs: true }],
      kept: ['file.delete', { path: 'd' }],
      gone: ['file.delete', { path: 'd', recursive: true }],
      root: ['file.delete', { path: '/', recursive: true, dry_run: true }],
    });
    assert.match(left.refused.error, /recursive is required/);
    assert.match(left.tree.stdout, /"files":2,"directories":1,"bytes":5,"copied":true/);
    assert.match(left.inside.error, /must not be inside/);
    assert.match(left.itself.error, /must differ/);
    assert.match(left.nested.error, /must not be inside/);
    assert.match(left.taken.error, /destination exists/);
    assert.equal(home.text('m/a.txt'), 'aa');
    assert.match(left.kept.error, /recursive is required/);
    assert.equal(existsSync(join(home.dir, 'd')), false);
    assert.match(left.root.error, /refusing to delete/);
    assert.equal(readFileSync(join(home.dir, 'c/e/b.txt'), 'utf8'), 'bbb');
  });

  it('list the files of a folder by whole paths', async () => {
    mkdirSync(join(home.dir, 'd/sub'), { recursive: true });
    for (const name of ['d/.h', 'd/b.txt', 'd/a.md', 'd/sub/c.md']) home.write(name, 'x');
    const left = await playDeeds(home, {
      flat: ['file.list', { path: 'd' }],
      deep: ['file.list', { path: 'd', recursive: true, pattern: '**/*.{md,csv}' }],
      dirs: ['file.list', { path: 'd', recursive: true, include_dirs: true, pattern: 's*' }],
      none: ['file.list', { path: 'd', pattern: '*.csv' }],
      file: ['file.list', { path: 'd/b.txt' }],
    });
    const paths = (text: string): string[] =>
      (JSON.parse(text).entries ?? []).map(({ path }: { readonly path: string }) => path);
    assert.deepEqual(paths(left.flat.stdout), ['.h', 'a.md', 'b.txt']);
    assert.deepEqual(paths(left.deep.stdout), ['a.md', 'sub/c.md']);
    assert.deepEqual(paths(left.dirs.stdout), ['sub']);
    assert.equal(left.none.stdout, `{"operation":"list","path":"${join(home.dir, 'd')}"}\n`);
    assert.match(left.file.error, /must be a directory/);
  });

  it('keep artifacts inside their folder, whatever a path or a link says', async () => {
    const outside = join(home.dir, 'outside');
    mkdirSync(outside);
    home.write('outside/secret.txt', 's');
    const artifacts = join(home.dir, 'run', 'artifacts');
    mkdirSync(artifacts, { recursive: true });
    symlinkSync(outside, join(artifacts, 'way'));
    const left = await playDeeds(
      home,
      {
        up: ['artifact.write', { path: 'a/../../x', content: 'x' }],
        absolute: ['artifact.read', { path: join(outside, 'secret.txt') }],
        drive: ['artifact.write', { path: 'C:\\x', content: 'x' }],
        link: ['artifact.read', { path: 'way/secret.txt' }],
        through: ['artifact.write', { path: 'way/new/x.txt', content: 'x' }],
        fine: ['artifact.write', { path: 'r\\s.txt', content: 'x' }],
        over: ['artifact.write', { path: 'r/s.txt', content: 'yy', overwrite: true }],
        read: ['artifact.read', { path: 'r/s.txt' }],
      },
      { dag: { artifacts: { enabled: true } } },
    );
    for (const name of ['up', 'absolute', 'drive', 'link', 'through'] as const)
      assert.match(left[name].error, /must|escapes/, name);
    assert.equal(existsSync(join(outside, 'new')), false);
    assert.match(left.fine.stdout, /"path":"r\/s.txt","bytes":1,"created":true/);
    assert.match(left.over.stdout, /"created":false/);
    assert.equal(left.read.stdout, 'yy');
  });

  it('keeps the artifacts of each run in a folder of its own below artifacts.dir, which starts at the file', async () => {
    const left = await playDeeds(
      home,
      { write: ['artifact.write', { path: 'a.txt', content: 'x' }] },
      { dag: { artifacts: { enabled: true, dir: 'kept' } } },
    );
    assert.equal(left.write.error, '');
    assert.equal(home.text('kept/flow/dag-run_run/a.txt'), 'x');
  });
});
