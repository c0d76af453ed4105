import { strict as assert } from 'node:assert';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { TextReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
import { type Deed, type Left, playDeeds } from '../../support/action-run';
import { EngineHome } from '../../support/engine-home';
import { type TarMember, tarOf } from '../../support/tar-text';

/** `d/a.txt` with "seven", made by another program; the second one is encrypted. */
const seven =
  'N3q8ryccAATp/g6XZAAAAAAAAAAUAAAAAAAAAC5hKg8BAAVzZXZlbgoA4ABUAFJdAACBMweuD85vVl756sDh8hK5fKk3GmoNiA19ZY0mzxJ6X72v7wWi4Lvg04+H1S7hdckepiZ2pRd0+3+khVq0GOLEibaamCAaHS5A/EWoCQAAAAAAFwYKAQlaAAcLAQABISEBGAxVAAA=';
const secretSeven =
  'N3q8ryccAASKFKuhfQAAAAAAAAAUAAAAAAAAAIZK20lLCGeB0pm1Ay/cqAd9lFe0AQBoAQQGAAEJEAoBxxkX0QAHCwEAAiQG8QcBElMPWBaEVOE14RYjYCZRHnwBtiEhARgBAAwKBgAICgFNf0V2AAAFARERAGQALwBhAC4AdAB4AHQAAAAUCgEAEOeJ10x93QEVBgEAIICkgQAAABcGEAEJbQAHCwEAASEhARgMaQAA';
/** `d/r.txt` with "rar", stored. */
const rar = 'UmFyIRoHAM+QcwAADQAAAAAAAAAiDHQAgCcABAAAAAQAAAADduS7VABgj1oUMAcApIEAAGRcci50eHRyYXIKxD17AEAHAA==';

describe('archive actions', () => {
  let home: EngineHome;
  beforeEach(() => {
    home = new EngineHome();
    mkdirSync(join(home.dir, 'src', 'b'), { recursive: true });
    home.write('src/a.txt', 'aaa');
    home.write('src/b/c.md', 'cc');
  });
  afterEach(() => home.dispose());

  const bytes = (name: string, content: Uint8Array): void => writeFileSync(join(home.dir, name), content);
  const play = (deeds: Readonly<Record<string, Deed>>): Promise<Readonly<Record<string, Left>>> =>
    playDeeds(home, deeds);
  const report = (left: Left | undefined): Record<string, unknown> =>
    JSON.parse(left?.stdout ?? '') as Record<string, unknown>;

  for (const ending of ['zip', 'tar', 'tgz', 'tar.bz2', 'tar.xz'] as const) {
    it(`packs and unpacks ${ending}, with links, and tells the format by the content`, async () => {
      symlinkSync('b/c.md', join(home.dir, 'src', 'l'));
      const left = await play({
        pack: ['archive.create', { source: 'src', destination: `o/x.${ending}`, verify_integrity: true }],
        rename: `mv o/x.${ending} o/x`,
        unpack: ['archive.extract', { source: 'o/x', destination: 'u' }],
      });
      assert.deepEqual([left.pack?.error, left.unpack?.error], ['', '']);
      assert.equal(report(left.pack).filesAdded, 5);
      assert.equal(report(left.unpack).filesExtracted, 3);
      assert.equal(home.text('u/src/a.txt'), 'aaa');
      assert.equal(readlinkSync(join(home.dir, 'u/src/l')), 'b/c.md');
      assert.deepEqual(readdirSync(join(home.dir, 'o')), ['x']);
    });
  }

  it('reads 7z and rar, and says what it cannot decrypt', async () => {
    bytes('s.7z', Buffer.from(seven, 'base64'));
    bytes('e.7z', Buffer.from(secretSeven, 'base64'));
    bytes('r.rar', Buffer.from(rar, 'base64'));
    const left = await play({
      seven: ['archive.extract', { source: 's.7z', destination: 'u' }],
      rar: ['archive.extract', { source: 'r.rar', destination: 'u' }],
      secret: ['archive.extract', { source: 'e.7z', destination: 'v', password: 'pw' }],
      create: ['archive.create', { source: 'src', destination: 'x.7z' }],
    });
    assert.equal(home.text('u/d/a.txt'), 'seven\n');
    assert.equal(home.text('u/d/r.txt'), 'rar\n');
    assert.match(left.secret?.error ?? '', /cannot be read here/);
    assert.equal(home.node('secret').exitCode, 13);
    assert.match(left.create?.error ?? '', /7z can only be read/);
    assert.deepEqual(readdirSync(join(home.dir, 'v', 'd')), []);
  });

  const escapes: readonly (readonly [what: string, members: readonly TarMember[]])[] = [
    ['a path with ..', [{ name: '../evil', content: 'x' }]],
    ['a .. inside a path', [{ name: 'a/../../evil', content: 'x' }]],
    ['a link to an absolute path', [{ name: 'l', type: '2', link: '/etc/passwd' }]],
    ['a link out', [{ name: 'a/l', type: '2', link: '../../evil' }]],
    [
      'a link through a link',
      [
        { name: 'a/b/', type: '5' },
        { name: 'l', type: '2', link: 'a/b' },
        { name: 'l/m', type: '2', link: '../../../evil' },
      ],
    ],
    ['a link whose .. comes later', [{ name: 'l', type: '2', link: 'a/../../evil' }]],
    ['a hard link out', [{ name: 'h', type: '1', link: '../outside' }]],
    [
      'a hard link to a link',
      [
        { name: 'a/b/l', type: '2', link: '../../x' },
        { name: 'h', type: '1', link: 'a/b/l' },
      ],
    ],
  ];
  for (const [what, members] of escapes) {
    it(`refuses ${what}`, async () => {
      home.write('outside', 'secret');
      bytes('evil.tar', tarOf(...members));
      const left = await play({ out: ['archive.extract', { source: 'evil.tar', destination: 'in/u' }] });
      assert.equal(left.out?.status, 'failed');
      assert.ok([4, 6].includes(home.node('out').exitCode ?? 0), left.out?.error);
      assert.ok(!existsSync(join(home.dir, 'evil')) && !existsSync(join(home.dir, 'in', 'evil')));
      assert.ok(!existsSync(join(home.dir, 'in/u/h')));
    });
  }

  it('refuses a zip that leads out, and takes absolute paths and backslashes for paths inside', async () => {
    const zipOf = async (name: string): Promise<Uint8Array> => {
      const zip = new ZipWriter(new Uint8ArrayWriter());
      await zip.add(name, new TextReader('x'));
      return zip.close();
    };
    bytes('out.zip', await zipOf('../evil'));
    bytes('absolute.zip', await zipOf('/abs/a'));
    bytes('windows.zip', await zipOf('win\\b'));
    const left = await play({
      out: ['archive.extract', { source: 'out.zip', destination: 'u' }],
      absolute: ['archive.extract', { source: 'absolute.zip', destination: 'u' }],
      windows: ['archive.extract', { source: 'windows.zip', destination: 'u' }],
    });
    assert.equal(home.node('out').exitCode, 6, left.out?.error);
    assert.ok(!existsSync(join(home.dir, 'evil')));
    assert.equal(home.text('u/abs/a') + home.text('u/win/b'), 'xx');
  });

  it('writes through no link that was there before', async () => {
    mkdirSync(join(home.dir, 'u'));
    mkdirSync(join(home.dir, 'other'));
    symlinkSync('../other', join(home.dir, 'u', 'd'));
    symlinkSync('../other/file', join(home.dir, 'u', 'f'));
    bytes('x.tar', tarOf({ name: 'd/file', content: 'x' }));
    bytes('y.tar', tarOf({ name: 'f', content: 'mine' }));
    const left = await play({
      folder: ['archive.extract', { source: 'x.tar', destination: 'u', overwrite: true }],
      file: ['archive.extract', { source: 'y.tar', destination: 'u', overwrite: true }],
    });
    assert.match(left.folder?.error ?? '', /leads out of the destination/);
    assert.ok(lstatSync(join(home.dir, 'u/f')).isFile());
    assert.deepEqual(readdirSync(join(home.dir, 'other')), []);
  });

  it('has an exit code for each kind of fault', async () => {
    const archive = gzipSync(tarOf({ name: 'a', content: 'a'.repeat(5000) }, { name: 'p', type: '6' }));
    bytes('short.tgz', archive.subarray(0, archive.length - 20));
    bytes('text.gz', gzipSync('only text '.repeat(100)));
    bytes('taken.zip', Buffer.alloc(0));
    const faults: Readonly<Record<string, readonly [Deed, number]>> = {
      cut: [['archive.extract', { source: 'short.tgz', destination: 'u' }], 12],
      checked: [['archive.extract', { source: 'short.tgz', destination: 'w', verify_integrity: true }], 12],
      text: [['archive.list', { source: 'text.gz' }], 5],
      gone: [['archive.list', { source: 'gone.zip' }], 3],
      taken: [['archive.create', { source: 'src', destination: 'taken.zip' }], 4],
      nameless: [['archive.create', { source: 'src', destination: 'x.abc' }], 5],
      odd: [['archive.create', { source: 'src', destination: 'x.abc', format: 'lha' }], 1],
    };
    const left = await play(Object.fromEntries(Object.entries(faults).map(([name, [deed]]) => [name, deed])));
    for (const [name, [, code]] of Object.entries(faults))
      assert.equal(home.node(name).exitCode, code, `${name}: ${left[name]?.error}`);
    assert.ok(!existsSync(join(home.dir, 'w')));
  });

  it('goes on after single files where that is wanted, and says which', async () => {
    bytes('x.tar', tarOf({ name: 'a', content: '1' }, { name: '../b', content: '2' }, { name: 'c', content: '3' }));
    const left = await play({
      on: ['archive.extract', { source: 'x.tar', destination: 'u', continue_on_error: true }],
    });
    const { filesExtracted, filesSkipped } = report(left.on);
    assert.deepEqual([filesExtracted, filesSkipped], [2, 1]);
    assert.equal(home.stderr('on'), '../b: its path leads out of the destination\n');
  });

  it('packs what links point to where that is wanted, but not without end', async () => {
    symlinkSync('a.txt', join(home.dir, 'src', 'l'));
    const left = await play({
      follow: ['archive.create', { source: 'src', destination: 'f.zip', follow_symlinks: true }],
      list: ['archive.list', { source: 'f.zip', exclude: ['**/*.md'] }],
      loop: 'ln -s .. src/b/up',
      endless: ['archive.create', { source: 'src', destination: 'g.zip', follow_symlinks: true }],
    });
    const files = report(left.list).files as readonly { readonly path: string; readonly mode: string }[];
    assert.deepEqual(
      files.map(file => file.path),
      ['src', 'src/a.txt', 'src/b', 'src/l'],
    );
    assert.equal(files.at(-1)?.mode, '-rw-r--r--');
    assert.match(left.endless?.error ?? '', /leads back to a folder around it/);
    assert.ok(!existsSync(join(home.dir, 'g.zip')));
  });

  it('leaves nothing of an archive whose step is ended before it is whole', async () => {
    home.write('src/big', '');
    truncateSync(join(home.dir, 'src', 'big'), 2_000_000_000);
    const deeds = { pack: ['archive.create', { source: 'src', destination: 'o/x.tar.xz' }] } as const;
    const left = await playDeeds(home, deeds, { steps: { pack: { timeoutSec: 0.2 } } });
    assert.match(left.pack.error, /timed out|timeout/);
    assert.deepEqual(readdirSync(join(home.dir, 'o')), []);
  });
});
